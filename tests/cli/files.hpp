// Files that tests of import and export write and read.
#pragma once

#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace crm::test {

inline void write_file(const std::string& path, std::string_view text) {
  std::ofstream(path, std::ios::binary).write(text.data(), static_cast<std::streamsize>(text.size()));
}

inline std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline bool exists(const std::string& path) {
  struct stat file {};
  return lstat(path.c_str(), &file) == 0;
}

// The permission bits.
inline mode_t mode_of(const std::string& path) {
  struct stat file {};
  return stat(path.c_str(), &file) == 0 ? file.st_mode & 07777 : 0;
}

}  // namespace crm::test
