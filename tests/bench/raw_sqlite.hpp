// The raw side: the bare sqlite3 C API, with as little around it as errors and scopes need. Statements are
// prepared once, texts are bound without a copy.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace crm::bench::raw {

enum class Settings {
  library_reader,  // what the library sets on its own connections
  library_writer,
  sqlite_defaults,  // what a program gets that opens a file and sets nothing
};

class Connection {
 public:
  Connection(const std::filesystem::path& file, Settings settings);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  sqlite3* handle() const { return handle_; }
  void execute(const char* sql);
  // To be called behind each commit: moves the write-ahead log into the file when it has as many pages as the
  // library lets it grow.
  void checkpoint_if_due();

 private:
  sqlite3* handle_ = nullptr;
  int log_pages_ = 0;
};

// Parameters must live until the statement has run.
class Statement {
 public:
  Statement(const Connection& connection, std::string_view sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  template <class... Values>
  void bind(const Values&... values) {
    int position = 0;
    (bind_one(++position, values), ...);
  }
  // Whether there is a row.
  bool step();
  void reset() { sqlite3_reset(statement_); }

  // Runs a statement that gives no row.
  template <class... Values>
  void run(const Values&... values) {
    bind(values...);
    step();
    reset();
  }

  // The row's columns from one on, which is moved behind the last. NULL leaves a text empty and a number 0.
  template <class... Values>
  void read(int& column, Values&... values) {
    (read_one(column++, values), ...);
  }
  sqlite3_stmt* handle() const { return statement_; }

  void bind_one(int position, std::string_view text) {
    sqlite3_bind_text(statement_, position, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
  }
  void bind_one(int position, std::int64_t number) { sqlite3_bind_int64(statement_, position, number); }
  void bind_one(int position, std::nullptr_t) { sqlite3_bind_null(statement_, position); }

 private:
  void read_one(int column, std::int64_t& number) { number = sqlite3_column_int64(statement_, column); }
  void read_one(int column, std::optional<std::int64_t>& number) {
    if (sqlite3_column_type(statement_, column) != SQLITE_NULL)
      number = sqlite3_column_int64(statement_, column);
  }
  void read_one(int column, std::string& text) {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    if (bytes != nullptr)
      text.assign(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
  }

  sqlite3_stmt* statement_ = nullptr;
};

}  // namespace crm::bench::raw
