#include "raw_lists.hpp"

namespace crm::bench::raw {

namespace {

template <class Row>
std::vector<Row> read_all(Statement& statement) {
  std::vector<Row> rows;
  while (statement.step()) read(statement, rows.emplace_back());
  statement.reset();
  return rows;
}

}  // namespace

CustomerPages::CustomerPages(const Connection& connection)
    : select_(connection, select_customer() + " WHERE id > ?1 ORDER BY id LIMIT ?2") {}

std::vector<Customer> CustomerPages::read(std::int64_t after, std::int64_t rows) {
  select_.bind(after, rows);
  return read_all<Customer>(select_);
}

LoanPages::LoanPages(const Connection& connection)
    : select_(connection, select_loan() +
                              " WHERE status = ?1 AND (customer_id, id) > (?2, ?3) "
                              "ORDER BY customer_id, id LIMIT ?4") {}

std::vector<Loan> LoanPages::read(std::string_view status, std::int64_t customer, std::int64_t loan,
                                  std::int64_t rows) {
  select_.bind(status, customer, loan, rows);
  return read_all<Loan>(select_);
}

}  // namespace crm::bench::raw
