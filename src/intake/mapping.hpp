// How a file is to be read: which column is which field, and in which forms values stand in it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crm::intake {

struct Mapping {
  using Names = std::vector<std::pair<std::string, std::string>>;

  Names columns;    // a column's name and its field's: "Acct #", "account_number"
  Names constants;  // a field's name and the text it has in every row that does not say otherwise
  std::vector<std::string> ignore;  // columns that are left out
  std::optional<std::string> record, region, date_format, amount_format, currency, delimiter;
};

// Reads a mapping file: {"columns": {"Acct #": "account_number"}, "constants": {"loan.status": "active"},
// "ignore": ["Branch"], "record": "customer", "region": "US", "date_format": "%m/%d/%Y", "amount_format":
// "1,234.56", "currency": "USD", "delimiter": ";"}. Everything may be left out. Error(invalid_argument, ...,
// "--map").
Mapping read_mapping(std::string_view json);

}  // namespace crm::intake
