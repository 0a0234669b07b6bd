// Loading customers through the raw API: prepared inserts of rows that a library-made database holds.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "raw_totals.hpp"

namespace crm::bench::raw {

// One table's rows, customer by customer: read from one database, batch by batch, and put into another.
class TableCopy {
 public:
  // owner: the column that holds the customer's id. Only customers up to this one.
  TableCopy(const Connection& from, const Connection& to, const std::string& table, const std::string& owner,
            std::int64_t last_customer);

  // Takes the rows up to this customer into memory.
  void fetch(std::int64_t up_to_customer);
  void insert();

  std::size_t rows() const { return rows_; }
  std::int64_t integer(std::size_t row, int column) const { return at(row, column).integer; }
  const std::string& text(std::size_t row, int column) const { return at(row, column).text; }

 private:
  struct Value {
    int type = SQLITE_NULL;
    std::int64_t integer = 0;
    std::string text;
  };
  const Value& at(std::size_t row, int column) const {
    return values_[row * columns_ + static_cast<std::size_t>(column)];
  }
  void advance();
  void take_row();
  void bind(Statement& insert, std::size_t row) const;

  Statement select_;
  std::unique_ptr<Statement> insert_;
  std::size_t columns_;
  std::size_t rows_ = 0;
  std::vector<Value> values_;  // of the batch's rows; kept from batch to batch for its memory
  bool more_ = false;          // select_ stands at a row
};

class Loader {
 public:
  Loader(const Connection& from, Connection& to, std::int64_t last_customer);

  // Reads the customers up to this one: not to be timed.
  void fetch(std::int64_t up_to_customer);
  // Inserts them in one transaction.
  void insert();

 private:
  void raise_ids();
  void count();
  void audit();

  Connection& to_;
  Statement begin_, commit_, insert_audit_;
  TableCopy customers_, phones_, loans_, interactions_, calls_, accounts_, names_, numbers_, loan_owners_;
  Ids ids_;
  Totals totals_;
};

}  // namespace crm::bench::raw
