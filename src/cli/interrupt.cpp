// A handler that sets a flag, and puts itself away.
#include "cli/interrupt.hpp"

#include <csignal>
#include <ctime>
#include <initializer_list>

namespace crm::cli {

namespace {

volatile std::sig_atomic_t g_interrupted = 0;
volatile std::sig_atomic_t g_first_second = 0;

void handle(int signal, void (*handler)(int), int flags) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigaction(signal, &action, nullptr);
}

// Good for half a day and more; what matters is how far apart two signals are.
std::sig_atomic_t seconds_now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::sig_atomic_t>(now.tv_sec);
}

// Some programs that pass a signal on send it to crmctl and to its whole group: those two are one.
void note(int signal) {
  const std::sig_atomic_t now = seconds_now();
  if (g_interrupted != 0 && now - g_first_second > 1) {
    handle(signal, SIG_DFL, 0);
    raise(signal);
  }
  if (g_interrupted == 0) g_first_second = now;
  g_interrupted = 1;
}

}  // namespace

Interruptible::Interruptible() {
  g_interrupted = 0;
  for (const int signal : {SIGINT, SIGTERM}) handle(signal, note, SA_RESTART);
}

Interruptible::~Interruptible() {
  for (const int signal : {SIGINT, SIGTERM}) handle(signal, SIG_DFL, 0);
}

bool Interruptible::interrupted() noexcept { return g_interrupted != 0; }

}  // namespace crm::cli
