// Draws the bar over itself with a carriage return.
#include "cli/progress_bar.hpp"

#include <algorithm>
#include <iostream>

#include "cli/screen.hpp"

namespace crm::cli {

namespace {

constexpr std::chrono::milliseconds kInterval{100};
constexpr std::int64_t kBarWidth = 30;
constexpr std::size_t kFiguresWidth = 50;  // of what stands behind the bar
constexpr const char* kEraseLine = "\r\033[K";

bool g_on_screen = false;  // a bar is what stands in the cursor's line

std::string two_digits(std::int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

// Where both have no room, the figures say more.
std::string bar(std::int64_t done, std::int64_t all) {
  if (errors_width() < kBarWidth + kFiguresWidth) return {};
  const auto full = static_cast<std::size_t>(std::min(kBarWidth, done * kBarWidth / all));
  return "[" + std::string(full, '#') + std::string(kBarWidth - full, ' ') + "] ";
}

std::string percent(std::int64_t done, std::int64_t all) {
  return std::to_string(std::min<std::int64_t>(100, done * 100 / all)) + " %  ";
}

}  // namespace

std::string duration_text(std::chrono::seconds duration) {
  const std::int64_t seconds = duration.count();
  const std::string hours = seconds >= 3600 ? std::to_string(seconds / 3600) + ":" : "";
  return hours + two_digits(seconds / 60 % 60) + ":" + two_digits(seconds % 60);
}

ProgressBar::ProgressBar(std::string unit, std::int64_t all)
    : unit_(std::move(unit)), all_(all), watched_(errors_can_be_redrawn()) {}

ProgressBar::~ProgressBar() {
  if (g_on_screen) std::cerr << '\n';
  g_on_screen = false;
}

void ProgressBar::clear() noexcept {
  if (g_on_screen) std::cerr << kEraseLine << std::flush;
  g_on_screen = false;
}

void ProgressBar::show(std::int64_t done) {
  const auto now = Clock::now();
  const bool last = all_ > 0 && done >= all_;
  if (!watched_ || (!last && now - shown_ < kInterval)) return;
  shown_ = now;
  // A line that fills the last column may move on to the next line, where no \r leads back from.
  std::cerr << kEraseLine << cut_to(line(done, now - begun_), errors_width() - 1) << std::flush;
  g_on_screen = true;
}

std::string ProgressBar::line(std::int64_t done, Clock::duration passed) const {
  const double seconds = std::chrono::duration<double>(passed).count();
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  std::string text = all_ > 0 ? bar(done, all_) + percent(done, all_) : "";
  text += std::to_string(done) + " " + unit_ + ", " + std::to_string(static_cast<std::int64_t>(rate)) + " /s";
  if (all_ > done && rate > 0)
    text += ", " +
            duration_text(
                std::chrono::seconds(static_cast<std::int64_t>(static_cast<double>(all_ - done) / rate))) +
            " left";
  return text;
}

}  // namespace crm::cli
