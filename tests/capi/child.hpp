// Forked children of a host, and what they and their parent have written.
#pragma once

#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <string>

#include "c_api.hpp"

namespace crm::test {

// A forked child that runs the work and ends with what it answers; destructors of the parent's handles do not
// run.
class Child {
 public:
  template <class Work>
  explicit Child(Work work) : pid_(fork()) {
    if (pid_ != 0) return;
    alarm(120);
    _exit(work());
  }
  int answer() const {
    int status = 0;
    REQUIRE(waitpid(pid_, &status, 0) == pid_);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

 private:
  pid_t pid_;
};

inline crm_status create_some(crm_database* database, int count) {
  crm_session* session = nullptr;
  crm_status status = crm_session_new(database, "fork", 4, &session, nullptr);
  if (status == CRM_OK) status = crm_session_set_deadline_ms(session, 60'000, nullptr);
  for (int i = 0; i < count && status == CRM_OK; ++i)
    status = crm_customer_create(session, "{}", 2, nullptr, nullptr);
  crm_session_free(session);
  return status;
}

// How many customers the file holds, read by SQLite itself; -1: it is damaged.
inline int customers_in(const std::string& path) {
  sqlite3* handle = nullptr;
  int count = -1;
  bool sound = false;
  REQUIRE(sqlite3_open(path.c_str(), &handle) == SQLITE_OK);
  const auto is_ok = [](void* to, int, char** values, char**) {
    *static_cast<bool*>(to) = std::strcmp(values[0], "ok") == 0;
    return 0;
  };
  const auto read = [](void* to, int, char** values, char**) {
    *static_cast<int*>(to) = std::atoi(values[0]);
    return 0;
  };
  sqlite3_exec(handle, "PRAGMA integrity_check", is_ok, &sound, nullptr);
  sqlite3_exec(handle, "SELECT count(*) FROM customer", read, &count, nullptr);
  sqlite3_close(handle);
  return sound ? count : -1;
}

}  // namespace crm::test
