// Appends JSON text to a string without building a tree, which would cost more than reading the database
// does.
//
// Threads: one Writer is used by one thread; it holds a reference to the caller's string and nothing else.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace crm::json {

// Appends `text` in quotes and escaped. The text must be valid UTF-8; all but quote, backslash and control
// characters stays as it is (also U+2028 and U+2029).
void append_string(std::string& out, std::string_view text);

// Puts the commas in; that begins and ends match and that keys stand in objects only is up to the caller.
// `out` may hold something already: the JSON starts behind it.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out), start_(out.size()) {}

  Writer& begin_object() { return open('{'); }
  Writer& end_object() { return close('}'); }
  Writer& begin_array() { return open('['); }
  Writer& end_array() { return close(']'); }

  // A name known to need no escape, as those in the code do.
  Writer& key(std::string_view plain_name);

  Writer& value(std::string_view text);
  Writer& value(std::int64_t number);
  // A template, because a `const char*` would turn into a plain bool parameter.
  template <std::same_as<bool> Flag>
  Writer& value(Flag flag) {
    return raw(flag ? "true" : "false");
  }
  template <std::floating_point Float>
  Writer& value(Float) = delete;  // amounts and rates are never floating point; see raw()

  // One value that is JSON already, such as a number's text.
  Writer& raw(std::string_view json);
  Writer& null() { return raw("null"); }

 private:
  Writer& open(char bracket);
  Writer& close(char bracket);
  void separate();

  std::string& out_;
  std::size_t start_;
};

}  // namespace crm::json
