#include "intake/json_rows.hpp"

#include <crm/error.hpp>

#include "domain/text.hpp"

namespace crm::intake {

namespace {

constexpr std::size_t kMostColumns = 10'000;

std::string_view trimmed(std::string_view line) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t begin = line.find_first_not_of(blanks);
  return begin == line.npos ? std::string_view()
                            : line.substr(begin, line.find_last_not_of(blanks) - begin + 1);
}

void require_object(const json::Value& line) {
  if (line.kind() == json::Kind::array)
    throw Error(Code::invalid_argument,
                "The line is an array: each line must be an object. `jq -c '.[]'` makes lines of an array.");
  if (line.kind() != json::Kind::object)
    throw Error(Code::invalid_argument, "The line is not an object: each line must be one.");
}

}  // namespace

bool JsonRows::next(Row& row) {
  row.cells.clear();
  row.original.clear();
  row.problem.clear();
  for (;;) {
    lines_.hold();
    const LineReader::Got got = lines_.next(line_);
    if (got == LineReader::Got::end) return false;
    row.line = lines_.number();
    if (got == LineReader::Got::too_long) {
      row.problem = "The line is longer than 4 MB.";
      return true;
    }
    line_ = trimmed(line_);
    if (line_.empty()) continue;
    read_line(row);
    return true;
  }
}

void JsonRows::read_line(Row& row) {
  try {
    object_ = json::parse(line_);
    require_object(object_);
    texts_.clear();
    add_members(row, "", object_);
  } catch (const Error& error) {
    if (error.code() != Code::invalid_argument) throw;
    row.problem = error.what();
  }
  if (domain::valid_utf8(line_)) row.original.push_back(line_);
}

void JsonRows::add_members(Row& row, const std::string& prefix, const json::Value& object) {
  for (const auto& [name, value] : object.members()) {
    const bool inside = value.kind() == json::Kind::object && prefix.empty() && name != "attributes";
    if (inside) {
      add_members(row, name + ".", value);
    } else {
      add_cell(row, prefix + name, value);
    }
  }
}

void JsonRows::add_cell(Row& row, const std::string& column, const json::Value& value) {
  if (columns_.size() == kMostColumns)
    throw Error(Code::invalid_argument, "The file has more than 10,000 different names.");
  const auto [found, added] = places_.emplace(column, columns_.size());
  if (added) columns_.push_back(column);
  if (row.cells.size() <= found->second) row.cells.resize(found->second + 1);
  row.cells[found->second] = text_of(value);
}

std::string_view JsonRows::text_of(const json::Value& value) {
  switch (value.kind()) {
    case json::Kind::null:
      return "";
    case json::Kind::boolean:
      return value.boolean() ? "true" : "false";
    case json::Kind::number:
      return value.number_text();
    case json::Kind::string:
      return value.string();
    default:
      json::append(texts_.emplace_back(), value);
      return texts_.back();
  }
}

}  // namespace crm::intake
