// One numbered step of the schema, compiled in from a .sql file.
#pragma once

#include <string_view>

namespace crm::storage {

struct Migration {
  int number;
  std::string_view name;
  std::string_view sql;
};

}  // namespace crm::storage
