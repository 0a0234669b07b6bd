// status and info: what a database is, and how it is built.
#include <algorithm>

#include <crm/json_writer.hpp>
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/long_work.hpp"
#include "cli/output.hpp"
#include "cli/size_text.hpp"
#include "cli/table.hpp"

namespace crm::cli {

namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

void note_schema(SchemaState state) {
  switch (state) {
    case SchemaState::current:
      return;
    case SchemaState::none:
      return print_error({}, "There is no libcrm database here yet. Make one with `crmctl init`.");
    case SchemaState::older:
      return print_error({}, "The schema is older than this program. Run `crmctl migrate`.");
    case SchemaState::newer:
      return print_error({}, "The schema is newer than this program. Update crmctl.");
    case SchemaState::unfinished:
      return print_error({},
                         "A copy into this database is not finished. Say the same `crmctl copy` again, or "
                         "empty the database with `crmctl reset`.");
    case SchemaState::unknown:
      return print_error({}, "The schema was made by other migrations than this program's. Do not use it.");
  }
}

struct Status {
  static constexpr const char *name = "status", *description = "Say what the database is and what it holds";
  void add_options(CLI::App&) {}

  int run(const Context& context) {
    const DatabaseStatus status = context.open().maintenance(context.actor).status();
    std::vector<Detail> details{{"database", status.place},
                                {"product", status.product + " " + status.product_version},
                                {"size", size_cell(context, status.bytes)},
                                {"log_size", size_cell(context, status.log_bytes)},
                                {"schema", status.content.schema},
                                {"known_schema", status.known_schema},
                                {"schema_state", crm::name(status.content.state)},
                                {"created_at", status.content.created_at}};
    for (const RecordCount& record : status.content.records) details.push_back({record.record, record.count});
    details.push_back({"latest_activity", status.content.latest_activity});
    print(context, details);
    note_schema(status.content.state);
    return kDone;
  }
};

Table columns_of(const TableInfo& table) {
  Table columns{{"column", "type", "required", "key"}};
  for (const ColumnInfo& column : table.columns)
    columns.rows.push_back({column.name, column.type, column.required, column.in_key});
  return columns;
}

Table indexes_of(const TableInfo& table) {
  Table indexes{{"index", "unique", "columns"}};
  for (const IndexInfo& index : table.indexes)
    indexes.rows.push_back({index.name, index.unique, joined(index.columns)});
  return indexes;
}

Table tables_of(const DatabaseStructure& structure) {
  Table tables{{"table", "rows", "columns", "indexes"}};
  for (const TableInfo& table : structure.tables)
    tables.rows.push_back({table.name, table.rows, static_cast<std::int64_t>(table.columns.size()),
                           static_cast<std::int64_t>(table.indexes.size())});
  return tables;
}

Table settings_of(const DatabaseStructure& structure) {
  Table settings{{"setting", "reading", "writing"}};
  for (const SettingInfo& setting : structure.settings)
    settings.rows.push_back({setting.name, setting.reading, setting.writing});
  return settings;
}

void write(json::Writer& writer, const ColumnInfo& column) {
  writer.begin_object().key("column").value(std::string_view(column.name));
  writer.key("type").value(std::string_view(column.type)).key("required").value(column.required);
  writer.key("key").value(column.in_key).end_object();
}

void write(json::Writer& writer, const IndexInfo& index) {
  writer.begin_object().key("index").value(std::string_view(index.name)).key("unique").value(index.unique);
  writer.key("columns").begin_array();
  for (const std::string& column : index.columns) writer.value(std::string_view(column));
  writer.end_array().end_object();
}

void write(json::Writer& writer, const SettingInfo& setting) {
  writer.begin_object().key("setting").value(std::string_view(setting.name));
  writer.key("reading").value(std::string_view(setting.reading));
  writer.key("writing").value(std::string_view(setting.writing)).end_object();
}

void write(json::Writer& writer, const TableInfo& table);

template <class T>
void write_all(json::Writer& writer, std::string_view key, const std::vector<T>& all) {
  writer.key(key).begin_array();
  for (const T& one : all) write(writer, one);
  writer.end_array();
}

void write(json::Writer& writer, const TableInfo& table) {
  writer.begin_object().key("table").value(std::string_view(table.name)).key("rows").value(table.rows);
  write_all(writer, "columns", table.columns);
  write_all(writer, "indexes", table.indexes);
  writer.end_object();
}

std::string json_of(const DatabaseStructure& structure) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  write_all(writer, "tables", structure.tables);
  write_all(writer, "settings", structure.settings);
  writer.end_object();
  return text;
}

std::string json_of(const TableInfo& table) {
  std::string text;
  json::Writer writer(text);
  write(writer, table);
  return text;
}

struct Info {
  static constexpr const char *name = "info",
                              *description = "Show tables, columns, indexes, row counts and settings";
  std::string table;

  void add_options(CLI::App& app) {
    app.add_option("TABLE", table,
                   "Show the columns and indexes of this table; else all tables and settings");
  }

  int run(const Context& context) {
    return LongWork("tables").run([&](const Progress& progress) {
      const auto structure = context.open().maintenance(context.actor).structure(progress);
      table.empty() ? print_all(context, structure) : print_one(context, structure);
      return kDone;
    });
  }

 private:
  static void print_all(const Context& context, const DatabaseStructure& structure) {
    if (context.format == Format::json) return print_json(json_of(structure));
    print(context, tables_of(structure));
    if (context.format == Format::csv) return;  // a CSV file holds one table
    print("\n");
    print(context, settings_of(structure));
  }

  void print_one(const Context& context, const DatabaseStructure& structure) const {
    const TableInfo& found = find(structure);
    if (context.format == Format::json) return print_json(json_of(found));
    print(context, columns_of(found));
    if (context.format == Format::csv || found.indexes.empty()) return;
    print("\n");
    print(context, indexes_of(found));
  }

  const TableInfo& find(const DatabaseStructure& structure) const {
    const auto found = std::find_if(structure.tables.begin(), structure.tables.end(),
                                    [&](const TableInfo& other) { return other.name == table; });
    if (found == structure.tables.end())
      throw Error(Code::not_found, "There is no such table; `crmctl info` lists them.", "TABLE");
    return *found;
  }
};

}  // namespace

void add_status(CLI::App& app, Context& context) { add_command<Status>(app, context); }
void add_info(CLI::App& app, Context& context) { add_command<Info>(app, context); }

}  // namespace crm::cli
