// What a database's URL says to a person: which file, and nothing secret. Hides too much rather than too
// little: a password may hold characters that the URL should have had encoded.
#include <algorithm>
#include <crm/config.hpp>
#include <crm/error.hpp>

#include "domain/text.hpp"
#include "storage/url.hpp"

namespace crm {

namespace {

constexpr std::string_view kHidden = "***", kSchemeEnd = "://";

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (domain::is_upper(c)) c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// "user:password@": from the first colon to the last @.
std::string without_user_password(std::string_view text) {
  const std::size_t scheme = text.find(kSchemeEnd);
  const std::size_t at = text.rfind('@');
  if (scheme == text.npos || at == text.npos || text.starts_with("sqlite:")) return std::string(text);
  const std::size_t colon = text.find(':', scheme + kSchemeEnd.size());
  if (colon == text.npos || colon > at) return std::string(text);
  return std::string(text.substr(0, colon + 1)).append(kHidden).append(text.substr(at));
}

// What stands before "://"; it may be more than the scheme, "DATABASE_URL=sqlite".
bool ends_with_sql_scheme(std::string_view text) {
  for (const std::string_view scheme : {"sqlite", "postgres", "postgresql"})
    if (text.ends_with(scheme)) return true;
  return false;
}

// The host of what stands between the scheme and the path.
std::string_view host_of(std::string_view authority) {
  authority.remove_prefix(authority.rfind('@') + 1);  // npos + 1 is 0
  return authority.substr(0, authority.find(':'));
}

// Of other URLs scheme and host: anything else may be a key, as in "https://kv.example/v0/secret". An @
// behind the first slash may end a password with a slash in it, and then nobody can tell where the host is.
std::string without_foreign_path(std::string_view text) {
  const std::size_t scheme = text.find(kSchemeEnd);
  if (scheme == text.npos || ends_with_sql_scheme(text.substr(0, scheme))) return std::string(text);
  const std::size_t begin = scheme + kSchemeEnd.size();
  const std::string_view rest = text.substr(begin);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  const std::string_view host = host_of(authority);
  if (host == rest) return std::string(text);
  std::string shown(text.substr(0, begin));
  if (rest.find('@', authority.size()) == rest.npos) shown.append(host).append("/");
  return shown.append(kHidden);
}

// "password=...", up to the next parameter.
std::string without_parameter(std::string text, std::string_view word) {
  std::size_t found = lower(text).find(word);
  while (found != std::string::npos) {
    const std::size_t equals = text.find('=', found);
    const std::size_t next = text.find('&', found);
    if (equals == std::string::npos) return text;
    const std::size_t end = std::min(next, text.size());
    if (equals < end) text.replace(equals + 1, end - equals - 1, kHidden);
    found = lower(text).find(word, std::min(equals + 1, text.size()));
  }
  return text;
}

}  // namespace

std::string without_password(std::string_view url) {
  std::string shown = without_user_password(without_foreign_path(url));
  for (const std::string_view word : {"password", "secret", "token"})
    shown = without_parameter(std::move(shown), word);
  return shown;
}

std::string sqlite_file(std::string_view url) {
  try {
    return storage::parse_sqlite_url(url).path;
  } catch (const Error&) {
    return {};
  }
}

}  // namespace crm
