// query: one SELECT, for questions that no other command answers.
#include <iostream>

#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/table.hpp"

namespace crm::cli {

namespace {

constexpr std::size_t kMaxInput = 1 << 20;

std::string read_input() {
  std::string text(kMaxInput, '\0');
  std::cin.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::cin.gcount()));
  return text;
}

std::string hex(const std::string& bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    text += digits[static_cast<unsigned char>(c) >> 4];
    text += digits[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

struct ToCell {
  Cell operator()(std::monostate) const { return std::nullopt; }
  Cell operator()(std::int64_t number) const { return number; }
  Cell operator()(double number) const { return number; }
  Cell operator()(const std::string& text) const { return text; }
  Cell operator()(const Blob& blob) const { return hex(blob.bytes); }
};

Table table_of(const QueryResult& result) {
  Table table{result.columns};
  for (const auto& row : result.rows) {
    Cells& cells = table.rows.emplace_back();
    for (const Value& value : row) cells.push_back(std::visit(ToCell{}, value));
  }
  return table;
}

struct Query {
  static constexpr const char *name = "query", *description = "Ask a question in SQL; nothing can be changed";
  std::string sql;
  std::int64_t timeout = 10, limit = 1000;

  void add_options(CLI::App& app) {
    app.add_option("SQL", sql, "One SELECT (or WITH ... SELECT); - reads it from the standard input")
        ->required();
    app.add_option("--timeout", timeout, "Give up after so many seconds")
        ->type_name("SECONDS")
        ->check(CLI::Range(1, 86'400))
        ->capture_default_str();
    app.add_option("--limit", limit, "Show at most so many rows")
        ->type_name("ROWS")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
  }

  int run(const Context& context) {
    const QueryResult result = ask(context);
    print(context, table_of(result));
    if (result.more)
      std::cerr << "crmctl: There is more: these are the first " << result.rows.size()
                << " rows. Say --limit for more, or ask for less.\n";
    return kDone;
  }

 private:
  QueryResult ask(const Context& context) const {
    const QueryLimits limits{std::chrono::seconds(timeout), static_cast<std::size_t>(limit)};
    try {
      return context.open().maintenance(context.actor).query(sql == "-" ? read_input() : sql, limits);
    } catch (const Error& error) {
      if (error.code() != Code::timeout) throw;
      throw Error(Code::timeout,
                  "there is no answer after " + std::to_string(timeout) +
                      " seconds. Say --timeout SECONDS to wait longer, or ask for less.",
                  "--timeout");
    }
  }
};

}  // namespace

void add_query(CLI::App& app, Context& context) { add_command<Query>(app, context); }

}  // namespace crm::cli
