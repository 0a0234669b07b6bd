// One buffer that slides over the file.
#include "intake/line_reader.hpp"

#include <cstring>

#include <crm/error.hpp>

namespace crm::intake {

namespace {

constexpr std::size_t kBlock = std::size_t{128} << 10;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF", kUtf16Little = "\xFF\xFE", kUtf16Big = "\xFE\xFF";

}  // namespace

LineReader::LineReader(Input& input) : input_(input), buffer_(2 * kBlock) { begin(); }

// A pipe gives its first bytes in small pieces: they are collected before anything is concluded from them.
void LineReader::begin() {
  while (!ended_ && filled_ < kBlock) fill();
  const std::string_view start(buffer_.data(), filled_);
  if (start.starts_with(kUtf16Little) || start.starts_with(kUtf16Big))
    throw Error(Code::invalid_argument, "The file is UTF-16: save it as UTF-8, or convert it with iconv.",
                "FILE");
  if (start.starts_with(kByteOrderMark)) at_ = held_ = kByteOrderMark.size();
  if (start.find('\n') == start.npos && start.find('\r') != start.npos) line_end_ = '\r';
}

void LineReader::fill() {
  if (held_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + held_, filled_ - held_);
    at_ -= held_;
    filled_ -= held_;
    held_ = 0;
  }
  if (buffer_.size() - filled_ < kBlock) buffer_.resize(buffer_.size() * 2);
  const std::size_t got = input_.read(buffer_.data() + filled_, buffer_.size() - filled_);
  filled_ += got;
  read_ += static_cast<std::int64_t>(got);
  ended_ = got == 0;
}

LineReader::Got LineReader::next(std::string_view& line) {
  for (std::size_t searched = 0;;) {
    const std::size_t there = filled_ - at_;
    const void* end = std::memchr(buffer_.data() + at_ + searched, line_end_, there - searched);
    if (end != nullptr)
      return take(line, static_cast<std::size_t>(static_cast<const char*>(end) - buffer_.data()) + 1 - at_);
    if (ended_) return there == 0 ? Got::end : take(line, there);
    if (there > kMostHeld) return skip_long_line();
    searched = there;
    fill();
  }
}

LineReader::Got LineReader::take(std::string_view& line, std::size_t size) {
  line = {buffer_.data() + at_, size};
  at_ += size;
  ++number_;
  return Got::line;
}

LineReader::Got LineReader::skip_long_line() {
  ++number_;
  for (;;) {
    const void* end = std::memchr(buffer_.data() + at_, line_end_, filled_ - at_);
    at_ = end == nullptr ? filled_
                         : static_cast<std::size_t>(static_cast<const char*>(end) - buffer_.data()) + 1;
    hold();
    if (end != nullptr || ended_) return Got::too_long;
    fill();
  }
}

void LineReader::hold() {
  held_ = at_;
  held_number_ = number_;
}

bool LineReader::go_back_to(std::int64_t consumed, std::int64_t number) {
  if (!input_.go_to(consumed)) return false;
  held_ = at_ = filled_ = 0;
  read_ = consumed;
  number_ = number;
  ended_ = false;
  return true;
}

std::string_view LineReader::back_behind_held() {
  at_ = held_;
  number_ = held_number_;
  std::string_view first;
  next(first);
  return first;
}

}  // namespace crm::intake
