// Long work of the library, watched by a person who may end it with Ctrl-C.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <crm/maintenance.hpp>

#include "cli/errors.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress_bar.hpp"

namespace crm::cli {

class LongWork {
 public:
  // unit: what the library counts, "pages".
  explicit LongWork(std::string unit) : unit_(std::move(unit)) {}

  // Runs work(progress) and gives its exit code; that of an interruption when it was stopped.
  template <class Work>
  int run(Work work, std::string_view when_interrupted = "Interrupted; nothing was changed.") {
    try {
      return work(Progress([this](std::int64_t done, std::int64_t all) { return go_on(done, all); }));
    } catch (const Error& error) {
      if (!is_interruption(error)) throw;
      bar_.reset();
      print_error({}, when_interrupted);
      return kInterrupted;
    }
  }

 private:
  bool go_on(std::int64_t done, std::int64_t all) {
    if (!bar_ && all > 0) bar_.emplace(unit_, all);
    if (bar_) bar_->show(done);
    return !Interruptible::interrupted();
  }

  const std::string unit_;
  const Interruptible interruptible_{};
  std::optional<ProgressBar> bar_;
};

}  // namespace crm::cli
