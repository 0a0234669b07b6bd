#include "log_queue.hpp"

#include <pybind11/pybind11.h>

namespace crm::python {

namespace py = pybind11;

namespace {

constexpr std::size_t kMostLines = 1000;

// The numbers of Python's logging.
int python_level(LogLevel level) {
  switch (level) {
    case LogLevel::info:
      return 20;
    case LogLevel::warning:
      return 30;
    case LogLevel::error:
      break;
  }
  return 40;
}

}  // namespace

void LogQueue::add(LogLevel level, std::string_view what, std::string_view message) {
  std::string text = std::string(what).append(": ").append(message);
  const std::lock_guard lock(mutex_);
  if (lines_.size() < kMostLines) {
    lines_.push_back({level, std::move(text)});
  } else {
    ++lost_;
  }
  waiting_ = true;
}

std::vector<LogQueue::Line> LogQueue::take() {
  const std::lock_guard lock(mutex_);
  waiting_ = false;
  if (lost_ > 0) lines_.push_back({LogLevel::warning, std::to_string(lost_) + " more lines were lost."});
  lost_ = 0;
  return std::exchange(lines_, {});
}

void LogQueue::deliver() {
  if (!waiting_) return;
  try {
    const py::object log = py::module_::import("logging").attr("getLogger")("crm").attr("log");
    for (const Line& line : take()) log(python_level(line.level), "%s", line.text);
  } catch (py::error_already_set& error) {
    error.discard_as_unraisable("crm: delivering log lines");
  }
}

}  // namespace crm::python
