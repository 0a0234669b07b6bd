// Written without a name to hide behind: a killed import leaves the rejects it has found so far.
#include "intake/rejects.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include <crm/error.hpp>

#include "intake/file_output.hpp"

namespace crm::intake {

namespace {

constexpr std::string_view kStart = "rejected_line,rejected_column,rejected_reason";
constexpr const char* kOption = "--rejects";

bool is_rejects_file(int file) {
  char start[kStart.size()];
  return ::pread(file, start, kStart.size(), 0) == static_cast<ssize_t>(kStart.size()) &&
         std::string_view(start, kStart.size()) == kStart;
}

[[noreturn]] void refuse(int reason) {
  if (reason == ENOENT || reason == ENOTDIR)
    throw Error(Code::not_found, "The folder of the rejects file does not exist.", kOption);
  throw Error(Code::permission, "The rejects file cannot be written there: name another one.", kOption);
}

// What is there under this name may be replaced only when it is of the same kind.
void check_replaceable(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  if (file < 0 && errno == ENOENT) return;
  const bool replaceable = file >= 0 && is_rejects_file(file);
  if (file >= 0) ::close(file);
  if (!replaceable)
    throw Error(Code::conflict,
                "There is a file where the rejects would go: " + path + ". Name another with --rejects.",
                kOption);
}

}  // namespace

RejectsFile::RejectsFile(std::string path, const std::vector<std::string>& original_columns)
    : path_(std::move(path)) {
  check_replaceable(path_);
  text_ = kStart;
  if (!original_columns.empty()) text_ += ',';
  for (const std::string& column : original_columns) csv_.cell(column);
  csv_.end_line();
}

RejectsFile::~RejectsFile() {
  if (file_ >= 0) ::close(file_);
}

void RejectsFile::add(const Reject& reject) {
  csv_.cell(std::to_string(reject.line)).cell(reject.column).cell(reject.reason);
  for (const std::string_view cell : reject.original) csv_.cell(cell);
  csv_.end_line();
  if (file_ < 0) open();
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
