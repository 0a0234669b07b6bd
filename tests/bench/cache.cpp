#include "cache.hpp"

#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <vector>

#include "files.hpp"
#include "raw_sqlite.hpp"
#include "samples/generator.hpp"
#include "settings.hpp"

namespace crm::bench {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kFingerprintCustomers = 100;

Options library_options(const fs::path& file) {
  Options options;
  options.url = "sqlite:///" + fs::absolute(file).string();
  options.mmap_bytes = kMapBytes;
  options.deadline = std::chrono::minutes(10);  // a measurement is no place for a time-out
  options.pre_call_deadline = std::chrono::minutes(10);
  options.interactions = kInteractions;
  options.clock = [] { return kNow; };
  return options;
}

void load_customers(Session session, std::int64_t customers) {
  samples::Generator generator(kSeed);
  for (std::int64_t made = 0; made < customers;) {
    std::vector<CustomerFile> batch;
    for (; batch.size() < kBatch && made < customers; ++made) batch.push_back(generator.next());
    session.load(std::move(batch), kActor);
  }
}

// FNV-1a, 64 bits.
void mix(std::uint64_t& hash, std::string_view bytes) {
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
}

// Every column as text, so that a number and a text of the same digits are not told apart: STRICT tables do
// that.
std::uint64_t hash_of(const raw::Connection& connection, const std::string& query) {
  raw::Statement rows(connection, query);
  std::uint64_t hash = 0xcbf29ce484222325U;
  while (rows.step()) {
    for (int column = 0; column < sqlite3_column_count(rows.handle()); ++column) {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(rows.handle(), column));
      mix(hash, text == nullptr ? std::string_view("\0", 1) : std::string_view(text));
      mix(hash, "\x1f");
    }
  }
  return hash;
}

std::vector<std::string> tables_of(const raw::Connection& connection) {
  raw::Statement select(connection, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
  std::vector<std::string> names;
  while (select.step()) {
    int column = 0;
    select.read(column, names.emplace_back());
  }
  return names;
}

std::string rows_of(const std::string& table) {
  // The raw side does not compute digests, it only writes something as long.
  if (table == "call_outcome")
    return "SELECT customer_id, call_id, length(digest), loan_id, interaction_id, customer_updated, "
           "loan_updated, created_at FROM call_outcome ORDER BY 1, 2";
  return "SELECT * FROM " + table + " ORDER BY 1, 2";
}

std::string edition_in(const fs::path& folder) {
  const ScratchFile sample(folder);
  make_database(sample.path(), kFingerprintCustomers);
  std::uint64_t hash = 0;
  for (const auto& [table, content] : content_of(sample.path())) mix(hash, table + std::to_string(content));
  char digits[16];
  return {digits, std::to_chars(digits, digits + sizeof digits, hash, 16).ptr};
}

fs::path default_folder() {
  if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache != nullptr && *cache != '\0')
    return fs::path(cache) / "libcrm-bench";
  if (const char* home = std::getenv("HOME"); home != nullptr) return fs::path(home) / ".cache/libcrm-bench";
  throw std::runtime_error("There is no HOME: name a folder for the generated databases with --cache.");
}

void remove_other_editions(const fs::path& folder, const std::string& prefix, const fs::path& current) {
  for (const fs::directory_entry& entry : fs::directory_iterator(folder))
    if (entry.path() != current && entry.path().filename().string().starts_with(prefix))
      fs::remove(entry.path());
}

}  // namespace

Database open_library(const fs::path& file) { return Database(library_options(file)); }

void make_empty_database(const fs::path& file) {
  Options options = library_options(file);
  options.migrate = true;
  Database(std::move(options)).migrate();
}

void make_database(const fs::path& file, std::int64_t customers) {
  make_empty_database(file);
  load_customers(open_library(file).session(kActor), customers);
  raw::Connection(file, raw::Settings::library_writer).execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

Content content_of(const fs::path& file) {
  const raw::Connection connection(file, raw::Settings::library_reader);
  Content content;
  content["sqlite_schema"] = hash_of(connection, "SELECT sql FROM sqlite_schema ORDER BY name");
  for (const std::string& table : tables_of(connection)) content[table] = hash_of(connection, rows_of(table));
  return content;
}

Cache::Cache(fs::path folder) : folder_(folder.empty() ? default_folder() : fs::absolute(folder)) {
  fs::create_directories(folder_);
  remove_left_over_scratch(folder_);
  edition_ = edition_in(folder_);
}

fs::path Cache::database(std::int64_t customers) const {
  const std::string prefix = "customers-" + std::to_string(customers) + "-";
  const fs::path file = folder_ / (prefix + edition_ + ".db");
  remove_other_editions(folder_, prefix, file);
  if (fs::exists(file)) return file;
  const ScratchFile made(folder_);
  const auto start = std::chrono::steady_clock::now();
  make_database(made.path(), customers);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::fprintf(stderr, "Made a database of %lld customers in %.1f s: %.0f customers/s.\n",
               static_cast<long long>(customers), seconds.count(),
               static_cast<double>(customers) / seconds.count());
  fs::rename(made.path(), file);
  return file;
}

}  // namespace crm::bench
