// A handler that sets a flag, and puts itself away.
#include "cli/interrupt.hpp"

#include <csignal>
#include <initializer_list>

namespace crm::cli {

namespace {

volatile std::sig_atomic_t g_interrupted = 0;

void note(int) { g_interrupted = 1; }

void handle(int signal, void (*handler)(int), int flags) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigaction(signal, &action, nullptr);
}

}  // namespace

Interruptible::Interruptible() {
  g_interrupted = 0;
  for (const int signal : {SIGINT, SIGTERM})
    handle(signal, note, static_cast<int>(SA_RESETHAND) | SA_RESTART);
}

Interruptible::~Interruptible() {
  for (const int signal : {SIGINT, SIGTERM}) handle(signal, SIG_DFL, 0);
}

bool Interruptible::interrupted() noexcept { return g_interrupted != 0; }

}  // namespace crm::cli
