// Files that are written whole or not at all.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace crm::intake {

// Error(full, unavailable) with the field when it cannot be written.
void write_all(int file, std::string_view text, const char* field);

// Whether a file begins as SQLite's do. Not for one that this process has open: closing it takes SQLite's
// locks away.
bool is_sqlite_database(const std::string& path);

// A file under a name of its own until it is complete, for its owner alone (0600).
class FileOutput {
 public:
  enum class Existing { keep, replace };

  // path: "-" is the standard output. keep: Error(conflict, ..., "FILE") when there is a file of that name;
  // replace: when it is a database or no ordinary file.
  FileOutput(std::string path, Existing existing);
  // What is not finished is removed.
  ~FileOutput();
  FileOutput(const FileOutput&) = delete;
  FileOutput& operator=(const FileOutput&) = delete;

  void write(std::string_view text);
  // The file is on the disk and has its name.
  void finish();

 private:
  void refuse_existing() const;

  const std::string path_;
  const Existing existing_;
  std::string temporary_;
  int file_;
};

}  // namespace crm::intake
