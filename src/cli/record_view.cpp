#include "cli/record_view.hpp"

#include <algorithm>
#include <numeric>

#include "cli/texts.hpp"

namespace crm::cli {

namespace {

bool is_number(std::string_view type) {
  return type == "whole number" || type == "amount" || type == "decimal" || type == "id";
}

[[noreturn]] void refuse_column(std::span<const FieldInfo> fields) {
  std::string names;
  for (const FieldInfo& field : fields) names.append(" ").append(field.name);
  throw Error(Code::invalid_argument,
              "names of fields are wanted, with commas between, or all. There are:" + names, "--columns");
}

std::size_t index_of(std::span<const FieldInfo> fields, std::string_view name) {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const FieldInfo& field) { return field.name == name; });
  if (found == fields.end()) refuse_column(fields);
  return static_cast<std::size_t>(found - fields.begin());
}

}  // namespace

Cell cell_of(const FieldInfo& field, std::string text, Format format) {
  if (field.optional && text.empty()) return std::nullopt;
  if (is_number(field.type)) return Cell::of_number(std::move(text));
  if (field.type == "yes or no") return text == "yes";
  if (field.type == "JSON object") return Cell::of_json(text, text);
  if (field.type == "list") return Cell::of_json(text.empty() ? "[]" : text, text);
  if (field.type == "instant" && format == Format::text) return instant_text(parse_instant(text));
  return text;
}

std::vector<std::size_t> columns_of(std::span<const FieldInfo> fields, std::string_view names) {
  std::vector<std::size_t> columns;
  if (names == "all") {
    columns.resize(fields.size());
    std::iota(columns.begin(), columns.end(), 0);
    return columns;
  }
  for (;;) {
    const std::size_t comma = names.find(',');
    columns.push_back(index_of(fields, names.substr(0, comma)));
    if (comma == names.npos) return columns;
    names.remove_prefix(comma + 1);
  }
}

}  // namespace crm::cli
