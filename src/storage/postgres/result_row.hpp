// A row of an answer in PostgreSQL's binary format.
#pragma once

#include "storage/postgres/libpq.hpp"
#include "storage/sql.hpp"

namespace crm::storage::postgres {

// Valid as long as the result. Threads: one.
class ResultRow final : public Row {
 public:
  explicit ResultRow(const PGresult* result) : result_(result) {}
  void move_to(int row) { row_ = row; }

  bool is_null(int column) const override { return libpq().PQgetisnull(result_, row_, column) != 0; }
  std::int64_t integer(int column) const override;
  bool boolean(int column) const override { return integer(column) != 0; }
  Date date(int column) const override;
  Instant instant(int column) const override;
  std::string_view text(int column) const override;

 private:
  const PGresult* result_;
  int row_ = 0;
};

}  // namespace crm::storage::postgres
