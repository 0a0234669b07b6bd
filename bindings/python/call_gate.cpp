#include "call_gate.hpp"

#include <atomic>
#include <crm/error.hpp>
#include <optional>
#include <thread>

namespace crm::python {

namespace {

struct Gate {
  std::size_t threads_inside = 0;
  std::optional<std::thread::id> keeper;  // whoever forks or ends the process
};
Gate gate;
std::atomic<std::thread::id> ending;                // the thread that ends the process
std::atomic<std::size_t> threads_that_stay{0};      // of those inside
thread_local std::size_t calls_of_this_thread = 0;  // one within the other

bool is_closed() { return gate.keeper && *gate.keeper != std::this_thread::get_id(); }

std::size_t own_calls_inside() { return in_a_call() ? 1 : 0; }

[[noreturn]] void stay() {
  for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
}

// Looking again and again needs no lock that a forked child could find held.
void wait_a_moment() {
  const py::gil_scoped_release released;
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  if (is_ending()) stay();
}

void wait_until_open() {
  while (is_closed()) wait_a_moment();
}

void wait_until_open(Clock::time_point until) {
  while (is_closed()) {
    if (Clock::now() >= until)
      throw Error(
          Code::timeout,
          "The deadline has passed while the process was forking: try again, or give a longer timeout.");
    wait_a_moment();
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
  }
}

void go_in() noexcept {
  if (calls_of_this_thread++ == 0) ++gate.threads_inside;
}

}  // namespace

CallPass::CallPass(Clock::time_point until) {
  if (!in_a_call()) wait_until_open(until);
  go_in();
}

CallPass::CallPass() noexcept {
  if (!in_a_call()) wait_until_open();
  go_in();
}

CallPass::~CallPass() {
  if (--calls_of_this_thread == 0) --gate.threads_inside;
}

WithoutGil::~WithoutGil() {
  if (!is_ending()) return;
  ++threads_that_stay;
  stay();
}

void close_gate() {
  wait_until_open();  // another thread may be forking too
  gate.keeper = std::this_thread::get_id();
  while (gate.threads_inside > own_calls_inside() + threads_that_stay) wait_a_moment();
}

void open_gate() noexcept { gate.keeper.reset(); }

void renew_gate() noexcept { gate = {own_calls_inside(), std::nullopt}; }

void end_calls() {
  ending = std::this_thread::get_id();
  close_gate();
}

bool is_ending() noexcept {
  const std::thread::id thread = ending;
  return thread != std::thread::id() && thread != std::this_thread::get_id();
}

bool in_a_call() noexcept { return calls_of_this_thread > 0; }

}  // namespace crm::python
