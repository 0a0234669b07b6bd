// Records as tables and as lines of a name and a value.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <crm/fields.hpp>
#include <crm/json.hpp>

#include "cli/table.hpp"

namespace crm::cli {

// A field's text as a cell of its type.
Cell cell_of(const FieldInfo& field, std::string text, Format format);

// The indexes of the fields named in "a,b,c"; "all": every one. Throws Error(invalid_argument, "--columns").
std::vector<std::size_t> columns_of(std::span<const FieldInfo> fields, std::string_view names);

template <class R>
Cell cell_of(const R& record, std::size_t index, Format format) {
  std::string text;
  append_field_text(record, index, text);
  return cell_of(fields_of<R>()[index], std::move(text), format);
}

// names: the columns, as columns_of reads them.
template <class R>
Table table_of(const std::vector<R>& records, std::string_view names, Format format) {
  Table table;
  const std::vector<std::size_t> columns = columns_of(fields_of<R>(), names);
  for (const std::size_t column : columns) table.columns.emplace_back(fields_of<R>()[column].name);
  for (const R& record : records) {
    Cells& row = table.rows.emplace_back();
    for (const std::size_t column : columns) row.push_back(cell_of(record, column, format));
  }
  return table;
}

// The columns that the user asked for; when there are none, JSON shows whole records and tables the usual
// columns.
template <class R>
void print_records(const Context& context, const std::vector<R>& records, const std::string& asked,
                   std::string_view usual) {
  if (context.format != Format::json || !asked.empty())
    return print(context, table_of(records, asked.empty() ? usual : asked, context.format));
  std::vector<std::string> documents;
  documents.reserve(records.size());
  for (const R& record : records) documents.push_back(to_json(record));
  print_json_array(documents);
}

// Every field.
template <class R>
void print_record(const Context& context, const R& record) {
  if (context.format == Format::json) return print_json(to_json(record));
  std::vector<Detail> details;
  for (const FieldInfo& field : fields_of<R>())
    details.push_back({std::string(field.name), cell_of(record, details.size(), context.format)});
  print(context, details);
}

}  // namespace crm::cli
