#include "storage/catalog.hpp"

namespace crm::storage {

std::string quoted(const std::string& name) {
  std::string text = "\"";
  for (const char c : name) text.append(c == '"' ? 2 : 1, c);
  return text + '"';
}

std::int64_t count_rows(Connection& connection, const std::string& table) {
  const Sql count("SELECT count(*) FROM " + quoted(table));
  std::int64_t rows = 0;
  connection.execute({count, {}, [&](const Row& row) { rows = row.integer(0); }});
  return rows;
}

}  // namespace crm::storage
