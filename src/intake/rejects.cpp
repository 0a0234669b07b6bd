// Written without a name to hide behind: a killed import leaves the rejects it has found so far.
#include "intake/rejects.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include <crm/error.hpp>

#include <crm/json_writer.hpp>
#include "intake/file_output.hpp"
#include "json/value.hpp"

namespace crm::intake {

namespace {

constexpr std::string_view kCsvStart = "rejected_line,rejected_column,rejected_reason",
                           kJsonStart = "{\"rejected_line\":";
constexpr const char* kOption = "--rejects";

bool is_rejects_file(int file) {
  char start[kCsvStart.size()];
  const ssize_t size = ::pread(file, start, sizeof(start), 0);
  const std::string_view text(start, size < 0 ? 0 : static_cast<std::size_t>(size));
  return text == kCsvStart || text.starts_with(kJsonStart);
}

[[noreturn]] void refuse(int reason) {
  if (reason == ENOENT || reason == ENOTDIR)
    throw Error(Code::not_found, "The folder of the rejects file does not exist.", kOption);
  throw Error(Code::permission, "The rejects file cannot be written there: name another one.", kOption);
}

std::string& add_name(std::string& text, std::string_view name) {
  json::append_string(text += ',', name);
  return text += ':';
}

void add_member(std::string& text, std::string_view name, std::string_view value) {
  json::append_string(add_name(text, name), value);
}

// None: the line is no JSON object.
std::optional<json::Value> object_of(std::string_view line) {
  try {
    json::Value value = json::parse(line);
    return value.kind() == json::Kind::object ? std::optional(std::move(value)) : std::nullopt;
  } catch (const Error& error) {
    if (error.code() != Code::invalid_argument) throw;
    return std::nullopt;
  }
}

// What is there under this name may be replaced only when it is of the same kind.
void check_replaceable(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  if (file < 0 && errno == ENOENT) return;
  if (file < 0 && errno == EACCES) refuse(errno);
  const bool replaceable = file >= 0 && is_rejects_file(file);
  if (file >= 0) ::close(file);
  if (!replaceable)
    throw Error(Code::conflict,
                "There is a file where the rejects would go: " + path + ". Name another with --rejects.",
                kOption);
}

}  // namespace

RejectsFile::RejectsFile(std::string path, FileFormat format,
                         const std::vector<std::string>& original_columns)
    : path_(std::move(path)), format_(format) {
  check_replaceable(path_);
  if (format_ == FileFormat::csv) begin_csv(original_columns);
}

void RejectsFile::begin_csv(const std::vector<std::string>& original_columns) {
  text_ = kCsvStart;
  if (!original_columns.empty()) text_ += ',';
  for (const std::string& column : original_columns) {
    kept_.push_back(!column.starts_with(kRejectedPrefix));
    if (kept_.back()) csv_.cell(column);
  }
  csv_.end_line();
}

RejectsFile::~RejectsFile() {
  if (file_ >= 0) ::close(file_);
}

void RejectsFile::add(const Reject& reject) {
  format_ == FileFormat::csv ? add_csv(reject) : add_json(reject);
  if (file_ < 0) open();
}

// A line with other cells than columns stays as it is.
void RejectsFile::add_csv(const Reject& reject) {
  csv_.cell(std::to_string(reject.line)).cell(reject.column).cell(reject.reason);
  const bool fits = reject.original.size() == kept_.size();
  for (std::size_t i = 0; i < reject.original.size(); ++i)
    if (!fits || kept_[i]) csv_.cell(reject.original[i]);
  csv_.end_line();
}

void RejectsFile::add_json(const Reject& reject) {
  const std::string_view line = reject.original.empty() ? std::string_view() : reject.original.front();
  text_.append(kJsonStart).append(std::to_string(reject.line));
  add_member(text_, "rejected_column", reject.column);
  add_member(text_, "rejected_reason", reject.reason);
  if (const auto object = object_of(line)) {
    for (const auto& [name, value] : object->members())
      if (!name.starts_with(kRejectedPrefix)) json::append(add_name(text_, name), value);
  } else if (!line.empty()) {
    add_member(text_, "rejected_text", line);
  }
  text_ += "}\n";
}

void RejectsFile::flush() {
  if (file_ < 0) return;
  write_all(file_, text_, kOption);
  text_.clear();
}

// A new file takes the old one's place: who has that open keeps reading it.
void RejectsFile::open() {
  check_replaceable(path_);
  ::unlink(path_.c_str());
  file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file_ < 0) refuse(errno);
}

}  // namespace crm::intake
