// Appending JSON: what needs no escape is copied in runs.
#include <crm/json_writer.hpp>

#include <array>
#include <charconv>
#include <cstring>

namespace crm::json {
namespace {

constexpr bool needs_escape(unsigned char byte) { return byte < 0x20 || byte == '"' || byte == '\\'; }

// The same for eight bytes at once: whether any of them needs one. Subtracting n from every byte sets the
// high bit of a byte below n; where a borrow from a neighbour sets one, that neighbour was below n itself.
constexpr bool any_needs_escape(std::uint64_t bytes) {
  constexpr std::uint64_t kOnes = 0x0101010101010101, kHighBits = 0x80 * kOnes;
  const auto below = [](std::uint64_t eight, std::uint64_t n) { return (eight - n * kOnes) & ~eight; };
  const auto quotes = bytes ^ ('"' * kOnes), backslashes = bytes ^ ('\\' * kOnes);
  return ((below(bytes, 0x20) | below(quotes, 1) | below(backslashes, 1)) & kHighBits) != 0;
}

// Where the next byte that needs an escape stands, or the size.
std::size_t find_escape(std::string_view text, std::size_t at) {
  for (std::uint64_t eight; at + sizeof eight <= text.size(); at += sizeof eight) {
    std::memcpy(&eight, text.data() + at, sizeof eight);
    if (any_needs_escape(eight)) break;
  }
  while (at < text.size() && !needs_escape(static_cast<unsigned char>(text[at]))) ++at;
  return at;
}

void append_escape(std::string& out, unsigned char byte) {
  constexpr std::string_view kShort = "\"\\\b\f\n\r\t", kLetters = "\"\\bfnrt", kHex = "0123456789abcdef";
  const auto at = kShort.find(static_cast<char>(byte));
  if (at != kShort.npos)
    out.append({'\\', kLetters[at]});
  else
    out.append({'\\', 'u', '0', '0', kHex[byte >> 4], kHex[byte & 15]});
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t run = 0, stop = find_escape(text, 0);
  while (stop < text.size()) {
    out.append(text, run, stop - run);
    append_escape(out, static_cast<unsigned char>(text[stop]));
    run = stop + 1;
    stop = find_escape(text, run);
  }
  out.append(text, run);
  out += '"';
}

// No stack of open brackets is needed: the last character tells whether something stands before in the
// same object or array. A string's end is its quote, so its content is never mistaken for structure.
void Writer::separate() {
  if (out_.size() == start_) return;
  const char last = out_.back();
  if (last != '{' && last != '[' && last != ':') out_ += ',';
}

Writer& Writer::open(char bracket) {
  separate();
  out_ += bracket;
  return *this;
}

Writer& Writer::close(char bracket) {
  out_ += bracket;
  return *this;
}

Writer& Writer::key(std::string_view plain_name) {
  separate();
  out_ += '"';
  out_.append(plain_name);
  out_.append("\":", 2);
  return *this;
}

Writer& Writer::value(std::string_view text) {
  separate();
  append_string(out_, text);
  return *this;
}

Writer& Writer::value(std::int64_t number) {
  std::array<char, 20> digits;  // "-9223372036854775808"
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  return raw({digits.data(), end});
}

Writer& Writer::raw(std::string_view json) {
  separate();
  out_.append(json);
  return *this;
}

}  // namespace crm::json
