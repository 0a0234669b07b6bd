// Reads the .env file from front to back; a line number is all that an error says of it, because it holds
// secrets.
#include "service/dot_env.hpp"

#include <algorithm>
#include <crm/error.hpp>

#include "domain/text.hpp"

namespace crm::service {

namespace {

constexpr std::size_t kMaxSize = 64 << 10;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF", kBlanks = " \t", kExport = "export";

bool is_blank(char c) { return c == ' ' || c == '\t'; }

// Names of other programs' settings stand here too, with dots and dashes.
bool is_name_character(char c) {
  return domain::is_letter(c) || domain::is_digit(c) || c == '_' || c == '.' || c == '-';
}

char unescaped(char c) {
  switch (c) {
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return c;
  }
}

bool is_escape(char c) { return std::string_view("nrt\"\\$").find(c) != std::string_view::npos; }

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text), rest_(text) {
    if (rest_.starts_with(kByteOrderMark)) rest_.remove_prefix(kByteOrderMark.size());
  }

  std::vector<Assignment> assignments() {
    std::vector<Assignment> all;
    for (skip_empty_lines(); !rest_.empty(); skip_empty_lines()) all.push_back(assignment());
    return all;
  }

 private:
  [[noreturn]] void refuse(std::string_view what) const {
    const std::string_view read = text_.substr(0, text_.size() - rest_.size());
    const auto line = 1 + std::count(read.begin(), read.end(), '\n');
    throw Error(Code::invalid_argument, "Line " + std::to_string(line) + " " + std::string(what), ".env");
  }

  void skip_blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(kBlanks), rest_.size())); }

  bool at_end_of_line() const {
    return rest_.empty() || rest_.front() == '\n' || rest_ == "\r" || rest_.starts_with("\r\n");
  }

  // With the comment that may stand there.
  void end_line() {
    skip_blanks();
    if (!at_end_of_line() && rest_.front() != '#') refuse("has text behind its closing quote.");
    rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
    if (!rest_.empty()) rest_.remove_prefix(1);
  }

  void skip_empty_lines() {
    for (skip_blanks(); !rest_.empty() && (at_end_of_line() || rest_.front() == '#'); skip_blanks())
      end_line();
  }

  Assignment assignment() {
    skip_export();
    Assignment made{name(), {}};
    skip_blanks();
    if (rest_.empty() || rest_.front() != '=') refuse("is no NAME=VALUE.");
    rest_.remove_prefix(1);
    skip_blanks();
    made.value = value();
    end_line();
    if (made.value.find('\0') != std::string::npos) refuse("or the one before it holds a null byte.");
    return made;
  }

  void skip_export() {
    if (!rest_.starts_with(kExport) || rest_.size() == kExport.size() || !is_blank(rest_[kExport.size()]))
      return;
    rest_.remove_prefix(kExport.size());
    skip_blanks();
  }

  std::string name() {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_name_character);
    const std::string name(rest_.begin(), end);
    if (name.empty() || domain::is_digit(name.front())) refuse("does not begin with a name.");
    rest_.remove_prefix(name.size());
    return name;
  }

  std::string value() {
    if (rest_.starts_with('\'')) return literal();
    if (rest_.starts_with('"')) return escaped();
    return bare();
  }

  // Up to the end of the line, or to a # behind a blank.
  std::string bare() {
    std::size_t size = 0;
    while (size < rest_.size() && rest_[size] != '\n') {
      if (rest_[size] == '#' && (size == 0 || is_blank(rest_[size - 1]))) break;
      ++size;
    }
    std::string value(rest_.substr(0, size));
    rest_.remove_prefix(size);
    value.erase(value.find_last_not_of(" \t\r") + 1);
    return value;
  }

  std::string literal() {
    const std::size_t end = rest_.find('\'', 1);
    if (end == std::string_view::npos) refuse("opens a quote that is never closed.");
    std::string value(rest_.substr(1, end - 1));
    rest_.remove_prefix(end + 1);
    return value;
  }

  std::string escaped() {
    std::string value;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      const char c = rest_[i];
      if (c == '"') {
        rest_.remove_prefix(i + 1);
        return value;
      }
      const bool escape = c == '\\' && i + 1 < rest_.size() && is_escape(rest_[i + 1]);
      value.push_back(escape ? unescaped(rest_[++i]) : c);
    }
    refuse("opens a quote that is never closed.");
  }

  const std::string_view text_;
  std::string_view rest_;
};

}  // namespace

std::vector<Assignment> parse_dot_env(std::string_view text) {
  if (text.size() > kMaxSize)
    throw Error(Code::invalid_argument, "The .env file is too big: at most 64 KiB are read.", ".env");
  return Reader(text).assignments();
}

}  // namespace crm::service
