#include "storage/columns.hpp"

#include "json/value.hpp"
#include "json/writer.hpp"

namespace crm::storage {

std::vector<std::string> read_list(std::string_view json) {
  const json::Value list = json::parse(json);
  std::vector<std::string> items;
  for (const json::Value& item : list.items()) items.push_back(item.string());
  return items;
}

std::string list_text(const std::vector<std::string>& items) {
  std::string text;
  json::Writer writer(text);
  writer.begin_array();
  for (const std::string& item : items) writer.value(item);
  writer.end_array();
  return text;
}

}  // namespace crm::storage
