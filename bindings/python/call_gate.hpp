// Keeps calls out of the library while the process forks or ends. In a forked child there is only the thread
// that forked, and what another thread held at that moment (a lock, the writer's turn, a file) would stay
// held for ever. And a thread that asks for the GIL of an interpreter that ends is ended in a way that C++
// does not survive.
#pragma once

#include <pybind11/pybind11.h>

#include <chrono>

namespace crm::python {

namespace py = pybind11;

using Clock = std::chrono::steady_clock;

// For the life of a call. While another thread forks, a call waits here for its turn, without the GIL; when
// another thread ends the process, for ever. What the forking or ending thread itself calls begins at once,
// and so does a call within a call, as of a signal handler. Threads: made and destroyed with the GIL. The GIL
// guards all that a fork needs to know, so that a child finds it whole.
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

// Without the GIL, in the middle of a call. Its thread gets the GIL back at the end, unless another thread
// ends the process: then it stays here for ever.
class WithoutGil {
 public:
  WithoutGil() = default;
  ~WithoutGil();
  WithoutGil(const WithoutGil&) = delete;
  WithoutGil& operator=(const WithoutGil&) = delete;

 private:
  py::gil_scoped_release released_;
};

// Before a fork: keeps new calls of other threads out, and waits for those that run: each ends within its own
// deadline.
void close_gate();
// After it, in the parent.
void open_gate() noexcept;
// After it, in the child.
void renew_gate() noexcept;
// Before the interpreter ends: the same as close_gate(), for ever. Whoever waits for something is told to
// give up.
void end_calls();

// Whether another thread ends the process. With or without the GIL.
bool is_ending() noexcept;
// Whether this thread is in the middle of a call: Python runs signal handlers there.
bool in_a_call() noexcept;

}  // namespace crm::python
