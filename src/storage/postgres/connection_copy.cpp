// The part of a connection that takes bulk data: outside of the pipeline, and never blocking either.
#include "storage/postgres/connection.hpp"
#include "storage/postgres/durable_commit.hpp"
#include "storage/postgres/errors.hpp"

namespace crm::storage::postgres {

// Both statements in one message are one transaction.
void PostgresConnection::begin_copy(const std::string& statement) {
  static const std::string setting = std::string("SELECT ") + kDurableCommit + "; ";
  leave_pipeline();
  if (libpq().PQsendQuery(handle_.get(), (setting + statement).c_str()) != 1) lose();
  Result result = next_result();
  if (libpq().PQresultStatus(result.get()) == PGRES_TUPLES_OK) result = next_result();
  if (libpq().PQresultStatus(result.get()) != PGRES_COPY_IN) fail_copy(result.get());
}

void PostgresConnection::put_copy(std::string_view text) {
  const int put = libpq().PQputCopyData(handle_.get(), text.data(), static_cast<int>(text.size()));
  if (put < 0) fail_copy(nullptr);
  for (int unsent; (unsent = libpq().PQflush(handle_.get())) != 0;) {
    if (unsent < 0) lose();
    wait_and_read(true);
  }
}

void PostgresConnection::end_copy() {
  if (libpq().PQputCopyEnd(handle_.get(), nullptr) != 1) fail_copy(nullptr);
  const Result result = next_result();
  if (libpq().PQresultStatus(result.get()) != PGRES_COMMAND_OK) fail_copy(result.get());
  while (next_result()) {
  }
  enter_pipeline();
}

void PostgresConnection::abandon_copy() noexcept { break_off(); }

// The server may say in the middle what is wrong; it takes nothing any more then. known: it has said so.
void PostgresConnection::fail_copy(const PGresult* known) {
  const Result result = known == nullptr ? next_result() : Result();
  const PGresult* failed = known == nullptr ? result.get() : known;
  const bool told = failed != nullptr && libpq().PQresultStatus(failed) == PGRES_FATAL_ERROR;
  if (!told || sqlstate_of(failed) == "00000") lose();
  const Error error = error_of(failed);
  break_off();
  throw error;
}

}  // namespace crm::storage::postgres
