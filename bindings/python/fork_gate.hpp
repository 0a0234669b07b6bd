// Keeps calls out of the library while the process forks: in the child there is only the thread that forked,
// and what another thread held at that moment (a lock, the writer's turn, a file) would stay held for ever.
#pragma once

#include <pybind11/pybind11.h>

#include <chrono>

namespace crm::python {

namespace py = pybind11;

using Clock = std::chrono::steady_clock;

// For the life of a call. While another thread forks, a call waits here for its turn, without the GIL. What
// the forking thread itself calls begins at once, and so does a call within a call, as of a signal handler.
// Threads: made and destroyed with the GIL. The GIL guards all that the gate knows, so that a forked child
// finds it whole.
class CallPass {
 public:
  // Error(timeout) when the fork takes longer; what a signal handler raises ends the wait too.
  explicit CallPass(Clock::time_point until);
  // For what must be done in any case.
  CallPass() noexcept;
  ~CallPass();
  CallPass(const CallPass&) = delete;
  CallPass& operator=(const CallPass&) = delete;
};

// Before a fork: keeps new calls of other threads out, and waits for those that run: each ends within its own
// deadline.
void close_gate();
// After it, in the parent.
void open_gate() noexcept;
// After it, in the child.
void renew_gate() noexcept;

// Whether this thread is in the middle of a call: Python runs signal handlers there.
bool in_a_call() noexcept;

}  // namespace crm::python
