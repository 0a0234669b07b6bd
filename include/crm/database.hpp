// The database: open it once, share it between all threads.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <crm/error.hpp>
#include <crm/health.hpp>
#include <crm/maintenance.hpp>
#include <crm/options.hpp>
#include <crm/session.hpp>
#include <crm/statistics.hpp>

namespace crm {

// Threads: all functions may be called from any thread at any time. Copies share one database, which is
// closed with the last copy or session. Opening does no work: the first call connects, in the process that
// makes it.
//
// Fork: open, fork, use works in parent and children. With PostgreSQL so does use, fork, use, whatever other
// threads are doing: a child leaves its parent's connections alone and opens its own. When the parent has
// used a SQLite file before it forks, it must call before_fork() first, and its other threads must keep away
// until it has forked; otherwise the children's calls fail with Code::misuse, because SQLite's locks do not
// survive a fork. A database in memory stays with the process that made it: a child gets Code::misuse.
class Database {
 public:
  // Throws Error(invalid_argument) for options that are wrong in themselves.
  explicit Database(Options options);

  Session session(std::string actor) const;
  Maintenance maintenance(std::string actor) const;

  // For migrate, warm_up, health and before_fork of this object and of copies made of it later, as the
  // functions of Session with these names. Not while another thread uses this object.
  Database& set_deadline(std::chrono::milliseconds deadline);
  Database& set_watch(std::function<bool()> go_on);

  // Creates the database if it is missing and brings its schema up to date; says how many migrations it ran.
  // May be called by many processes at once: one does the work.
  int migrate();
  // Connects and checks the schema, so that the first call is as fast as the next. Optional.
  void warm_up();
  // Asks the database something small, within the deadline. Throws when it cannot work.
  Health health();
  // Of this Database and its copies, in this process. Does not wait.
  Statistics statistics() const;
  // Waits for running calls (at most the deadline) and closes the connections; the next call opens new ones.
  // Not needed with PostgreSQL; a database in memory stays open.
  void before_fork();

 private:
  std::chrono::steady_clock::time_point until() const;

  std::shared_ptr<service::Engine> engine_;
  std::optional<std::chrono::milliseconds> deadline_;
  std::function<bool()> watch_;
};

// The library's version, as in "0.1.0".
std::string_view version() noexcept;

// For programs of your own, called before anything else uses SQLite in this process: switches off SQLite's
// memory statistics, which take a lock in every allocation (twice the speed on two threads). False: SQLite
// was in use already and nothing changed. The library never does this by itself, because it is the whole
// process's setting.
bool disable_sqlite_memory_statistics() noexcept;

}  // namespace crm
