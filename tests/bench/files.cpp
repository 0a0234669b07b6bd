#include "files.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <string>
#include <system_error>
#include <vector>

namespace crm::bench {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kScratch = "work-";
constexpr std::size_t kBlock = std::size_t{1} << 20;

[[noreturn]] void fail(const fs::path& file) {
  throw std::system_error(errno, std::generic_category(), file.string());
}

class Descriptor {
 public:
  Descriptor(const fs::path& file, int flags) : number_(::open(file.c_str(), flags | O_CLOEXEC, 0600)) {
    if (number_ < 0) fail(file);
  }
  ~Descriptor() { ::close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  operator int() const { return number_; }

 private:
  int number_;
};

bool process_is_gone(const std::string& file_name) {
  int process = 0;
  const char* digits = file_name.data() + kScratch.size();
  std::from_chars(digits, file_name.data() + file_name.size(), process);
  return process > 0 && ::kill(process, 0) != 0 && errno == ESRCH;
}

}  // namespace

ScratchFile::ScratchFile(const fs::path& folder) {
  static std::atomic<int> count = 0;
  path_ = folder / (std::string(kScratch) + std::to_string(getpid()) + "-" + std::to_string(++count) + ".db");
}

ScratchFile::~ScratchFile() {
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm", ".key"}) fs::remove(path_.string() + suffix, ignored);
}

void remove_left_over_scratch(const fs::path& folder) {
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(kScratch) && process_is_gone(name)) fs::remove(entry.path());
  }
}

void copy_database(const fs::path& from, const fs::path& to) {
  {
    const Descriptor source(from, O_RDONLY), target(to, O_WRONLY | O_CREAT | O_EXCL);
    ssize_t copied = 1;
    while (copied > 0) copied = ::copy_file_range(source, nullptr, target, nullptr, std::size_t{1} << 30, 0);
    if (copied == 0 && ::fsync(target) != 0) fail(to);
    if (copied == 0) return;
  }
  // Not every file system can; this one always works.
  fs::copy_file(from, to, fs::copy_options::overwrite_existing);
  if (::fsync(Descriptor(to, O_WRONLY)) != 0) fail(to);
}

void read_through(const fs::path& file) {
  const Descriptor source(file, O_RDONLY);
  std::vector<char> block(kBlock);
  while (::read(source, block.data(), block.size()) > 0) {
  }
}

std::chrono::microseconds measure_sync(const fs::path& folder) {
  constexpr int kTimes = 200;
  const ScratchFile file(folder);
  const Descriptor target(file.path(), O_RDWR | O_CREAT | O_EXCL);
  const std::vector<char> block(4096, 'x');
  std::vector<std::chrono::microseconds> durations;
  for (int i = 0; i <= kTimes; ++i) {
    const auto start = std::chrono::steady_clock::now();
    if (::pwrite(target, block.data(), block.size(), 0) < 0 || ::fdatasync(target) != 0) fail(file.path());
    durations.push_back(
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start));
  }
  std::nth_element(durations.begin(), durations.begin() + kTimes / 2, durations.end());
  return durations[kTimes / 2];
}

}  // namespace crm::bench
