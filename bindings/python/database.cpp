// The database: open it once, share it between all threads.
#include <algorithm>

#include "database_calls.hpp"
#include "module.hpp"

namespace crm::python {

namespace {

using namespace py::literals;

template <class T>
void take(const py::dict& named, const char* name, T& out) {
  if (named.contains(name)) naming(name, [&] { from_python(named[name], {}, out); });
}

void take_size(const py::dict& named, const char* name, std::size_t& out) {
  std::int64_t number = static_cast<std::int64_t>(out);
  take(named, name, number);
  out = static_cast<std::size_t>(number);  // a number below 0 becomes a huge one, which is refused
}

void take_seconds(const py::dict& named, const char* name, std::chrono::milliseconds& out) {
  if (named.contains(name)) out = milliseconds_of(named[name].cast<double>(), name);
}

void take_time_of_day(const py::dict& named, const char* name, std::chrono::seconds& out) {
  std::int64_t seconds = out.count();
  take(named, name, seconds);
  out = std::chrono::seconds(seconds);
}

void take_unknown_location(const py::dict& named, UnknownLocation& out) {
  std::string word = "refuse";
  take(named, "unknown_location", word);
  if (word == "refuse") {
    out = UnknownLocation::refuse;
  } else if (word == "every_us_zone") {
    out = UnknownLocation::every_us_zone;
  } else if (word == "ignore") {
    out = UnknownLocation::ignore;
  } else {
    throw Error(Code::invalid_argument, "unknown_location must be a crm.UnknownLocation.",
                "unknown_location");
  }
}

void take_key(const py::dict& named, Options& options) {
  if (!named.contains("key")) return;
  const auto key = named["key"].cast<std::string>();
  if (key.size() != 32) throw Error(Code::invalid_argument, "The key must be 32 bytes.", "key");
  options.key = [key](std::span<unsigned char, 32> out) {
    std::copy(key.begin(), key.end(), out.begin());
    return true;
  };
}

// What is not named has the library's default. crm.open() has the list, and refuses other names.
Options options_from(const std::string& url, const py::dict& named) {
  Options options{.url = url};
  take(named, "migrate", options.migrate);
  take_seconds(named, "timeout", options.deadline);
  take_seconds(named, "pre_call_timeout", options.pre_call_deadline);
  take_seconds(named, "slow_call", options.slow_call);
  take_size(named, "pool_size", options.pool_size);
  take_size(named, "interactions", options.interactions);
  take(named, "mmap_bytes", options.mmap_bytes);
  take(named, "write_cache_bytes", options.write_cache_bytes);
  take(named, "default_country", options.default_country);
  take(named, "key_file", options.key_file);
  take_key(named, options);
  take_time_of_day(named, "opens", options.calling_hours.opens);
  take_time_of_day(named, "closes", options.calling_hours.closes);
  take_unknown_location(named, options.calling_hours.unknown_location);
  return options;
}

using Handle = std::shared_ptr<DatabaseHandle>;
using DatabaseClass = py::class_<DatabaseHandle, Handle>;

SessionHandle session_for(const Handle& handle, const std::string& actor) {
  SessionHandle session{handle, actor};
  (void)session_of(session);  // refuses a closed database and an actor that is none
  return session;
}

template <class Work>
auto of_database(const SessionHandle& caller, const Timeout& timeout, Work work) {
  const DatabaseHandle& handle = *caller.database;
  return call_within(handle.limit(timeout), caller, handle.get(), std::move(work));
}

// A function of <database_calls.hpp>, called by somebody who has no session.
template <auto function>
auto without_session(const Handle& handle, const Timeout& timeout) {
  return function({handle, {}}, timeout);
}

Statistics statistics(const DatabaseHandle& handle) {
  return without_gil(handle.log(), Clock::now() + handle.limit({}),
                     [database = handle.get()] { return database.statistics(); });
}

double seconds(std::chrono::milliseconds limit) { return std::chrono::duration<double>(limit).count(); }

py::str shown(const DatabaseHandle& handle) {
  return py::str("Database({!r}{})").format(handle.shown_url(), handle.is_open() ? "" : ", closed");
}

void add_work(DatabaseClass& database) {
  const auto none = py::none();
  database
      .def("session", session_for, "actor"_a, py::pos_only(),
           "session(self, actor, /)\n--\n\nA session of whoever acts: an agent's or a program's name, for "
           "the audit trail.\n\n"
           ">>> db.session(\"agent-7\")\n"
           "Session('agent-7')")
      .def("migrate", without_session<migrate>, py::kw_only(), "timeout"_a = none,
           "migrate(self, *, timeout=None)\n--\n\n"
           "Makes the database if it is missing and brings its schema up to date; says how many migrations "
           "it ran. A migration that has begun may take longer than the timeout."
           "\n\n"
           ">>> db.migrate()  # a second time: there is nothing to do\n"
           "0")
      .def("warm_up", without_session<warm_up>, py::kw_only(), "timeout"_a = none,
           "warm_up(self, *, timeout=None)\n--\n\nConnects, so that the first call is as fast as the next. "
           "Optional."
           "\n\n"
           ">>> db.warm_up()")
      .def("health", without_session<health>, py::kw_only(), "timeout"_a = none,
           "health(self, *, timeout=None)\n--\n\nAsks the database something small; raises when it cannot "
           "work."
           "\n\n"
           ">>> db.health(timeout=30).customers\n"
           "1")
      .def(
          "_limit",
          [](const DatabaseHandle& handle, const Timeout& timeout) { return seconds(handle.limit(timeout)); },
          "timeout"_a, py::pos_only(),
          "_limit(self, timeout, /)\n--\n\nHow long a call may take, in seconds.")
      .def(
          "_pre_call_limit",
          [](const DatabaseHandle& handle, const Timeout& timeout) {
            return seconds(handle.pre_call_limit(timeout));
          },
          "timeout"_a, py::pos_only(),
          "_pre_call_limit(self, timeout, /)\n--\n\nThe same for one before a call.")
      .def(
          "statistics", [](const DatabaseHandle& handle) { return object_of(statistics(handle)); },
          "statistics(self)\n--\n\nWhat was done in this process since it was opened."
          "\n\n"
          ">>> db.statistics().write.calls > 0\n"
          "True");
}

Handle entered(const Handle& handle) {
  (void)handle->get();  // refuses a closed database
  return handle;
}

void add_life(DatabaseClass& database) {
  database
      .def("close", &DatabaseHandle::close,
           "close(self)\n--\n\nLater calls raise crm.Misuse; those that run are finished, and the last of "
           "them closes the connections. Does not wait for them. Again is fine."
           "\n\n"
           ">>> db.close()\n"
           ">>> db.health()\n"
           "Traceback (most recent call last):\n"
           "    ...\n"
           "crm.Misuse: The database is closed: open it again.")
      .def_property_readonly(
          "closed", [](const DatabaseHandle& handle) { return !handle.is_open(); }, "Whether it was closed.")
      .def("__enter__", entered, "__enter__(self)\n--\n\nIt itself; crm.Misuse when it is closed.")
      .def(
          "__exit__", [](DatabaseHandle& handle, const py::args&) { handle.close(); },
          "__exit__(self, *error)\n--\n\nCloses it.")
      .def("__repr__", shown);
}

}  // namespace

int migrate(const SessionHandle& caller, const Timeout& timeout) {
  return of_database(caller, timeout, [](Database& used) { return used.migrate(); });
}

void warm_up(const SessionHandle& caller, const Timeout& timeout) {
  of_database(caller, timeout, [](Database& used) { used.warm_up(); });
}

py::object health(const SessionHandle& caller, const Timeout& timeout) {
  return object_of(of_database(caller, timeout, [](Database& used) { return used.health(); }));
}

void add_database(py::module_& module) {
  DatabaseClass database(module, "Database",
                         "An open database. Threads share it; a forked child may go on with it.");
  database.def(py::init([](const std::string& url, const py::dict& options) {
                 return std::make_shared<DatabaseHandle>(options_from(url, options));
               }),
               "url"_a, "options"_a, py::pos_only());
  add_work(database);
  add_life(database);
  module.def("disable_sqlite_memory_statistics", disable_sqlite_memory_statistics,
             "disable_sqlite_memory_statistics()\n--\n\n"
             "For programs of your own with several threads: switches off SQLite's memory statistics, which "
             "take a lock in every allocation, for the whole process. Before anything uses SQLite, `import "
             "sqlite3` included. False: something has, and nothing changed.");
}

}  // namespace crm::python
