#include "world.hpp"

#include <crm/database.hpp>
#include <stdexcept>

#include "raw_sqlite.hpp"

namespace crm::bench {

namespace {

std::vector<std::string> read_texts(const std::filesystem::path& file, std::string_view query) {
  const raw::Connection connection(file, raw::Settings::library_reader);
  raw::Statement select(connection, query);
  std::vector<std::string> texts;
  while (select.step()) {
    int column = 0;
    select.read(column, texts.emplace_back());
  }
  return texts;
}

}  // namespace

const std::filesystem::path& World::copy() {
  if (!copy_) {
    copy_.emplace(database_.parent_path());
    copy_database(database_, copy_->path());
  }
  return copy_->path();
}

const std::vector<std::string>& World::numbers() {
  if (numbers_.empty()) numbers_ = read_texts(database_, "SELECT number FROM phone_directory");
  return numbers_;
}

const std::vector<std::string>& World::accounts() {
  if (accounts_.empty()) accounts_ = read_texts(database_, "SELECT account_number FROM account_directory");
  return accounts_;
}

void set_memory_statistics(MemoryStatistics statistics) {
  sqlite3_shutdown();
  const bool done = statistics == MemoryStatistics::off
                        ? disable_sqlite_memory_statistics()
                        : sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 1) == SQLITE_OK;
  if (!done) throw std::runtime_error("SQLite is still in use: its memory statistics cannot be switched.");
}

}  // namespace crm::bench
