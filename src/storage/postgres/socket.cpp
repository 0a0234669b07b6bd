#include "storage/postgres/socket.hpp"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <crm/error.hpp>

#include "storage/watched_wait.hpp"

namespace crm::storage::postgres {

namespace {

int milliseconds_to(Deadline deadline, const Watch& watch) {
  using std::chrono::milliseconds;
  auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
  if (watch) left = std::min(left, kLook);
  return static_cast<int>(std::clamp(left, milliseconds(0), milliseconds(3'600'000)).count());
}

}  // namespace

Ready wait_for(int socket, bool also_to_write, Deadline deadline, const Watch& watch) {
  for (;;) {
    pollfd poll_for{socket, static_cast<short>(also_to_write ? POLLIN | POLLOUT : POLLIN), 0};
    const int ready = ::poll(&poll_for, 1, milliseconds_to(deadline, watch));
    if (ready > 0) return (poll_for.revents & ~POLLOUT) != 0 ? Ready::to_read : Ready::to_write;
    if (ready < 0 && errno != EINTR) return Ready::to_read;  // reading will say what is wrong
    if (watch && !watch()) throw Error(Code::cancelled, "The work was stopped; nothing was changed.");
    if (passed(deadline)) return Ready::nothing;
  }
}

bool has_news(int socket) noexcept {
  pollfd poll_for{socket, POLLIN, 0};
  return ::poll(&poll_for, 1, 0) != 0;
}

}  // namespace crm::storage::postgres
