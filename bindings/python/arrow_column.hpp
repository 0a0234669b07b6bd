// Columns in Arrow's layout, filled value by value.
//
//   bool b · whole numbers and ids l · texts u · dates tdD · instants tsu:UTC · lists of texts +l
//   amounts d:20,4, which holds every currency's decimals · interest rates d:18,9
//
// Threads: none of their own, and no GIL needed.
#pragma once

#include <crm/values.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "arrow_abi.hpp"

namespace crm::python::arrow {

template <class T>
constexpr const char* format_of = "l";  // numbers and ids
template <>
inline constexpr const char* format_of<bool> = "b";
template <>
inline constexpr const char* format_of<std::string> = "u";
template <>
inline constexpr const char* format_of<Money> = "d:20,4";
template <>
inline constexpr const char* format_of<Decimal> = "d:18,9";
template <>
inline constexpr const char* format_of<Currency> = "u";
template <>
inline constexpr const char* format_of<Date> = "tdD";
template <>
inline constexpr const char* format_of<Instant> = "tsu:UTC";
template <>
inline constexpr const char* format_of<PhoneNumber> = "u";
template <>
inline constexpr const char* format_of<Ssn> = "u";
template <>
inline constexpr const char* format_of<JsonObject> = "u";
template <>
inline constexpr const char* format_of<std::vector<std::string>> = "+l";
template <class T>
inline constexpr const char* format_of<std::optional<T>> = format_of<T>;

template <class T>
constexpr bool is_optional = false;
template <class T>
constexpr bool is_optional<std::optional<T>> = true;

struct ColumnShape {
  std::string name, format;
  bool nullable = false;
};

class Column {
 public:
  explicit Column(const std::string& format);

  void append(bool value);
  void append(std::int64_t value);
  void append(std::string_view value);
  void append(const Money& value);
  void append(const Decimal& value);
  void append(Date value);
  void append(Instant value);
  void append(const std::vector<std::string>& value);
  void append(const std::string& value) { append(std::string_view(value)); }
  void append(Currency value) { append(value.code()); }
  void append(const PhoneNumber& value) { append(std::string_view(value.e164())); }
  void append(const Ssn& value) { append(std::string_view(value.masked())); }
  void append(const JsonObject& value) { append(std::string_view(value.text)); }
  template <class R>
  void append(Id<R> id) {
    append(id.value);
  }
  template <class T>
  void append(const std::optional<T>& value) {
    if (value) {
      append(*value);
    } else {
      append_null();
    }
  }

  // Gives the column away.
  static void release_to(Column&& column, ArrowArray& out);

 private:
  void append_null();
  void append_bytes(const void* bytes, std::size_t size);
  void end_value(bool valid);

  std::size_t width_ = 0;  // of a value; 0: bits, texts and lists
  bool bits_ = false, offsets_used_ = false;
  std::int64_t length_ = 0, nulls_ = 0;
  std::vector<std::uint8_t> validity_;
  std::vector<std::int32_t> offsets_;
  std::vector<char> data_;
  std::unique_ptr<Column> items_;  // of a list
};

// One struct array of all columns, and the schema that goes with it. The receiver releases both.
void export_batch(std::vector<Column>&& columns, std::int64_t length, ArrowArray& out);
void export_schema(const std::vector<ColumnShape>& shapes, ArrowSchema& out);

}  // namespace crm::python::arrow
