// How many files and sockets this process has open.
#pragma once

#include <cstddef>
#include <filesystem>

namespace crm::test {

inline std::size_t open_files() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
  return count;
}

}  // namespace crm::test
