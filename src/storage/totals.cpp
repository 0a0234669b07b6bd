#include "storage/totals.hpp"

#include "domain/delinquency.hpp"
#include "storage/connection.hpp"

namespace crm::storage {

void Totals::shift(const Loan& loan, std::int64_t sign) {
  Sums& sums = groups_[{loan.status, std::string(domain::bucket_of(loan.days_past_due)),
                        std::string(loan.currency.code())}];
  sums.loans += sign;
  sums.due += sign * loan.due_amount.minor;
  if (loan.balance_remaining) sums.balance += sign * loan.balance_remaining->minor;
}

void Totals::merge(const Totals& other) {
  for (const auto& [record, change] : other.records_) records_[record] += change;
  for (const auto& [group, change] : other.groups_) {
    Sums& sums = groups_[group];
    sums.loans += change.loans;
    sums.due += change.due;
    sums.balance += change.balance;
  }
}

void Totals::flush(Connection& connection) {
  flush_records(connection);
  flush_groups(connection);
}

void Totals::flush_records(Connection& connection) {
  static const Sql upsert(
      "INSERT INTO record_total (record, slot, total) VALUES ($1, $2, $3) "
      "ON CONFLICT (record, slot) DO UPDATE SET total = record_total.total + excluded.total");
  for (const auto& [record, change] : records_) {
    if (change == 0) continue;
    const Param params[] = {record, slot_, change};
    connection.post({upsert, params});
  }
  records_.clear();
}

void Totals::flush_groups(Connection& connection) {
  static const Sql upsert(
      "INSERT INTO loan_total (status, bucket, currency, slot, loans, due_amount, balance_remaining) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7) "
      "ON CONFLICT (status, bucket, currency, slot) DO UPDATE SET loans = loan_total.loans + excluded.loans, "
      "due_amount = loan_total.due_amount + excluded.due_amount, "
      "balance_remaining = loan_total.balance_remaining + excluded.balance_remaining");
  for (const auto& [group, sums] : groups_) {
    if (sums.empty()) continue;
    const Param params[] = {group.status, group.bucket, group.currency, slot_,
                            sums.loans,   sums.due,     sums.balance};
    connection.post({upsert, params});
  }
  groups_.clear();
}

const Sql& select_record_totals() {
  static const Sql sql(
      "SELECT record, CAST(SUM(total) AS BIGINT) FROM record_total GROUP BY record ORDER BY record");
  return sql;
}

const Sql& select_loan_totals() {
  static const Sql sql(
      "SELECT status, bucket, currency, CAST(SUM(loans) AS BIGINT), CAST(SUM(due_amount) AS BIGINT), "
      "CAST(SUM(balance_remaining) AS BIGINT) FROM loan_total GROUP BY status, bucket, currency "
      "HAVING SUM(loans) <> 0 ORDER BY status, currency, bucket");
  return sql;
}

}  // namespace crm::storage
