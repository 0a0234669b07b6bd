// Outcomes of calls as JSON Lines: recorded in batches, a line that is refused does not stop the others.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <crm/session.hpp>

#include "cli/context.hpp"
#include "cli/input.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress_bar.hpp"

namespace crm::cli {

// Whether the text is a whole JSON value as far as its brackets and quotes tell.
bool is_whole_json(std::string_view text);

// Answers line by line, in order. An error that is not about one outcome (a full disk) is thrown; its message
// says from which line on nothing was recorded.
class OutcomeLines {
 public:
  OutcomeLines(const Context& context, Session& session);

  void take(std::int64_t number, const std::string& text);
  // All that are left, or up to Ctrl-C.
  void take_all(LineReader& lines);
  // Records what was taken last. Gives the exit code.
  int finish();

 private:
  struct Line {
    std::int64_t number = 0;
    Outcome outcome;
  };
  struct Answer {
    std::string output, error;  // the one or the other may be empty
  };

  void record_batch();
  void record(std::span<const Line> lines);
  bool record_together(std::span<const Line> lines);
  void accept(std::int64_t number, const OutcomeResult& result);
  void reject(std::int64_t number, const Error& error);
  void print_answers();
  void print_end() const;

  const Context& context_;
  Session& session_;
  const Interruptible interruptible_{};
  ProgressBar progress_{"calls", 0};
  std::vector<Line> batch_;
  std::map<std::int64_t, Answer> answers_;  // to the lines of the batch, in their order
  std::int64_t recorded_ = 0, replayed_ = 0, rejected_ = 0;
};

}  // namespace crm::cli
