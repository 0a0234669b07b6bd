#include "raw_totals.hpp"

namespace crm::bench::raw {

namespace {

std::string_view bucket_of(std::int64_t days_past_due) {
  if (days_past_due <= 0) return "0";
  if (days_past_due <= 30) return "1-30";
  if (days_past_due <= 60) return "31-60";
  return days_past_due <= 90 ? "61-90" : "91+";
}

}  // namespace

void Counts::shift_loan(const std::string& status, std::int64_t days_past_due, const std::string& currency,
                        std::int64_t due, std::int64_t balance, std::int64_t sign) {
  Sums& sums = groups_[{status, bucket_of(days_past_due), currency}];
  sums.loans += sign;
  sums.due += sign * due;
  sums.balance += sign * balance;
}

void Counts::arrange(const Loan& loan, std::int64_t due) {
  const std::int64_t balance = loan.balance_remaining.value_or(0);
  shift_loan(loan.status, loan.days_past_due, loan.currency, loan.due_amount, balance, -1);
  shift_loan("arranged", loan.days_past_due, loan.currency, due, balance, +1);
}

Totals::Totals(const Connection& connection)
    : record_(connection,
              "INSERT INTO record_total (record, slot, total) VALUES (?1, 0, ?2) "
              "ON CONFLICT (record, slot) DO UPDATE SET total = total + excluded.total"),
      group_(connection,
             "INSERT INTO loan_total (status, bucket, currency, slot, loans, due_amount, "
             "balance_remaining) VALUES (?1, ?2, ?3, 0, ?4, ?5, ?6) ON CONFLICT (status, bucket, currency, "
             "slot) DO UPDATE SET "
             "loans = loans + excluded.loans, due_amount = due_amount + excluded.due_amount, "
             "balance_remaining = balance_remaining + excluded.balance_remaining") {}

void Totals::write() {
  hand_out([this](auto&... values) { record_.run(values...); },
           [this](auto&... values) { group_.run(values...); });
}

Ids::Ids(const Connection& connection)
    : select_(connection, "SELECT next_id FROM id_counter WHERE record = ?1"),
      upsert_(connection,
              "INSERT INTO id_counter (record, next_id) VALUES (?1, ?2) "
              "ON CONFLICT (record) DO UPDATE SET next_id = excluded.next_id") {}

std::int64_t& Ids::counter(std::string_view record) {
  if (const auto known = next_.find(record); known != next_.end()) return known->second;
  std::int64_t next = 1;
  int column = 0;
  select_.bind(record);
  if (select_.step()) select_.read(column, next);
  select_.reset();
  return next_.emplace(record, next).first->second;
}

void Ids::write() {
  for (const auto& [record, next] : next_) upsert_.run(record, next);
  next_.clear();
}

}  // namespace crm::bench::raw
