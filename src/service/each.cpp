// Reading every record of a kind, one after the other, in one snapshot.
#include <crm/session.hpp>

#include "service/calls.hpp"
#include "service/customer_ssn.hpp"
#include "service/trail.hpp"
#include "storage/table.hpp"

namespace crm {

using namespace service;
using storage::Row;

namespace {

// In the order of a key or index where there is one, so that nothing has to be sorted. Vehicles and payments
// are sorted by id: whoever takes the records over keeps the ids, which only rise.
template <class R>
constexpr std::string_view order = "id";
template <>
constexpr std::string_view order<CustomerPhone> = "customer_id, id";
template <>
constexpr std::string_view order<Interaction> = "customer_id, creation_date, id";
template <>
constexpr std::string_view order<CustomerNote> = "customer_id, id";
template <>
constexpr std::string_view order<LoanNote> = "customer_id, id";

// The record's columns, and one more behind them.
template <class R>
std::string select_with(const std::string& column) {
  return "SELECT " + storage::column_list<R>() + ", " + column + " FROM " +
         std::string(domain::record_name<R>) + " ORDER BY " + std::string(order<R>);
}

template <class R>
std::string account_column() {
  if (!storage::is_owned<R>) return "account_number";
  return "(SELECT account_number FROM customer WHERE customer.id = " + std::string(domain::record_name<R>) +
         ".customer_id)";
}

void audit_reveal(Unit& unit, std::string_view reason) {
  std::string why;
  json::Writer writer(why);
  writer.begin_object()
      .key("reason")
      .value(reason)
      .key("customers")
      .value(std::string_view("all"))
      .end_object();
  audit(unit, CustomerId{}, "reveal_ssn", "customer", 0, why);
}

}  // namespace

template <class R>
void Session::each(const std::function<void(const R&, std::string_view)>& visit) {
  static const storage::Sql select(select_with<R>(account_column<R>()));
  const Call call = call_of(*this);
  leave_word(*engine_, call, "export", domain::record_name<R>);
  engine_->read_once(call, [&](storage::Connection& connection) {
    const auto visit_row = [&](const Row& row) {
      R record;
      storage::read_record(row, record);
      visit(record, row.text(storage::column_count<R>()));
    };
    return connection.execute({select, {}, visit_row});
  });
}

void Session::each_with_ssn(std::string_view reason,
                            const std::function<void(const Customer&, std::string_view)>& visit) {
  static const storage::Sql select(
      select_with<Customer>("(SELECT key_id FROM customer_ssn WHERE customer_id = customer.id), "
                            "(SELECT sealed FROM customer_ssn WHERE customer_id = customer.id)"));
  check_reason(reason);
  const Call call = call_of(*this);
  engine_->write(call, [reason = std::string(reason)](Unit& unit) {
    audit_reveal(unit, reason);
    return true;
  });
  engine_->read_once(call, [&](storage::Connection& connection) {
    const auto ssn_of = [this](const Row& row, CustomerId id) {
      const std::string key_id(row.text(storage::column_count<Customer>()));
      if (key_id.empty()) return std::string();
      return open_ssn(engine_->ssn_keys(), key_id, row.text(storage::column_count<Customer>() + 1), id);
    };
    const auto visit_row = [&](const Row& row) {
      Customer customer;
      storage::read_record(row, customer);
      visit(customer, ssn_of(row, customer.id));
    };
    return connection.execute({select, {}, visit_row});
  });
}

template void Session::each(const std::function<void(const Customer&, std::string_view)>&);
template void Session::each(const std::function<void(const CustomerPhone&, std::string_view)>&);
template void Session::each(const std::function<void(const Loan&, std::string_view)>&);
template void Session::each(const std::function<void(const Vehicle&, std::string_view)>&);
template void Session::each(const std::function<void(const Payment&, std::string_view)>&);
template void Session::each(const std::function<void(const Interaction&, std::string_view)>&);
template void Session::each(const std::function<void(const CustomerNote&, std::string_view)>&);
template void Session::each(const std::function<void(const LoanNote&, std::string_view)>&);

}  // namespace crm
