// The model's customers, and what is asked about all of them.
#include <nlohmann/json.hpp>
#include <tuple>

#include "differential/model_parts.hpp"
#include "domain/delinquency.hpp"
#include "domain/text.hpp"
#include "json/value.hpp"

namespace crm::test {

namespace {

bool is_blank(const std::optional<std::string>& text) {
  return text && text->find_first_not_of(" \t\r\n") == text->npos;
}

void check_reason(std::string_view reason) {
  if (is_blank(std::string(reason))) refuse(Code::invalid_argument, "reason");
  domain::naming("reason", [&] { domain::check_text(reason, 500); });
}

void check_prefix(const std::optional<std::string>& prefix, const char* field) {
  if (prefix) domain::naming(field, [&] { domain::check_text(*prefix, 400); });
}

std::string reason_json(std::string_view reason) {
  nlohmann::json json = nlohmann::json::object();
  if (!reason.empty()) json["reason"] = reason;
  return json.dump();
}

bool has_digits(const std::optional<Ssn>& ssn) { return ssn && !ssn->digits().empty(); }

template <class R>
void drop_all(Rows<R>& rows, CustomerId owner) {
  std::erase_if(rows, [&](const auto& row) { return row.first.customer_id == owner; });
}

std::string text_or_none(const std::optional<std::string>& text) { return text.value_or(""); }

}  // namespace

std::optional<Customer> Model::find(CustomerId id) const {
  const auto found = state_.customers.find(id);
  return found == state_.customers.end() ? std::nullopt : std::optional(found->second);
}

void Model::say(CustomerId customer, std::string action, std::string_view record, std::int64_t id,
                std::string changes) {
  trail_.push_back({customer, static_cast<std::int64_t>(trail_.size()) + 1, clock_(), actor_,
                    std::move(action), std::string(record), id, std::move(changes)});
}

// Writing

void Model::check(const Customer& customer) const {
  domain::check_record(customer);
  if (is_blank(customer.account_number)) refuse(Code::invalid_argument, "account_number");
  if (is_blank(customer.external_id)) refuse(Code::invalid_argument, "external_id");
  if (!customer.attributes) return;
  const std::string& text = customer.attributes->text;
  domain::naming("attributes", [&] {
    if (text.starts_with("\xEF\xBB\xBF") || json::parse(text).kind() != json::Kind::object)
      refuse(Code::invalid_argument);
  });
}

bool Model::differ(const Customer& before, const Customer& after) const {
  return domain::differ(before, after) || has_digits(after.ssn);
}

void Model::refuse_taken(const Customer& before, const Customer& after) const {
  const auto is_taken = [&](auto member) {
    if (!(after.*member) || after.*member == before.*member) return false;
    return std::any_of(state_.customers.begin(), state_.customers.end(),
                       [&](const auto& other) { return other.second.*member == after.*member; });
  };
  if (is_taken(&Customer::account_number)) refuse(Code::conflict, "account_number");
  if (is_taken(&Customer::external_id)) refuse(Code::conflict, "external_id");
}

void Model::write(const Customer& before, Customer& after) {
  refuse_taken(before, after);
  if (after.primary_phone_number && after.primary_phone_number != before.primary_phone_number)
    ensure_phone(after.id, *after.primary_phone_number);
  if (has_digits(after.ssn)) {
    state_.ssns[after.id] = after.ssn->digits();
    after.ssn = Ssn::of_last4(after.ssn->last4());
  }
  if (!after.ssn) state_.ssns.erase(after.id);
  state_.customers[after.id] = after;
}

bool Model::change(const Customer& before, Customer& after) {
  if (!differ(before, after)) return false;
  ++after.version;
  after.updated_at = clock_();
  write(before, after);
  say("update", &before, &after);
  return true;
}

void Model::ensure_phone(CustomerId owner, const PhoneNumber& number) {
  for (const CustomerPhone& phone : of<CustomerPhone>(owner))
    if (phone.number == number) return;
  CustomerPhone phone;
  phone.customer_id = owner;
  phone.number = number;
  stamp(phone);
  rows<CustomerPhone>()[{owner, phone.id}] = phone;
}

void Model::forget(CustomerId id) {
  std::apply([&](auto&... tables) { (drop_all(tables, id), ...); }, state_.owned);
  std::erase_if(state_.outcomes, [&](const auto& outcome) { return outcome.first.first == id; });
  state_.ssns.erase(id);
  state_.customers.erase(id);
}

Customer Model::Customers::create(const CustomerFields& fields) {
  Customer customer = domain::make_record<Customer>(fields);
  model_.check(customer);
  model_.stamp(customer);
  model_.write(Customer{}, customer);
  model_.say<Customer>("create", nullptr, &customer);
  return customer;
}

Customer Model::Customers::update(CustomerId id, const CustomerFields& fields, ExpectedVersion version) {
  const Customer before = model_.require<Customer>(id, version);
  Customer after = before;
  domain::apply_changes(after, fields);
  model_.check(after);
  model_.change(before, after);
  return after;
}

void Model::Customers::remove(CustomerId id, ExpectedVersion version) {
  const Customer customer = model_.require<Customer>(id, version);
  if (!model_.of<Loan>(id).empty() || !model_.of<Interaction>(id).empty()) refuse(Code::conflict);
  model_.forget(id);
  model_.say<Customer>("delete", &customer, nullptr);
}

void Model::Customers::erase(CustomerId id, std::string_view reason) {
  if (!reason.empty()) check_reason(reason);
  model_.require<Customer>(id);
  model_.forget(id);
  std::erase_if(model_.trail_, [&](const AuditEntry& entry) { return entry.customer_id == id; });
  model_.say(id, "erase", "customer", id.value, reason_json(reason));
}

// Reading

std::optional<Customer> Model::Customers::get(CustomerId id) { return model_.find(id); }

std::optional<Customer> Model::Customers::find_account(std::string_view account_number) {
  const auto found =
      those(model_.all_customers(), [&](const Customer& c) { return c.account_number == account_number; });
  return found.empty() ? std::nullopt : std::optional(found.front());
}

std::optional<Customer> Model::Customers::find_external(std::string_view external_id) {
  const auto found =
      those(model_.all_customers(), [&](const Customer& c) { return c.external_id == external_id; });
  return found.empty() ? std::nullopt : std::optional(found.front());
}

std::vector<Customer> Model::Customers::find_ssn(const Ssn& ssn) {
  if (ssn.digits().empty()) refuse(Code::invalid_argument, "ssn");
  return those(model_.all_customers(), [&](const Customer& customer) {
    const auto stored = model_.state_.ssns.find(customer.id);
    return stored != model_.state_.ssns.end() && stored->second == ssn.digits();
  });
}

std::optional<std::string> Model::Customers::reveal_ssn(CustomerId id, std::string_view reason) {
  check_reason(reason);
  model_.require<Customer>(id);
  model_.say(id, "reveal_ssn", "customer", id.value, reason_json(reason));
  const auto stored = model_.state_.ssns.find(id);
  return stored == model_.state_.ssns.end() ? std::nullopt : std::optional(stored->second);
}

std::string Model::sort_key(const std::string& name) const { return domain::search_key(name); }

std::string Model::name_key(const Customer& customer) const {
  return sort_key(text_or_none(customer.last_name) + ", " + text_or_none(customer.first_name));
}

bool Model::passes(const Customer& customer, const CustomerFilter& filter) const {
  const auto has_number = [&](const CustomerPhone& phone) { return phone.number == *filter.phone; };
  const auto phones = of<CustomerPhone>(customer.id);
  if (filter.phone && std::none_of(phones.begin(), phones.end(), has_number)) return false;
  if (filter.account_prefix && !text_or_none(customer.account_number).starts_with(*filter.account_prefix))
    return false;
  if (filter.first_name_prefix &&
      !sort_key(text_or_none(customer.first_name)).starts_with(sort_key(*filter.first_name_prefix)))
    return false;
  return !filter.name_prefix || name_key(customer).starts_with(sort_key(*filter.name_prefix));
}

// Who has no account number, or no name, is in no list by it.
Page<Customer> Model::Customers::list(const CustomerFilter& filter, const PageRequest& page) {
  check_limit(page);
  check_prefix(filter.account_prefix, "account_prefix");
  check_prefix(filter.name_prefix, "name_prefix");
  check_prefix(filter.first_name_prefix, "first_name_prefix");
  const bool by_account = !filter.phone && filter.account_prefix;
  const bool by_name = !filter.phone && !filter.account_prefix && filter.name_prefix;
  if (!filter.phone && !by_account && !by_name && filter.first_name_prefix)
    refuse(Code::invalid_argument, "first_name_prefix");
  auto found = those(model_.all_customers(), [&](const Customer& customer) {
    if (by_account && !customer.account_number) return false;
    if (by_name && !customer.first_name && !customer.last_name) return false;
    return model_.passes(customer, filter);
  });
  const auto key = [&](const Customer& customer) {
    if (by_account) return *customer.account_number;
    return by_name ? model_.name_key(customer) : std::string();
  };
  std::stable_sort(found.begin(), found.end(),
                   [&](const Customer& a, const Customer& b) { return key(a) < key(b); });
  return cut(found, page);
}

// About all

Page<AuditEntry> Model::audit(CustomerId customer, const PageRequest& page) {
  std::vector<AuditEntry> entries;
  std::copy_if(trail_.rbegin(), trail_.rend(), std::back_inserter(entries),
               [&](const AuditEntry& entry) { return entry.customer_id == customer; });
  return cut(entries, page);
}

Dashboard Model::dashboard() {
  Dashboard dashboard;
  dashboard.total_customers = static_cast<std::int64_t>(state_.customers.size());
  dashboard.total_loans = static_cast<std::int64_t>(all<Loan>().size());
  dashboard.total_interactions = static_cast<std::int64_t>(all<Interaction>().size());
  std::map<std::pair<std::string, std::string>, LoanGroup> by_status;
  std::map<std::pair<std::size_t, std::string>, LoanGroup> by_bucket;
  std::map<std::string, Money> portfolio;
  for (const auto& [key, loan] : all<Loan>()) {
    const std::string code(loan.currency.code());
    const std::string_view bucket = domain::bucket_of(loan.days_past_due);
    const auto place =
        std::find(domain::buckets.begin(), domain::buckets.end(), bucket) - domain::buckets.begin();
    const auto count = [&](LoanGroup& group, std::string_view name) {
      group.key = name;
      ++group.loans;
      group.due_amount.currency = group.balance_remaining.currency = loan.currency;
      group.due_amount.minor += loan.due_amount.minor;
      if (loan.balance_remaining) group.balance_remaining.minor += loan.balance_remaining->minor;
    };
    count(by_status[{loan.status, code}], loan.status);
    count(by_bucket[{static_cast<std::size_t>(place), code}], bucket);
    Money& sum = portfolio.try_emplace(code, Money{0, loan.currency}).first->second;
    if (loan.balance_remaining) sum.minor += loan.balance_remaining->minor;
    dashboard.active_loans += loan.status == "active";
    dashboard.past_due_loans += loan.days_past_due > 0;
  }
  for (const auto& [key, group] : by_status) dashboard.by_status.push_back(group);
  for (const auto& [key, group] : by_bucket) dashboard.by_bucket.push_back(group);
  for (const auto& [code, sum] : portfolio) dashboard.total_portfolio.push_back(sum);
  return dashboard;
}

}  // namespace crm::test
