// The database: open it once, share it between all threads.
#include <algorithm>

#include "call.hpp"
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

// Calls for the whole database have its own deadline, or take as long as they take.
template <class Work>
auto of_database(const DatabaseHandle& handle, Work work) {
  return without_gil(handle.log(), Clock::now() + handle.limit({}),
                     [&work, database = handle.get()]() mutable { return work(database); });
}

SessionHandle session_of(const Handle& handle, const std::string& actor) {
  (void)handle->get().session(actor);  // refuses a closed database and an actor that is none
  return {handle, actor};
}

py::str shown(const DatabaseHandle& handle) {
  return py::str("Database({!r}{})").format(handle.shown_url(), handle.is_open() ? "" : ", closed");
}

void add_work(DatabaseClass& database) {
  database
      .def("session", session_of, "actor"_a, py::pos_only(),
           "session(self, actor, /)\n--\n\nA session of whoever acts: an agent's or a program's name, for "
           "the audit trail.\n\n"
           ">>> db.session(\"agent-7\")\n"
           "Session('agent-7')")
      .def(
          "migrate",
          [](const DatabaseHandle& handle) {
            return of_database(handle, [](Database& used) { return used.migrate(); });
          },
          "migrate(self)\n--\n\n"
          "Makes the database if it is missing and brings its schema up to date; says how many migrations it "
          "ran.")
      .def(
          "warm_up",
          [](const DatabaseHandle& handle) { of_database(handle, [](Database& used) { used.warm_up(); }); },
          "warm_up(self)\n--\n\nConnects, so that the first call is as fast as the next. Optional.")
      .def(
          "health",
          [](const DatabaseHandle& handle) {
            return object_of(of_database(handle, [](Database& used) { return used.health(); }));
          },
          "health(self)\n--\n\nAsks the database something small; raises when it cannot work.")
      .def(
          "statistics",
          [](const DatabaseHandle& handle) {
            return object_of(of_database(handle, [](Database& used) { return used.statistics(); }));
          },
          "statistics(self)\n--\n\nWhat was done in this process since it was opened.");
}

void add_life(DatabaseClass& database) {
  database
      .def("close", &DatabaseHandle::close,
           "close(self)\n--\n\nCloses it when the running calls have ended; later ones raise crm.Misuse. "
           "Again is "
           "fine.")
      .def_property_readonly(
          "closed", [](const DatabaseHandle& handle) { return !handle.is_open(); }, "Whether it was closed.")
      .def(
          "__enter__", [](const Handle& handle) { return handle; }, "__enter__(self)\n--\n\nIt itself.")
      .def(
          "__exit__", [](DatabaseHandle& handle, const py::args&) { handle.close(); },
          "__exit__(self, *error)\n--\n\nCloses it.")
      .def("__repr__", shown);
}

}  // namespace

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
             "take a lock "
             "in every allocation, for the whole process. Before anything uses SQLite, `import sqlite3` "
             "included. False: "
             "something has, and nothing changed.");
}

}  // namespace crm::python
