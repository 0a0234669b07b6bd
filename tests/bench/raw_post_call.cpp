#include "raw_post_call.hpp"

#include "raw_call_texts.hpp"

namespace crm::bench::raw {

CallWriter::CallWriter(Connection& connection)
    : connection_(connection),
      begin_(connection, "BEGIN IMMEDIATE"),
      commit_(connection, "COMMIT"),
      savepoint_(connection, "SAVEPOINT item"),
      release_(connection, "RELEASE SAVEPOINT item"),
      account_(connection, "SELECT customer_id FROM account_directory WHERE account_number = ?1"),
      recorded_(connection,
                "SELECT digest, loan_id, interaction_id, customer_updated, loan_updated FROM call_outcome "
                "WHERE customer_id = ?1 AND call_id = ?2"),
      customer_row_(connection, select_customer() + " WHERE id = ?1"),
      newest_loan_(connection,
                   select_loan() + " WHERE customer_id = ?1 ORDER BY created_at DESC, id DESC LIMIT 1"),
      update_status_(connection,
                     "UPDATE loan SET version = version + 1, status = ?3, due_amount = ?4, "
                     "acceptable_pay_later_date = ?5, updated_at = ?6 WHERE customer_id = ?1 AND id = ?2"),
      update_loan_(connection,
                   "UPDATE loan SET version = version + 1, due_amount = ?3, acceptable_pay_later_date = ?4, "
                   "updated_at = ?5 WHERE customer_id = ?1 AND id = ?2"),
      insert_interaction_(
          connection,
          "INSERT INTO interaction (customer_id, creation_date, id, version, last_updated_date, source, "
          "status, notes, loan_id, call_id, agent, direction, disposition, disposition_trace, "
          "duration_seconds, currency, agreed_amount, agreed_date, end_status, dialing_status, dialing_code, "
          "created_at, updated_at) VALUES (?1, ?2, ?3, 1, ?4, 'Phone Call', ?5, ?6, ?7, ?8, ?9, ?10, ?5, "
          "?11, "
          "?12, 'USD', ?13, ?14, ?15, ?16, ?17, ?2, ?2)"),
      insert_outcome_(connection,
                      "INSERT INTO call_outcome (customer_id, call_id, digest, loan_id, interaction_id, "
                      "customer_updated, loan_updated, created_at) VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7)"),
      insert_audit_(connection,
                    "INSERT INTO audit (customer_id, id, at, actor, action, record, record_id, changes) "
                    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"),
      ids_(connection),
      totals_(connection),
      now_(to_string(kNow)),
      today_(to_string(date_of(kNow))) {}

void CallWriter::record(const Call& call) {
  begin();
  write(call);
  commit();
}

void CallWriter::record_in_savepoint(const Call& call) {
  savepoint_.run();
  write(call);
  release_.run();
}

void CallWriter::commit() {
  ids_.write();
  totals_.write();
  commit_.run();
  connection_.checkpoint_if_due();
}

void CallWriter::write(const Call& call) {
  agreed_date_ = to_string(call.agreed_date);
  const std::int64_t customer = find_customer(call);
  if (is_recorded(customer, call)) return;
  read_customer(customer);
  const bool has_loan = read_newest_loan(customer);
  const bool loan_updated = has_loan && update_loan(call);
  const std::int64_t interaction = add_interaction(customer, call, has_loan);
  insert_outcome_.bind(customer, call.call_id, kDigest, loan_.id, interaction, std::int64_t{loan_updated},
                       now_);
  if (!has_loan) insert_outcome_.bind_one(4, nullptr);
  insert_outcome_.step();
  insert_outcome_.reset();
  audit_call(customer, interaction, call);
}

std::int64_t CallWriter::find_customer(const Call& call) {
  std::int64_t customer = 0;
  int column = 0;
  account_.bind(call.account_number);
  if (account_.step()) account_.read(column, customer);
  account_.reset();
  return customer;
}

bool CallWriter::is_recorded(std::int64_t customer, const Call& call) {
  recorded_.bind(customer, call.call_id);
  const bool found = recorded_.step();
  recorded_.reset();
  return found;
}

void CallWriter::read_customer(std::int64_t customer) {
  customer_row_.bind(customer);
  if (customer_row_.step()) read(customer_row_, customer_);
  customer_row_.reset();
}

bool CallWriter::read_newest_loan(std::int64_t customer) {
  loan_ = {};
  newest_loan_.bind(customer);
  const bool found = newest_loan_.step();
  if (found) read(newest_loan_, loan_);
  newest_loan_.reset();
  return found;
}

// The index by status is left alone when the status stays.
bool CallWriter::update_loan(const Call& call) {
  if (!changes_loan(call, agreed_date_, loan_)) return false;
  if (loan_.status == kArranged) {
    update_loan_.run(loan_.customer_id, loan_.id, call.agreed_cents, agreed_date_, now_);
  } else {
    update_status_.run(loan_.customer_id, loan_.id, kArranged, call.agreed_cents, agreed_date_, now_);
  }
  totals_.arrange(loan_, call.agreed_cents);
  audit_loan(call);
  return true;
}

void CallWriter::audit_loan(const Call& call) {
  write_loan_changes(changes_, call, agreed_date_, loan_);
  insert_audit_.run(loan_.customer_id, ids_.next("audit"), now_, kActor, "update", "loan", loan_.id,
                    changes_);
}

std::int64_t CallWriter::add_interaction(std::int64_t customer, const Call& call, bool has_loan) {
  write_notes(notes_, call, agreed_date_);
  const std::int64_t id = ids_.next("interaction");
  insert_interaction_.bind(customer, now_, id, today_, kDisposition, notes_, loan_.id, call.call_id, kAgent,
                           kDirection, kTraceJson, kDuration, call.agreed_cents, agreed_date_, kEndStatus,
                           kDialingStatus, kDialingCode);
  if (!has_loan) insert_interaction_.bind_one(7, nullptr);
  insert_interaction_.step();
  insert_interaction_.reset();
  totals_.count("interaction", 1);
  return id;
}

void CallWriter::audit_call(std::int64_t customer, std::int64_t interaction, const Call& call) {
  write_call_changes(changes_, call);
  insert_audit_.run(customer, ids_.next("audit"), now_, kActor, "post_call", "interaction", interaction,
                    changes_);
}

}  // namespace crm::bench::raw
