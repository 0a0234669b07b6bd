// From text to Value, on the events of nlohmann_json's reader, which itself does not recurse.

// Where the locale's decimal point has two bytes, the reader cannot convert fractions and asserts; the
// numbers it converts are not used here, so an embedding program must not be aborted for them.
#define JSON_ASSERT(condition) static_cast<void>(0)

#include <algorithm>
#include <crm/error.hpp>
#include <iterator>
#include <nlohmann/json.hpp>

#include "json/value.hpp"

namespace crm::json {
namespace {

using Reader = nlohmann::json;

// Walks over the text and counts what the reader has taken, so that a number's source text can be found:
// the reader itself gives it only with the locale's decimal point, or converted.
class Cursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Cursor(const char* at, std::size_t& taken) : at_(at), taken_(&taken) {}
  reference operator*() const { return *at_; }
  Cursor& operator++() {
    ++at_;
    ++*taken_;
    return *this;
  }
  bool operator==(const Cursor& other) const { return at_ == other.at_; }

 private:
  const char* at_;
  std::size_t* taken_;
};

[[noreturn]] void fail(const std::string& sentence) { throw Error(Code::invalid_argument, sentence); }

[[noreturn]] void fail_at(const char* what, std::size_t byte) {
  fail(std::string("The JSON text ") + what + " at byte " + std::to_string(byte) + ".");
}

}  // namespace

class Builder final : public nlohmann::json_sax<Reader> {
 public:
  Builder(std::string_view text, std::size_t most_values) : text_(text), most_values_(most_values) {}

  Value build() {
    std::size_t unused = 0;
    Reader::sax_parse(Cursor(text_.data(), taken_), Cursor(text_.data() + text_.size(), unused), this);
    return std::move(root_);
  }

  bool null() override { return add(Value()); }
  bool boolean(bool flag) override { return add(Value(Kind::boolean, flag)); }
  bool number_integer(std::int64_t) override { return add_number(); }
  bool number_unsigned(std::uint64_t) override { return add_number(); }
  bool number_float(double, const std::string&) override { return add_number(); }
  bool string(std::string& text) override {
    refuse_nul(text);
    return add(Value(Kind::string, false, std::move(text)));
  }
  bool binary(Reader::binary_t&) override { return false; }  // JSON text has none

  bool start_array(std::size_t) override { return open(Kind::array); }
  bool end_array() override { return close(); }
  bool start_object(std::size_t) override { return open(Kind::object); }
  bool key(std::string& name) override {
    refuse_nul(name);
    open_.back()->members_.emplace_back(std::move(name), Value());
    return true;
  }
  bool end_object() override {
    refuse_twins(open_.back()->members_);
    return close();
  }

  bool parse_error(std::size_t byte, const std::string&, const Reader::exception& error) override {
    constexpr int kOutOfRange = 406;
    if (error.id == kOutOfRange) fail_at("has a number out of range", byte);
    if (byte > text_.size()) fail("The JSON text ends too early.");
    fail_at("is not valid JSON", byte);
  }

 private:
  bool add(Value value) {
    place(std::move(value));
    return true;
  }

  bool add_number() { return add(Value(Kind::number, false, number_source())); }

  // The pointers in open_ stay valid: a container does not grow while one inside it is open.
  bool open(Kind kind) {
    if (open_.size() == kMaxDepth) fail_at("is nested too deeply (16 levels are allowed)", taken_);
    open_.push_back(&place(Value(kind)));
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  Value& place(Value value) {
    if (++values_ > most_values_) fail("The JSON text has too many values; send less at once.");
    if (open_.empty()) return root_ = std::move(value);
    Value& into = *open_.back();
    if (into.kind_ == Kind::array) return into.items_.emplace_back(std::move(value));
    return into.members_.back().second = std::move(value);
  }

  // The last number within what has been taken. Behind it the reader has taken at most one character.
  std::string number_source() const {
    const auto taken = text_.substr(0, taken_);
    const auto until = taken.substr(0, taken.find_last_of("0123456789") + 1);
    return std::string(until.substr(until.find_last_not_of("+-.0123456789Ee") + 1));
  }

  void refuse_nul(std::string_view text) const {
    if (text.find('\0') != text.npos) fail_at("has a NUL character in the string that ends", taken_);
  }

  // Sorted, because comparing each name with each would take minutes on a hostile object.
  void refuse_twins(const Value::Members& members) const {
    std::vector<std::string_view> names;
    names.reserve(members.size());
    for (const auto& member : members) names.push_back(member.first);
    std::sort(names.begin(), names.end());
    if (std::adjacent_find(names.begin(), names.end()) != names.end())
      fail_at("has a member name twice in the object that ends", taken_);
  }

  std::string_view text_;
  const std::size_t most_values_;
  std::size_t taken_ = 0, values_ = 0;
  Value root_;
  std::vector<Value*> open_;
};

Value parse(std::string_view text, std::size_t most_values) {
  if (text.size() > kMaxTextBytes) fail("The JSON text is longer than 1 MiB; send less at once.");
  // The reader would take a NUL for the end and ignore what follows.
  if (const auto nul = text.find('\0'); nul != text.npos) fail_at("has a NUL character", nul + 1);
  return Builder(text, most_values).build();
}

}  // namespace crm::json
