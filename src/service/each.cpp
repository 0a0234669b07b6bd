// Reading every record of a kind, one after the other, in one snapshot.
#include <crm/session.hpp>

#include "service/calls.hpp"
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

// The record's columns, and behind them the account number.
template <class R>
const storage::Sql& select_each() {
  static const storage::Sql sql = [] {
    const std::string table(domain::record_name<R>);
    const std::string account =
        storage::is_owned<R>
            ? "(SELECT account_number FROM customer WHERE customer.id = " + table + ".customer_id)"
            : "account_number";
    return storage::Sql("SELECT " + storage::column_list<R>() + ", " + account + " FROM " + table +
                        " ORDER BY " + std::string(order<R>));
  }();
  return sql;
}

}  // namespace

template <class R>
void Session::each(const std::function<void(const R&, std::string_view)>& visit) {
  engine_->read(call_of(*this).deadline, [&](storage::Connection& connection) {
    const auto visit_row = [&](const Row& row) {
      R record;
      storage::read_record(row, record);
      visit(record, row.text(storage::column_count<R>()));
    };
    return connection.execute({select_each<R>(), {}, visit_row});
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
