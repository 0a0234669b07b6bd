#include "cli/own_files.hpp"

#include <filesystem>

#include <crm/config.hpp>
#include <crm/error.hpp>

namespace crm::cli {

namespace {

std::filesystem::path resolved(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::weakly_canonical(std::filesystem::absolute(path, ignored), ignored);
}

// SQLite finds its other files by these endings.
bool is_part_of(const std::filesystem::path& path, const std::string& database) {
  for (const char* ending : {"", "-wal", "-shm", "-journal"})
    if (path == resolved(database + ending)) return true;
  return false;
}

bool is_key(const std::filesystem::path& path, const std::filesystem::path& key) {
  return path == key || path.native() == key.native() + ".new" ||
         path.native().starts_with(key.native() + ".old-");
}

bool is_own(const Context& context, const std::filesystem::path& path) {
  const std::string database = sqlite_file(context.config.database.value),
                    key = context.config.key_file.value;
  if (!key.empty() && is_key(path, resolved(key))) return true;
  return !database.empty() && (is_part_of(path, database) || is_key(path, resolved(database + ".key")) ||
                               path == resolved(database + ".token-key"));
}

}  // namespace

void refuse_own_file(const Context& context, const std::string& path, const char* option) {
  if (path != "-" && is_own(context, resolved(path)))
    throw Error(Code::invalid_argument,
                "This file belongs to the database itself, or is its key: name another one.", option);
}

}  // namespace crm::cli
