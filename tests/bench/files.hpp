// Files that come and go with a measurement.
#pragma once

#include <chrono>
#include <filesystem>

namespace crm::bench {

// A name for a file that goes, with the files that SQLite lays beside it, when the object goes.
class ScratchFile {
 public:
  explicit ScratchFile(const std::filesystem::path& folder);
  ~ScratchFile();
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Removes the scratch files of processes that were killed.
void remove_left_over_scratch(const std::filesystem::path& folder);

// Copies a closed database and waits until it is on the disk. Shares the blocks where the file system can.
void copy_database(const std::filesystem::path& from, const std::filesystem::path& to);

// So that a measurement finds the file in memory.
void read_through(const std::filesystem::path& file);

// What the disk needs to make an overwrite of 4 KiB durable: the median of many.
std::chrono::microseconds measure_sync(const std::filesystem::path& folder);

}  // namespace crm::bench
