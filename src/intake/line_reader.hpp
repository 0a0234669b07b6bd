// The lines of a file, one after the other, and back to one that was read before.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "intake/input.hpp"

namespace crm::intake {

// Keeps what lies between hold() and the last line in memory, and so at most kMostHeld bytes and a line.
// Lines end in "\n"; in a file that has none, as old Macintosh programs wrote it, in "\r". A byte order mark
// is skipped. Error(invalid_argument) for UTF-16.
class LineReader {
 public:
  static constexpr std::size_t kMostHeld = std::size_t{4} << 20;

  explicit LineReader(Input& input);

  enum class Got { line, too_long, end };
  // line: the next line, with its end, if the last one has any. Valid until the next call.
  // too_long: it is longer than kMostHeld, and was skipped.
  Got next(std::string_view& line);

  // The next line is one that may be gone back to.
  void hold();
  // The bytes since then.
  std::size_t held() const { return at_ - held_; }
  // To the line behind the one that was held, which is the answer.
  std::string_view back_behind_held();

  // To where the reader was when consumed() and number() had these values. False: the input cannot be read
  // again.
  bool go_back_to(std::int64_t consumed, std::int64_t number);

  std::int64_t number() const { return number_; }  // of the last line, from 1
  // Bytes of the file that lie behind us.
  std::int64_t consumed() const { return read_ - static_cast<std::int64_t>(filled_ - at_); }
  char line_end() const { return line_end_; }

 private:
  void begin();
  void fill();
  Got take(std::string_view& line, std::size_t size);
  Got skip_long_line();

  Input& input_;
  std::vector<char> buffer_;
  std::size_t held_ = 0, at_ = 0, filled_ = 0;
  std::int64_t number_ = 0, held_number_ = 0, read_ = 0;
  bool ended_ = false;
  char line_end_ = '\n';
};

}  // namespace crm::intake
