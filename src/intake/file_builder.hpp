// Makes a customer's file of each row.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <crm/load.hpp>

#include "intake/formats.hpp"
#include "intake/mapping.hpp"
#include "intake/phone_reader.hpp"
#include "intake/rows.hpp"
#include "intake/target.hpp"

namespace crm::intake {

// Threads: one at a time.
class FileBuilder {
 public:
  // Error(invalid_argument) for what the mapping says wrong.
  FileBuilder(const Mapping& mapping, Kind main);

  // For a file whose columns are all known from the start: Error(invalid_argument, ..., the column) for one
  // that is neither a field nor ignored, with the names that it may mean; and for one of the mapping's that
  // is not there.
  void require_columns(const std::vector<std::string>& columns);

  // Those of the columns that hold what the library sets itself, as created_at: their cells are left out.
  std::vector<std::string> left_out(const std::vector<std::string>& columns) const;

  // Error(invalid_argument, ..., the column) when a cell cannot be taken.
  CustomerFile build(const std::vector<std::string>& columns, const Row& row);

  // The column that a field came from; the field's name when there is none.
  std::string column_of(std::string_view field, const std::vector<std::string>& columns) const;

 private:
  // What is known of a column: the target of its cells, or that they are left out, or why they cannot be
  // taken.
  struct Column {
    std::optional<Target> target;
    std::string problem;
    bool set_by_library = false;  // without a target, then
  };
  struct Constant {
    Target target;
    std::string text;
  };

  void add_constant(const std::string& name, const std::string& text);
  void add_currency(const std::string& code);
  Target require_target(const std::string& name) const;
  void learn(const std::vector<std::string>& columns);
  Column column_for(const std::string& name) const;
  void require_customer() const;
  void refuse_same_fields(const std::vector<std::string>& columns) const;
  void add_constants(CustomerFile& file, const Row& row);
  template <class Is>
  bool says(const Row& row, Is is) const;
  void set(CustomerFile& file, Target target, std::string_view text);
  std::string_view prepared(const FieldInfo& field, std::string_view text);

  const Mapping mapping_;
  const Kind main_;
  const Targets targets_;
  const std::string region_;
  PhoneReader phones_;
  std::optional<DateFormat> dates_;
  std::optional<AmountFormat> amounts_;
  std::vector<Constant> constants_;
  std::vector<Constant> currency_;  // of each kind, where a row holds amounts
  std::vector<Column> columns_;
  std::vector<std::size_t> order_;  // of the columns: a currency comes before the amounts in it
  using Currencies = std::array<Currency, kKinds.size()>;
  Currencies usual_{}, currencies_{};  // of each kind's amounts: in general, and in this row
  std::string scratch_;
};

}  // namespace crm::intake
