// A JSON value read from a text that a client sent, for programs whose JSON has another shape than
// <crm/json.hpp>: exact numbers, ordered members, capped depth and size.
//
// Threads: a Value is plain data; one that nobody changes may be read by many threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crm::json {

inline constexpr std::size_t kMaxDepth = 16;               // arrays and objects inside each other
inline constexpr std::size_t kMaxTextBytes = 1024 * 1024;  // of one text given to parse()

enum class Kind { null, boolean, number, string, array, object };

class Value {
 public:
  using Items = std::vector<Value>;
  using Members = std::vector<std::pair<std::string, Value>>;

  Value() = default;  // null

  Kind kind() const noexcept { return kind_; }
  bool is_null() const noexcept { return kind_ == Kind::null; }

  // Each of these throws Error invalid_argument ("The value must be a JSON string.") on another kind.
  bool boolean() const;
  const std::string& number_text() const;  // as it stood in the source: "425.50"
  const std::string& string() const;       // UTF-8 without a NUL
  const Items& items() const;
  const Members& members() const;  // in the order of the source; no name stands twice

  // The member with that name; nullptr when there is none, or when this is no object.
  const Value* find(std::string_view key) const noexcept;

  // A whole number within 64 bits ("5", "5.0", "5e0"); nothing for another number or another kind.
  std::optional<std::int64_t> integer() const;

  // Numbers are equal when their texts are, objects when their members stand in the same order.
  bool operator==(const Value&) const = default;

 private:
  // Only parse() makes values that hold something, so none is deeper than kMaxDepth: recursion over a
  // value (destruction, copying, serialising) is bounded.
  friend class Builder;
  explicit Value(Kind kind, bool boolean = false, std::string text = {})
      : kind_(kind), boolean_(boolean), text_(std::move(text)) {}
  void expect(Kind kind, const char* name) const;

  Kind kind_ = Kind::null;
  bool boolean_ = false;
  std::string text_;  // a string, or a number's source
  Items items_;
  Members members_;
};

// Reads one JSON text (RFC 8259; a byte order mark at the start is skipped). Throws Error invalid_argument,
// with the byte's number from 1 but never the content, for: text that is too long, ends too early, is too
// deep, holds a NUL (also as \u0000), invalid UTF-8, half a surrogate pair, a member name twice, anything
// after the value, or a number beyond the range of a double (1e400).
// most_values: in all of it. For texts of strangers: a value takes thirty times the memory of its "[],".
Value parse(std::string_view text, std::size_t most_values = kMaxTextBytes);

// Appends the value as JSON: no white space, members in their order, numbers as they stood.
void append(std::string& out, const Value& value);

}  // namespace crm::json
