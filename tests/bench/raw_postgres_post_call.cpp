#include "raw_postgres_post_call.hpp"

#include "raw_call_texts.hpp"
#include "settings.hpp"

namespace crm::bench::raw {

namespace {

constexpr std::int64_t kBlock = 1024;

const std::string kBegin = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
const std::string kAccount = "SELECT customer_id FROM account_directory WHERE account_number = $1";
const std::string kCustomer = select_customer() + " WHERE id = $1 FOR NO KEY UPDATE";
const std::string kRecorded =
    "SELECT digest, loan_id, interaction_id, customer_updated, loan_updated FROM call_outcome "
    "WHERE customer_id = $1 AND call_id = $2";
const std::string kNewestLoan =
    select_loan() + " WHERE customer_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1";
const std::string kUpdateLoan =
    "UPDATE loan SET version = version + 1, status = $3, due_amount = $4, acceptable_pay_later_date = $5, "
    "updated_at = $6 WHERE customer_id = $1 AND id = $2";
const std::string kInsertInteraction =
    "INSERT INTO interaction (customer_id, creation_date, id, version, last_updated_date, source, status, "
    "notes, loan_id, call_id, agent, direction, disposition, disposition_trace, duration_seconds, currency, "
    "agreed_amount, agreed_date, end_status, dialing_status, dialing_code, created_at, updated_at) VALUES "
    "($1, $2, $3, 1, $4, 'Phone Call', $5, $6, $7, $8, $9, $10, $5, $11, $12, 'USD', $13, $14, $15, $16, "
    "$17, $2, $2)";
const std::string kInsertOutcome =
    "INSERT INTO call_outcome (customer_id, call_id, digest, loan_id, interaction_id, customer_updated, "
    "loan_updated, created_at) VALUES ($1, $2, $3, $4, $5, false, $6, $7)";
const std::string kInsertAudit =
    "INSERT INTO audit (customer_id, id, at, actor, action, record, record_id, changes) VALUES ($1, $2, $3, "
    "$4, $5, $6, $7, $8)";
const std::string kRecordTotal =
    "INSERT INTO record_total (record, slot, total) VALUES ($1, $2, $3) ON CONFLICT (record, slot) "
    "DO UPDATE SET total = record_total.total + excluded.total";
const std::string kLoanTotal =
    "INSERT INTO loan_total (status, bucket, currency, slot, loans, due_amount, balance_remaining) VALUES "
    "($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (status, bucket, currency, slot) DO UPDATE SET "
    "loans = loan_total.loans + excluded.loans, due_amount = loan_total.due_amount + excluded.due_amount, "
    "balance_remaining = loan_total.balance_remaining + excluded.balance_remaining";
const std::string kTakeIds =
    "INSERT INTO id_counter (record, next_id) VALUES ($1, $2) "
    "ON CONFLICT (record) DO UPDATE SET next_id = id_counter.next_id + $3 RETURNING next_id";

}  // namespace

std::int64_t IdBlock::next(const std::string& record) {
  Block& block = blocks_[record];
  if (block.next == block.end) {
    const auto read_end = [&](PostgresRow row) {
      int column = 0;
      if (row.next()) row.read(column, block.end);
    };
    connection_.run(kTakeIds, read_end, record, kBlock + 1, kBlock);
    block.next = block.end - kBlock;
  }
  return block.next++;
}

PostgresCallWriter::PostgresCallWriter(const std::string& url, std::int64_t slot)
    : connection_(url), ids_(url), slot_(slot), now_(to_string(kNow)), today_(to_string(date_of(kNow))) {}

void PostgresCallWriter::record(const Call& call) {
  agreed_date_ = to_string(call.agreed_date);
  const std::int64_t customer = find_customer(call);
  if (!read(customer, call)) {
    send("ROLLBACK");
    return commit();
  }
  const bool loan_updated = loan_.id != 0 && update_loan(call);
  const std::int64_t interaction = add_interaction(customer, call);
  send(kInsertOutcome, customer, call.call_id, kDigest, loan_.id == 0 ? Number() : Number(loan_.id),
       interaction, loan_updated ? "t" : "f", now_);
  write_call_changes(changes_, call);
  audit(customer, "post_call", "interaction", interaction);
  write_totals();
  send("COMMIT");
  commit();
}

std::int64_t PostgresCallWriter::find_customer(const Call& call) {
  std::int64_t customer = 0;
  connection_.send(kBegin);
  connection_.send(kAccount, call.account_number);
  connection_.sync();
  connection_.skip(1);
  connection_.take([&](PostgresRow row) {
    int column = 0;
    if (row.next()) row.read(column, customer);
  });
  connection_.take_sync();
  return customer;
}

bool PostgresCallWriter::read(std::int64_t customer, const Call& call) {
  bool recorded = false;
  customer_ = {};
  loan_ = {};
  connection_.send(kCustomer, customer);
  connection_.send(kRecorded, customer, call.call_id);
  connection_.send(kNewestLoan, customer);
  connection_.sync();
  connection_.take([&](PostgresRow row) {
    if (row.next()) raw::read(row, customer_);
  });
  connection_.take([&](PostgresRow row) { recorded = row.next(); });
  connection_.take([&](PostgresRow row) {
    if (row.next()) raw::read(row, loan_);
  });
  connection_.take_sync();
  return !recorded;
}

bool PostgresCallWriter::update_loan(const Call& call) {
  if (!changes_loan(call, agreed_date_, loan_)) return false;
  send(kUpdateLoan, loan_.customer_id, loan_.id, kArranged, call.agreed_cents, agreed_date_, now_);
  counts_.arrange(loan_, call.agreed_cents);
  write_loan_changes(changes_, call, agreed_date_, loan_);
  audit(loan_.customer_id, "update", "loan", loan_.id);
  return true;
}

std::int64_t PostgresCallWriter::add_interaction(std::int64_t customer, const Call& call) {
  write_notes(notes_, call, agreed_date_);
  const std::int64_t id = ids_.next("interaction");
  send(kInsertInteraction, customer, now_, id, today_, kDisposition, notes_,
       loan_.id == 0 ? Number() : Number(loan_.id), call.call_id, kAgent, kDirection, kTraceJson, kDuration,
       call.agreed_cents, agreed_date_, kEndStatus, kDialingStatus, kDialingCode);
  counts_.count("interaction", 1);
  return id;
}

void PostgresCallWriter::audit(std::int64_t customer, const char* action, const char* record,
                               std::int64_t id) {
  send(kInsertAudit, customer, ids_.next("audit"), now_, kActor, action, record, id, changes_);
}

void PostgresCallWriter::write_totals() {
  counts_.hand_out(
      [this](std::string_view record, std::int64_t change) { send(kRecordTotal, record, slot_, change); },
      [this](const std::string& status, std::string_view bucket, const std::string& currency,
             const auto&... sums) { send(kLoanTotal, status, bucket, currency, slot_, sums...); });
}

void PostgresCallWriter::commit() {
  connection_.sync();
  connection_.skip(sent_);
  connection_.take_sync();
  sent_ = 0;
}

}  // namespace crm::bench::raw
