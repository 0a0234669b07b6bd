// Where a file to be imported is read from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace crm::intake {

// A file, or the standard input. Error(not_found, permission, invalid_argument) when it cannot be read.
class Input {
 public:
  // path: "-" is the standard input. field: what errors name.
  explicit Input(const std::string& path, const char* field = "FILE");
  ~Input();
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  // Up to `size` bytes; 0: this is the end.
  std::size_t read(char* buffer, std::size_t size);
  // Reads on from this byte of the file. False: it is a pipe, which cannot be read again.
  bool go_to(std::int64_t offset);
  // Bytes in all; 0: nobody knows.
  std::int64_t size() const;

 private:
  const char* field_;
  int file_;
};

}  // namespace crm::intake
