#include "storage/postgres/connection.hpp"

#include <algorithm>
#include <charconv>
#include <crm/error.hpp>
#include <utility>

#include "storage/postgres/durable_commit.hpp"
#include "storage/postgres/errors.hpp"
#include "storage/postgres/result_row.hpp"
#include "storage/postgres/socket.hpp"
#include "storage/watched_wait.hpp"

namespace crm::storage::postgres {

namespace {

constexpr std::size_t kMostPending =
    256;  // answers that may wait to be read, so that neither side's buffers fill

constexpr auto kPatience = std::chrono::seconds(1);  // with a commit that nobody waits for any more

// A server that an operator has made read-only, because another one takes its place, must refuse what is
// written.
constexpr const char *kBeginRead = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                     *kBeginWrite = "BEGIN ISOLATION LEVEL READ COMMITTED";

// Backstops on the server, for a call whose process stops in the middle or gives up; and what a commit
// promises.
std::string write_settings() {
  return std::string(
             "SELECT set_config('statement_timeout', $1, true), set_config('lock_timeout', '2s', true), "
             "set_config('idle_in_transaction_session_timeout', '10s', true), ") +
         kDurableCommit;
}

std::int64_t milliseconds_to(Deadline deadline) {
  using std::chrono::milliseconds;
  const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
  return std::clamp(left, milliseconds(1), milliseconds(std::chrono::hours(24))).count();
}

// "INSERT 0 1" -> 1.
std::int64_t changed_rows(const PGresult* result) {
  const std::string_view digits = libpq().PQcmdTuples(const_cast<PGresult*>(result));
  std::int64_t rows = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), rows);
  return rows;
}

// A commit that is under way is waited for a while though the caller has stopped; then it stays in doubt.
Watch patient(Watch watch) {
  if (!watch) return {};
  return [watch = std::move(watch), until = std::optional<Deadline>()]() mutable {
    if (!until && !watch()) until = Clock::now() + kPatience;
    return !until || !passed(*until);
  };
}

const char* text_of(const std::string& text) {
  if (text.find('\0') != text.npos) throw Error(Code::invalid_argument, "A text holds a zero byte.");
  return text.c_str();
}

bool is_failure(ExecStatusType status) {
  return status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE || status == PGRES_NONFATAL_ERROR;
}

}  // namespace

PostgresConnection::PostgresConnection(Handle handle, Deadline deadline)
    : handle_(std::move(handle)), deadline_(deadline) {}

void PostgresConnection::require_usable() const {
  if (handle_ == nullptr) throw lost_connection();
}

void PostgresConnection::break_off() noexcept {
  handle_.reset();
  pending_.clear();
  in_transaction_ = false;
}

// libpq 15 goes on waiting for a sync that came while there was no memory to tell of it.
bool PostgresConnection::no_memory_left() const {
  return handle_ != nullptr && speaks_of_memory(libpq().PQerrorMessage(handle_.get()));
}

void PostgresConnection::lose() {
  const Error error = no_memory_left() ? no_memory() : lost_connection();
  break_off();
  throw error;
}

// Sending

void PostgresConnection::send(const char* text, std::span<const Param> params, Pending pending) {
  require_usable();
  values_.clear();
  numbers_.resize(params.size());
  for (std::size_t i = 0; i < params.size(); ++i) {
    const char* value = nullptr;
    if (const auto* number = std::get_if<std::int64_t>(&params[i])) {
      *std::to_chars(numbers_[i].data(), numbers_[i].data() + numbers_[i].size(), *number).ptr = '\0';
      value = numbers_[i].data();
    } else if (const auto* string = std::get_if<std::string>(&params[i])) {
      value = text_of(*string);
    } else if (const auto* flag = std::get_if<bool>(&params[i])) {
      value = *flag ? "t" : "f";
    }
    values_.push_back(value);
  }
  pending_.push_back(pending);  // first: of what is sent, the answer must be known to come
  constexpr int binary = 1;
  if (libpq().PQsendQueryParams(handle_.get(), text, static_cast<int>(params.size()), nullptr, values_.data(),
                                nullptr, nullptr, binary) != 1)
    lose();
}

void PostgresConnection::send_sync() {
  pending_.push_back({Pending::Kind::sync, {}});
  if (libpq().PQpipelineSync(handle_.get()) != 1) lose();
}

// As much as the socket takes now; the rest goes while answers are waited for.
void PostgresConnection::flush() {
  if (libpq().PQflush(handle_.get()) < 0) lose();
}

void PostgresConnection::settle_when_full() {
  if (pending_.size() >= kMostPending) finish(settle(false));
}

void PostgresConnection::post(const Query& query) {
  settle_when_full();
  send(query.sql.text().c_str(), query.params, {Pending::Kind::statement, query.handler});
}

// Of all that follows in the transaction, or, where there is none, up to the next sync. On the call path: the
// cheapest way to say it, measured.
void PostgresConnection::send_time_limit() {
  const std::string limit = "SET LOCAL statement_timeout = " + std::to_string(milliseconds_to(deadline_));
  send(limit.c_str(), {}, {Pending::Kind::statement, {}});
}

std::int64_t PostgresConnection::execute(const Query& query) {
  if (!in_transaction_) send_time_limit();
  post(query);
  const Outcome outcome = settle(static_cast<bool>(query.handler));
  finish(outcome);
  return outcome.changed;
}

// Transactions

void PostgresConnection::begin(Access access) {
  require_usable();
  access_ = access;
  in_transaction_ = true;
  send(access == Access::read ? kBeginRead : kBeginWrite, {}, {Pending::Kind::statement, {}});
  if (access == Access::read) return send_time_limit();
  const Param time_limit[] = {std::to_string(milliseconds_to(deadline_))};
  static const std::string settings = write_settings();
  send(settings.c_str(), time_limit, {Pending::Kind::statement, {}});
}

void PostgresConnection::commit() {
  require_usable();
  if (access_ == Access::write) return commit_write();
  send("COMMIT", {}, {Pending::Kind::unheard, {}});
  send_sync();
  flush();
  in_transaction_ = false;
}

void PostgresConnection::commit_write() {
  send("COMMIT", {}, {Pending::Kind::commit, {}});
  const Deadline deadline = deadline_;
  if (deadline < Deadline::max() - kGrace) deadline_ += kGrace;
  const Watch watch = std::exchange(watch_, patient(watch_));
  Outcome outcome;
  try {
    outcome = settle(false);
  } catch (...) {  // nothing was heard of the commit
    deadline_ = deadline;
    break_off();
    throw Error(
        Code::unknown_outcome,
        "The connection was lost while the change was being committed. Ask again with the same call id.");
  }
  deadline_ = deadline;
  watch_ = watch;
  if (outcome.commit_in_doubt) {
    break_off();
    throw Error(
        Code::unknown_outcome,
        "The server went away while the change was being committed. Ask again with the same call id.");
  }
  finish(outcome);
  if (!outcome.committed) throw Error(Code::internal, "The server rolled the transaction back.");
  in_transaction_ = false;
}

// After an error the pipeline skips everything up to the next sync, so the ROLLBACK comes behind one.
void PostgresConnection::rollback() noexcept {
  if (!in_transaction()) return;
  in_transaction_ = false;
  try {
    for (Pending& pending : pending_)
      if (pending.kind == Pending::Kind::statement) pending = {Pending::Kind::unheard, {}};
    if (!pending_.empty()) send_sync();
    send("ROLLBACK", {}, {Pending::Kind::unheard, {}});
    send_sync();
    flush();
  } catch (...) {
    break_off();
  }
}

// Answers

// Sends a sync and takes all answers up to it.
PostgresConnection::Outcome PostgresConnection::settle(bool row_by_row) {
  require_usable();
  send_sync();
  Outcome outcome;
  while (!pending_.empty()) {
    const Pending pending = pending_.front();
    take_answer(pending, row_by_row && pending_.size() == 2, outcome);  // the last one before the sync
    pending_.pop_front();
  }
  if (!outcome.synced && !outcome.error) lose();
  return outcome;
}

void PostgresConnection::finish(const Outcome& outcome) {
  if (!outcome.synced || (outcome.error && ends_connection(outcome.error->sqlstate()))) break_off();
  if (outcome.error) throw *outcome.error;
  if (outcome.thrown) std::rethrow_exception(outcome.thrown);
}

// Of a statement there may be several results, and then none; of a sync there is one.
void PostgresConnection::take_answer(const Pending& pending, bool row_by_row, Outcome& outcome) {
  if (row_by_row) libpq().PQsetSingleRowMode(handle_.get());
  while (const Result result = next_result()) {
    take_result(result.get(), pending, outcome);
    if (row_by_row && outcome.thrown) give_up(outcome);
    outcome.synced = libpq().PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC;
    if (outcome.synced) return;
  }
}

// The rest of a long answer is not read only to be thrown away.
void PostgresConnection::give_up(const Outcome& outcome) {
  break_off();
  std::rethrow_exception(outcome.thrown);
}

void PostgresConnection::take_result(const PGresult* result, const Pending& pending, Outcome& outcome) {
  const ExecStatusType status = libpq().PQresultStatus(result);
  if (is_failure(status)) {
    note_failure(result, pending, outcome);
  } else if (status == PGRES_SINGLE_TUPLE || status == PGRES_TUPLES_OK) {
    hand_out(result, pending.handler, outcome);
  }
  if (pending.kind == Pending::Kind::commit && status == PGRES_COMMAND_OK)
    outcome.committed = std::string_view(libpq().PQcmdStatus(const_cast<PGresult*>(result))) == "COMMIT";
  if (pending.kind == Pending::Kind::statement && (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK))
    outcome.changed = changed_rows(result);
}

// A server that goes away in the middle of a COMMIT may have done it; Citus says XX000 when one of its
// machines did.
void PostgresConnection::note_failure(const PGresult* result, const Pending& pending, Outcome& outcome) {
  const std::string state = sqlstate_of(result);
  if (state == "00000") lose();  // libpq's own trouble
  if (pending.kind == Pending::Kind::unheard || outcome.error) return;
  outcome.error = error_of(state);
  outcome.commit_in_doubt = pending.kind == Pending::Kind::commit &&
                            (ends_connection(state) || state == "XX000" || state.starts_with("08"));
}

// What a handler throws must not leave answers unread.
void PostgresConnection::hand_out(const PGresult* result, const RowHandler& handler, Outcome& outcome) {
  ResultRow row(result);
  try {
    for (int i = 0; i < libpq().PQntuples(result) && !outcome.thrown; ++i) {
      row.move_to(i);
      handler(row);
    }
  } catch (...) {
    outcome.thrown = std::current_exception();
  }
}

Result PostgresConnection::next_result() {
  for (;;) {
    const int unsent = libpq().PQflush(handle_.get());
    if (unsent < 0) lose();
    if (libpq().PQisBusy(handle_.get()) == 0) return Result(libpq().PQgetResult(handle_.get()));
    if (no_memory_left()) lose();
    wait_and_read(unsent > 0);
  }
}

void PostgresConnection::wait_and_read(bool also_to_write) {
  Ready ready = Ready::nothing;
  try {
    ready = wait_for(libpq().PQsocket(handle_.get()), also_to_write, deadline_, watch_);
  } catch (...) {
    break_off();
    throw;
  }
  if (ready == Ready::nothing) {
    break_off();
    throw deadline_passed();
  }
  if (ready == Ready::to_read && libpq().PQconsumeInput(handle_.get()) != 1 &&
      libpq().PQisBusy(handle_.get()) != 0)
    lose();
}

// Between calls

// Answers that were not waited for, as far as they have come. False: the connection is broken.
bool PostgresConnection::take_what_has_come() noexcept {
  try {
    if (libpq().PQflush(handle_.get()) < 0 || libpq().PQconsumeInput(handle_.get()) != 1) return false;
    while (!pending_.empty() && libpq().PQisBusy(handle_.get()) == 0) {
      const Result result(libpq().PQgetResult(handle_.get()));
      const bool is_sync = result && libpq().PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC;
      if (!result || is_sync) pending_.pop_front();
    }
    return libpq().PQstatus(handle_.get()) == CONNECTION_OK;
  } catch (...) {
    return false;
  }
}

// The server says goodbye, or has gone, without being asked: nobody waits for anything then.
bool PostgresConnection::usable() noexcept {
  if (handle_ == nullptr || no_memory_left()) return false;
  if (!pending_.empty() && !take_what_has_come()) return false;
  return !pending_.empty() || !has_news(libpq().PQsocket(handle_.get()));
}

// Outside of the pipeline

void PostgresConnection::leave_pipeline() {
  finish(settle(false));
  if (libpq().PQexitPipelineMode(handle_.get()) != 1) lose();
}

void PostgresConnection::enter_pipeline() {
  if (libpq().PQenterPipelineMode(handle_.get()) != 1) lose();
}

void PostgresConnection::run_simple(const std::string& statement) {
  if (libpq().PQsendQuery(handle_.get(), statement.c_str()) != 1) lose();
  std::optional<Error> error;
  while (const Result result = next_result())
    if (is_failure(libpq().PQresultStatus(result.get())) && !error) error = error_of(result.get());
  if (error) throw *error;
}

// One statement at a time: Citus refuses several DDL statements in one message. Each ends with its line.
void PostgresConnection::script(std::string_view text) {
  leave_pipeline();
  try {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find(";\n"), text.size());
      const std::string statement(text.substr(0, end));
      text.remove_prefix(std::min(end + 2, text.size()));
      run_simple(statement);
    }
  } catch (...) {
    if (handle_ != nullptr) libpq().PQenterPipelineMode(handle_.get());
    throw;
  }
  enter_pipeline();
}

}  // namespace crm::storage::postgres
