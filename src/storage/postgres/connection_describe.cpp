// The part of a connection that asks what a statement would answer.
#include "storage/postgres/connection.hpp"

namespace crm::storage::postgres {

// The unnamed statement, which behind PgBouncer lives as long as the transaction.
std::vector<AnswerColumn> PostgresConnection::describe(const std::string& statement,
                                                       Error (*error_of)(const PGresult* failed)) {
  leave_pipeline();
  if (libpq().PQsendPrepare(handle_.get(), "", statement.c_str(), 0, nullptr) != 1) lose();
  expect_command(error_of);
  if (libpq().PQsendDescribePrepared(handle_.get(), "") != 1) lose();
  const Result description = expect_command(error_of);
  std::vector<AnswerColumn> columns;
  for (int i = 0; i < libpq().PQnfields(description.get()); ++i)
    columns.push_back({libpq().PQfname(description.get(), i), libpq().PQftype(description.get(), i)});
  enter_pipeline();
  return columns;
}

Result PostgresConnection::expect_command(Error (*error_of)(const PGresult* failed)) {
  Result first = next_result();
  while (next_result()) {
  }
  if (libpq().PQresultStatus(first.get()) == PGRES_COMMAND_OK) return first;
  enter_pipeline();
  throw error_of(first.get());
}

}  // namespace crm::storage::postgres
