#include "storage/url.hpp"

#include <charconv>
#include <crm/error.hpp>

namespace crm::storage {

namespace {

constexpr std::string_view kSqlite = "sqlite://";
constexpr std::size_t kMaxUrl = 4096;

[[noreturn]] void refuse(std::string message) {
  throw Error(Code::invalid_argument, std::move(message), "url");
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded.push_back(text[i]);
      continue;
    }
    unsigned byte = 0;
    const char* digits = text.data() + i + 1;
    if (i + 2 >= text.size() || std::from_chars(digits, digits + 2, byte, 16).ptr != digits + 2)
      refuse("The database URL has a % that two hexadecimal digits do not follow.");
    decoded.push_back(static_cast<char>(byte));
    i += 2;
  }
  return decoded;
}

}  // namespace

SqliteUrl parse_sqlite_url(std::string_view url) {
  if (url.size() > kMaxUrl) refuse("The database URL is too long.");
  if (!url.starts_with(kSqlite))
    refuse(
        "The database URL must begin with sqlite:// as in sqlite:///crm.db, or with postgresql:// as in "
        "postgresql://user:password@host/database.");
  std::string_view rest = url.substr(kSqlite.size());
  if (rest.empty() || rest == "/:memory:") return {};
  if (rest.front() != '/')
    refuse(
        "A SQLite URL has three slashes before a relative path (sqlite:///crm.db) and four before an "
        "absolute one.");
  if (rest.find('?') != std::string_view::npos)
    refuse("A SQLite URL takes no query: leave out what begins with '?'.");
  std::string path = percent_decoded(rest.substr(1));
  if (path.empty() || path.find('\0') != std::string::npos) refuse("The SQLite URL names no file.");
  return {std::move(path)};
}

bool is_postgres_url(std::string_view url) {
  return url.starts_with("postgresql://") || url.starts_with("postgres://");
}

}  // namespace crm::storage
