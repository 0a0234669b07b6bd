// Percent-decoding, RFC 3986; in a query a plus is a blank, as forms and clients of the contract write it.
#include "target.hpp"

#include <algorithm>

namespace rest::http {

namespace {

int hex_digit(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

std::optional<std::string> decoded(std::string_view text, bool plus_is_blank) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += plus_is_blank && text[i] == '+' ? ' ' : text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0 || high + low == 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

// Calls take(part) for each part; false from it ends the reading.
template <class Take>
bool split(std::string_view text, char separator, Take take) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (!take(text.substr(0, end))) return false;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return true;
}

bool read_path(std::string_view text, Target& target) {
  text.remove_prefix(1);
  return split(text, '/', [&](std::string_view part) {
    auto segment = decoded(part, false);
    if (segment) target.path.push_back(std::move(*segment));
    return segment.has_value();
  });
}

bool read_query(std::string_view text, Target& target) {
  return split(text, '&', [&](std::string_view part) {
    const std::size_t equals = std::min(part.find('='), part.size());
    auto name = decoded(part.substr(0, equals), true);
    auto value = decoded(part.substr(std::min(equals + 1, part.size())), true);
    if (!name || !value) return false;
    target.query.emplace_back(std::move(*name), std::move(*value));
    return true;
  });
}

// RFC 9112, section 3.2.2: every server takes "http://host/path" too.
std::string_view without_host(std::string_view text) {
  const std::size_t scheme = text.starts_with("http://") ? 7 : text.starts_with("https://") ? 8 : 0;
  if (scheme == 0) return text;
  const std::size_t path = text.find('/', scheme);
  return path == text.npos ? "/" : text.substr(path);
}

}  // namespace

std::string_view Target::parameter(std::string_view name) const {
  for (const auto& [key, value] : query)
    if (key == name) return value;
  return {};
}

std::optional<Target> read_target(std::string_view text) {
  text = without_host(text);
  if (text.empty() || text.front() != '/') return std::nullopt;
  const std::size_t question = std::min(text.find('?'), text.size());
  Target target;
  if (!read_path(text.substr(0, question), target)) return std::nullopt;
  if (!read_query(text.substr(std::min(question + 1, text.size())), target)) return std::nullopt;
  return target;
}

std::string encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF",
                             plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
  std::string out;
  for (const char letter : text) {
    if (plain.find(letter) != plain.npos) {
      out += letter;
    } else {
      const auto byte = static_cast<unsigned char>(letter);
      out.append({'%', digits[byte / 16], digits[byte % 16]});
    }
  }
  return out;
}

}  // namespace rest::http
