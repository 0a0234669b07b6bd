#include "agreement.hpp"

#include <stdexcept>

#include "library_call.hpp"
#include "raw_json.hpp"
#include "raw_lists.hpp"
#include "raw_load.hpp"
#include "raw_post_call.hpp"
#include "settings.hpp"
#include "world.hpp"

namespace crm::bench {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kCustomers = 100;

[[noreturn]] void disagree(const std::string& about) {
  throw std::runtime_error("The library and the raw side do not do the same work: " + about +
                           ". Bring the raw side (tests/bench/raw_*.cpp) up to date.");
}

void compare(const Content& library, const Content& raw_side, const std::string& work) {
  for (const auto& [table, content] : library)
    if (raw_side.at(table) != content) disagree(work + ", table " + table);
}

void compare_loads(const fs::path& by_library, const fs::path& folder) {
  const ScratchFile file(folder);
  make_empty_database(file.path());
  {
    const raw::Connection from(by_library, raw::Settings::library_reader);
    raw::Connection to(file.path(), raw::Settings::library_writer);
    raw::Loader loader(from, to, kCustomers);
    loader.fetch(kCustomers);
    loader.insert();
  }
  compare(content_of(by_library), content_of(file.path()), "load");
}

// The decision is the library's alone.
std::string without_decision(const std::string& json) {
  return json.substr(0, json.find(",\"decision\":")) + json.substr(json.find("],\"truncated\":"));
}

void compare_answers(World& world) {
  Session session = open_library(world.database()).session(kActor);
  const raw::Connection connection(world.database(), raw::Settings::library_reader);
  const raw::Connection plain(world.database(), raw::Settings::sqlite_defaults);
  raw::ProfileReader reader(connection);
  raw::PlainReader plain_reader(plain);
  for (const std::string& number : world.numbers()) {
    std::string library, raw_side, defaults;
    session.pre_call_json(number, library);
    raw::append_json(raw_side, number, to_string(kNow), reader.find(number));
    raw::append_json(defaults, number, to_string(kNow), plain_reader.find(number));
    if (without_decision(library) != without_decision(raw_side)) disagree("pre-call");
    if (raw_side != defaults) disagree("pre-call with SQLite's defaults");
  }
}

void record_by_library(const fs::path& file, const std::vector<std::string>& accounts) {
  Session session = open_library(file).session(kActor);
  for (std::size_t i = 0; i < accounts.size(); ++i) session.post_call(outcome_of(make_call(i, accounts[i])));
}

void record_by_raw(const fs::path& file, const std::vector<std::string>& accounts) {
  raw::Connection connection(file, raw::Settings::library_writer);
  raw::CallWriter writer(connection);
  for (std::size_t i = 0; i < accounts.size(); ++i) writer.record(make_call(i, accounts[i]));
}

void compare_recording(World& world, const fs::path& folder) {
  const ScratchFile by_library(folder), by_raw(folder);
  copy_database(world.database(), by_library.path());
  copy_database(world.database(), by_raw.path());
  record_by_library(by_library.path(), world.accounts());
  record_by_raw(by_raw.path(), world.accounts());
  compare(content_of(by_library.path()), content_of(by_raw.path()), "post-call");
}

}  // namespace

void require_agreement(const Cache& cache) {
  const ScratchFile file(cache.folder());
  make_database(file.path(), kCustomers);
  World world(file.path(), Company::alone);
  compare_loads(file.path(), cache.folder());
  compare_answers(world);
  compare_recording(world, cache.folder());
}

}  // namespace crm::bench
