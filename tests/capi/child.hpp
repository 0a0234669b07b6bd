// Forked children of a host, and what they and their parent have written.
#pragma once

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sqlite3.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
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

// From now on the kernel kills this process, with SIGSYS, when it makes another one or a thread.
inline bool forbid_processes() {
  constexpr auto kill = SECCOMP_RET_KILL_PROCESS, allow = SECCOMP_RET_ALLOW;
  constexpr unsigned load = BPF_LD | BPF_W | BPF_ABS, answer = BPF_RET | BPF_K,
                     equal = BPF_JMP | BPF_JEQ | BPF_K;
  sock_filter rules[] = {BPF_STMT(load, offsetof(seccomp_data, nr)),
                         BPF_JUMP(equal, SYS_clone, 0, 1),
                         BPF_STMT(answer, kill),
                         BPF_JUMP(equal, SYS_clone3, 0, 1),
                         BPF_STMT(answer, kill),
                         BPF_JUMP(equal, SYS_execve, 0, 1),
                         BPF_STMT(answer, kill),
                         BPF_JUMP(equal, SYS_execveat, 0, 1),
                         BPF_STMT(answer, kill),
#ifdef SYS_fork
                         BPF_JUMP(equal, SYS_fork, 0, 1),
                         BPF_STMT(answer, kill),
                         BPF_JUMP(equal, SYS_vfork, 0, 1),
                         BPF_STMT(answer, kill),
#endif
                         BPF_STMT(answer, allow)};
  const sock_fprog program{std::size(rules), rules};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

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
inline int customers_in_file(const std::string& path) {
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

// How many customers there are when the database is opened anew; of a file as above.
inline int customers_in(const std::string& url) {
  const std::string file = "sqlite:///";
  if (url.compare(0, file.size(), file) == 0) return customers_in_file(url.substr(file.size()));
  const auto options = made<OptionsHandle>(crm_options_new);
  must([&](auto err) { return crm_options_set_url(options.get(), url.c_str(), CRM_NTS, err); });
  const auto database =
      made<DatabaseHandle>([&](auto out, auto err) { return crm_open(options.get(), out, err); });
  return static_cast<int>(number_in(
      json_of([&](auto out, auto err) { return crm_health(database.get(), out, err); }), "customers"));
}

}  // namespace crm::test
