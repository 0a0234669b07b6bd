// A file that appears under its name only when it is complete and on the disk.
#pragma once

#include <crm/maintenance.hpp>
#include <string>

namespace crm::storage {

// While one lives, the file is `path` with ".partial" behind it, mode 0600, and empty at first. What a killed
// program left there is used again. Threads: one at a time; of several writers of one path one succeeds.
class NewFile {
 public:
  // Error(conflict) when the path is taken and must not be; busy: another one is at work on the same path.
  NewFile(std::string path, IfThere if_there);
  // Removes what was not published.
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  const std::string& working_path() const noexcept { return partial_; }
  // Makes the content durable and gives it its name.
  void publish();

 private:
  void lock();
  void refuse_if_there() const;

  const std::string path_, partial_;
  const IfThere if_there_;
  int file_ = -1;
};

}  // namespace crm::storage
