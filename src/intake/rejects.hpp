// The rejects file: the lines that were not taken, each with its number, the column and the reason in front.
// Corrected, it can be imported itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "intake/csv_writer.hpp"

namespace crm::intake {

// What its own columns begin with; an import leaves them out.
inline constexpr std::string_view kRejectedPrefix = "rejected_";

struct Reject {
  std::int64_t line = 0;
  std::string column;  // empty: the whole line
  std::string reason;  // a sentence
  std::vector<std::string_view> original;
};

// Made with the first reject, for its owner alone (0600).
class RejectsFile {
 public:
  // original_columns: the names of Reject::original. An earlier rejects file of this path is replaced; any
  // other file there is Error(conflict, ..., "--rejects"), now and not in the middle of the work.
  RejectsFile(std::string path, const std::vector<std::string>& original_columns);
  ~RejectsFile();
  RejectsFile(const RejectsFile&) = delete;
  RejectsFile& operator=(const RejectsFile&) = delete;

  void add(const Reject& reject);
  // To the file.
  void flush();

  const std::string& path() const { return path_; }

 private:
  void open();

  const std::string path_;
  std::string text_;
  CsvWriter csv_{text_};
  int file_ = -1;
};

}  // namespace crm::intake
