#include "cli/dry_run.hpp"

#include <cstdlib>
#include <filesystem>

#include "cli/interrupt.hpp"

namespace crm::cli {

namespace {

namespace fs = std::filesystem;

// Beside a database file; for a database on a server, where temporary files go.
std::string new_folder(const std::string& database) {
  const std::string place = database.empty() ? (fs::temp_directory_path() / "crm").string() : database;
  std::string folder = place + ".dry-run-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr)
    throw Error(Code::permission,
                "A dry run needs a copy of the database, and no folder can be made beside " + place + ".",
                "--dry-run");
  return folder;
}

std::string url_of(const std::string& path) {
  std::string url = "sqlite:///";
  for (const char c : path) url += c == '%' ? "%25" : c == '?' ? "%3F" : std::string(1, c);
  return url;
}

// The copy's numbers open with the database's key; where there is none yet, the copy makes one of its own.
std::string key_file_of(const Config& config, const std::string& database) {
  const bool is_beside = config.key_file.value.empty() && !database.empty();
  const std::string key = is_beside ? database + ".key" : config.key_file.value;
  return fs::exists(key) ? key : "";
}

bool goes_on(std::int64_t, std::int64_t) { return !Interruptible::interrupted(); }

}  // namespace

DryRun::~DryRun() {
  copy_.reset();
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

Session DryRun::copy_of_database() {
  const std::string database = sqlite_file(context_.config.database.value);
  folder_ = new_folder(database);
  Context copied = context_;
  const std::string copy = folder_ + "/crm.db";
  copied.config.database.value = url_of(copy);
  copied.config.key_file.value = key_file_of(context_.config, database);
  if (!database.empty()) context_.open().maintenance(context_.actor).backup(copy, IfThere::refuse, &goes_on);
  Session session = copied.bulk_session();
  if (database.empty()) {
    Session source = context_.bulk_session();
    crm::copy(source, session, &goes_on);
  }
  return session;
}

std::vector<PutResult> DryRun::put(Session& session, std::vector<CustomerFile> files, std::string_view source,
                                   PutRun& run, bool is_all) {
  if (is_all) return session.rehearse_put(std::move(files));
  if (!copy_) copy_ = copy_of_database();
  return copy_->put(std::move(files), source, run);
}

}  // namespace crm::cli
