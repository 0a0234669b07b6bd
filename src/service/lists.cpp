// Lists across customers: reports and searches, each driven by one index or directory.
#include <algorithm>
#include <crm/error.hpp>
#include <crm/session.hpp>

#include "domain/checks.hpp"
#include "domain/text.hpp"
#include "service/paging.hpp"

namespace crm {

using namespace service;
using storage::Connection;
using storage::Params;
using storage::Row;

namespace {

constexpr std::string_view kHighest =
    "\xF4\x8F\xBF\xBF";  // U+10FFFF: behind whatever a prefix is followed by

constexpr std::string_view kByPhone = "phone_directory", kByAccount = "account_directory",
                           kByName = "name_directory";

// Where a list of customers comes from: ids with the sort keys of their rows.
struct Found {
  CustomerId id;
  Params sort_key;
};

ListQuery prefix_query(std::string_view table, std::string_view column, const std::string& prefix) {
  const std::string name(column);
  return {table,
          "SELECT " + name + ", customer_id FROM " + std::string(table) + " WHERE " + name + " >= $1 AND " +
              name + " < $2",
          {prefix, prefix + std::string(kHighest)},
          {{name, Holds::text}, {"customer_id"}}};
}

std::vector<Found> found_by_text(Connection& connection, ListQuery query, const PageRequest& page) {
  std::vector<Found> found;
  run_list(connection, std::move(query), page, [&](const Row& row) {
    found.push_back({{row.integer(1)}, {std::string(row.text(0)), row.integer(1)}});
  });
  return found;
}

std::vector<Found> found_by_phone(Connection& connection, const PhoneNumber& phone, const PageRequest& page) {
  std::vector<Found> found;
  ListQuery query{kByPhone,
                  "SELECT customer_id FROM phone_directory WHERE number = $1",
                  {phone.e164()},
                  {{"customer_id"}}};
  run_list(connection, std::move(query), page, [&](const Row& row) {
    found.push_back({{row.integer(0)}, {row.integer(0)}});
  });
  return found;
}

// The directory that drives a filtered list.
std::string_view driver_of(const CustomerFilter& filter) {
  if (filter.phone) return kByPhone;
  return filter.account_prefix ? kByAccount : kByName;
}

std::vector<Found> find_driven(Connection& connection, const CustomerFilter& filter,
                               const PageRequest& page) {
  if (filter.phone) return found_by_phone(connection, *filter.phone, page);
  if (filter.account_prefix)
    return found_by_text(connection, prefix_query(kByAccount, "account_number", *filter.account_prefix),
                         page);
  return found_by_text(connection, prefix_query(kByName, "name_key", domain::search_key(*filter.name_prefix)),
                       page);
}

// The filters behind the one that drives the list.
bool passes(const Customer& customer, const CustomerFilter& filter) {
  if (filter.account_prefix && !customer.account_number.value_or("").starts_with(*filter.account_prefix))
    return false;
  if (filter.first_name_prefix && !domain::search_key(customer.first_name.value_or(""))
                                       .starts_with(domain::search_key(*filter.first_name_prefix)))
    return false;
  if (!filter.name_prefix) return true;
  const std::string name = customer.last_name.value_or("") + ", " + customer.first_name.value_or("");
  return domain::search_key(name).starts_with(domain::search_key(*filter.name_prefix));
}

// Reads on until the page is full: a second filter may let few through.
Page<Customer> list_driven(Connection& connection, const CustomerFilter& filter, PageRequest page) {
  Page<Customer> result;
  for (;;) {
    const std::vector<Found> found = find_driven(connection, filter, page);
    const std::size_t usable = std::min(found.size(), page.limit);
    for (std::size_t i = 0; i < usable; ++i) {
      auto customer = storage::find<Customer>(connection, found[i].id);
      if (customer && passes(*customer, filter)) result.items.push_back(std::move(*customer));
      const bool more = i + 1 < found.size();
      page.after = cursor_of(driver_of(filter), found[i].sort_key);
      if (result.items.size() == page.limit) {
        if (more) result.next = page.after;
        return result;
      }
    }
    if (found.size() <= page.limit) return result;
  }
}

Page<Customer> list_all(Connection& connection, const PageRequest& page) {
  constexpr std::string_view list = "customer";
  ListQuery query{list, storage::select_from<Customer>() + " WHERE true", {}, {{"id"}}};
  return make_page(list, list_rows<Customer>(connection, std::move(query), page), checked_limit(page),
                   [](const Customer& row) { return Params{row.id.value}; });
}

void check_prefix(const std::optional<std::string>& prefix, const char* field) {
  if (prefix) domain::naming(field, [&] { domain::check_text(*prefix, 400); });
}

// No directory leads to first names.
void check_filter(const CustomerFilter& filter, bool driven) {
  check_prefix(filter.account_prefix, "account_prefix");
  check_prefix(filter.name_prefix, "name_prefix");
  check_prefix(filter.first_name_prefix, "first_name_prefix");
  if (filter.first_name_prefix && !driven)
    throw Error(Code::invalid_argument, "A first name alone cannot be searched for: name the last name too.",
                "first_name_prefix");
}

void add_condition(ListQuery& query, const std::string& condition, storage::Param value) {
  query.params.push_back(std::move(value));
  query.from += " AND " + condition + " " + storage::placeholder(static_cast<int>(query.params.size()));
}

ListQuery loan_query(const LoanFilter& filter) {
  ListQuery query{"loans", storage::select_from<Loan>() + " WHERE true", {}, {{"customer_id"}, {"id"}}};
  if (filter.customer_id) add_condition(query, "customer_id =", filter.customer_id->value);
  const bool overdue = filter.min_days_past_due.value_or(0) > 0;
  if (overdue) {
    query.from += " AND days_past_due > 0";  // lets the partial index serve
    add_condition(query, "days_past_due >=", *filter.min_days_past_due);
  }
  if (filter.status) add_condition(query, "status =", *filter.status);
  if (overdue && !filter.customer_id) {
    query.list = "overdue_loans";
    query.order = {{"days_past_due"}, {"customer_id"}, {"id"}};
    query.descending = true;
  }
  return query;
}

Params loan_sort_key(const Loan& loan, std::size_t parts) {
  Params sort_key{loan.customer_id.value, loan.id.value};
  if (parts == 3) sort_key.insert(sort_key.begin(), loan.days_past_due);
  return sort_key;
}

ListQuery interaction_query(const InteractionFilter& filter) {
  ListQuery query{"interactions",
                  storage::select_from<Interaction>() + " WHERE true",
                  {},
                  {{"customer_id"}, {"creation_date", Holds::instant}, {"id"}}};
  query.descending = true;
  if (filter.customer_id) add_condition(query, "customer_id =", filter.customer_id->value);
  if (!filter.follow_up_due) return query;
  query.from += " AND follow_up_at IS NOT NULL";
  domain::naming("follow_up_due",
                 [&] { add_condition(query, "follow_up_at <=", to_string(*filter.follow_up_due)); });
  if (filter.customer_id) return query;
  query.list = "follow_ups";
  query.order = {{"follow_up_at", Holds::instant}, {"customer_id"}, {"id"}};
  query.descending = false;
  return query;
}

}  // namespace

Page<Customer> Customers::list(const CustomerFilter& filter, const PageRequest& page) {
  checked_limit(page);
  const bool driven = filter.phone || filter.account_prefix || filter.name_prefix;
  check_filter(filter, driven);
  return engine_of(*session_).read(call_of(*session_), [&](Connection& connection) {
    return driven ? list_driven(connection, filter, page) : list_all(connection, page);
  });
}

Page<Loan> Loans::list(const LoanFilter& filter, const PageRequest& page) {
  ListQuery query = loan_query(filter);
  const std::size_t parts = query.order.size();
  return engine_of(*session_).read(call_of(*session_), [&](Connection& connection) {
    return make_page(query.list, list_rows<Loan>(connection, query, page), checked_limit(page),
                     [&](const Loan& loan) { return loan_sort_key(loan, parts); });
  });
}

Page<Interaction> Interactions::list(const InteractionFilter& filter, const PageRequest& page) {
  ListQuery query = interaction_query(filter);
  const bool by_follow_up = query.order.front().name == "follow_up_at";
  return engine_of(*session_).read(call_of(*session_), [&](Connection& connection) {
    return make_page(query.list, list_rows<Interaction>(connection, query, page), checked_limit(page),
                     [&](const Interaction& row) -> Params {
                       if (by_follow_up)
                         return {to_string(*row.follow_up_at), row.customer_id.value, row.id.value};
                       return {row.customer_id.value, to_string(row.creation_date), row.id.value};
                     });
  });
}

}  // namespace crm
