// The rejects file: the lines that were not taken, in the format of the file they came from, each with its
// number, the column and the reason. Corrected, it can be imported itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "intake/csv_writer.hpp"
#include "intake/exporter.hpp"

namespace crm::intake {

// What its own columns begin with; an import leaves them out.
inline constexpr std::string_view kRejectedPrefix = "rejected_";

struct Reject {
  std::int64_t line = 0;
  std::string column;  // empty: the whole line
  std::string reason;  // a sentence
  std::vector<std::string_view> original;
};

// Made with the first reject, for its owner alone (0600). What an earlier rejects file said about its lines
// is left out.
class RejectsFile {
 public:
  // original_columns: the names of Reject::original; in JSON Lines that is the line as a whole. An earlier
  // rejects file of this path is replaced; any other file there is Error(conflict, ..., "--rejects"), now and
  // not in the middle of the work.
  RejectsFile(std::string path, FileFormat format, const std::vector<std::string>& original_columns);
  ~RejectsFile();
  RejectsFile(const RejectsFile&) = delete;
  RejectsFile& operator=(const RejectsFile&) = delete;

  void add(const Reject& reject);
  // To the file.
  void flush();

  const std::string& path() const { return path_; }

 private:
  void begin_csv(const std::vector<std::string>& original_columns);
  void add_csv(const Reject& reject);
  void add_json(const Reject& reject);
  void open();

  const std::string path_;
  const FileFormat format_;
  std::vector<bool> kept_;  // of the original columns
  std::string text_;
  CsvWriter csv_{text_};
  int file_ = -1;
};

}  // namespace crm::intake
