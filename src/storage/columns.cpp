#include "storage/columns.hpp"

#include <crm/json_writer.hpp>
#include "json/value.hpp"

namespace crm::storage {

namespace {

constexpr std::string_view kBegin = "[\"", kBetween = "\",\"", kEnd = "\"]";

// What list_text writes for items without quotes and escapes. Every pre-call reads some, and the parser would
// take longer than the rest of their row.
bool is_plain(std::string_view json) {
  return json.size() >= kBegin.size() + kEnd.size() && json.starts_with(kBegin) && json.ends_with(kEnd) &&
         json.find('\\') == json.npos;
}

// Empty when a quote stands where none belongs.
std::vector<std::string> cut_plain(std::string_view json) {
  std::vector<std::string> items;
  json.remove_prefix(kBegin.size());
  json.remove_suffix(kEnd.size());
  for (;;) {
    const std::size_t end = json.find('"');
    items.emplace_back(json.substr(0, end));
    if (end == json.npos) return items;
    if (!json.substr(end).starts_with(kBetween)) return {};
    json.remove_prefix(end + kBetween.size());
  }
}

}  // namespace

std::vector<std::string> read_list(std::string_view json) {
  if (is_plain(json))
    if (std::vector<std::string> items = cut_plain(json); !items.empty()) return items;
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
