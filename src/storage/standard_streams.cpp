#include "storage/standard_streams.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace crm::storage {

namespace {

bool any_is_free() {
  for (int stream = 0; stream <= STDERR_FILENO; ++stream)
    if (fcntl(stream, F_GETFD) == -1) return true;
  return false;
}

}  // namespace

// The lowest free number is the next one that is given.
void occupy_standard_streams() noexcept {
  while (any_is_free()) {
    const int taken = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (taken > STDERR_FILENO) close(taken);  // another thread was quicker
    if (taken < 0) return;
  }
}

}  // namespace crm::storage
