// The statements that the library runs, as SQLite sees them.
#pragma once

#include <sqlite3.h>

#include <string>
#include <vector>

namespace crm::test {

// Listens to every connection that this process opens while it lives. One at a time, one thread.
class StatementListener {
 public:
  StatementListener() {
    heard().clear();
    sqlite3_auto_extension(entry());
  }
  ~StatementListener() { sqlite3_cancel_auto_extension(entry()); }
  StatementListener(const StatementListener&) = delete;
  StatementListener& operator=(const StatementListener&) = delete;

  // The texts since the last call, in order, with their $n.
  static std::vector<std::string> take() {
    std::vector<std::string> texts;
    texts.swap(heard());
    return texts;
  }

 private:
  static std::vector<std::string>& heard() {
    static std::vector<std::string> texts;
    return texts;
  }
  static int on_statement(unsigned, void*, void* statement, void*) {
    if (const char* text = sqlite3_sql(static_cast<sqlite3_stmt*>(statement))) heard().emplace_back(text);
    return 0;
  }
  static int on_open(sqlite3* handle, const char**, const struct sqlite3_api_routines*) {
    return sqlite3_trace_v2(handle, SQLITE_TRACE_STMT, &on_statement, nullptr);
  }
  // SQLite declares the entry point of an extension without its parameters.
  static void (*entry())() { return reinterpret_cast<void (*)()>(&on_open); }
};

}  // namespace crm::test
