// The sockets that a process has open, for a child that is forked from it.
#pragma once

#include <unistd.h>

#include <array>
#include <atomic>

namespace crm::storage::postgres {

// Threads: any; nothing here waits, so that it also answers in a child that was forked in the middle of a
// call.
class Sockets {
 public:
  // One too many is not listed: a child then keeps it open, and that is all.
  void add(int socket) noexcept { exchange(kNone, socket + 1); }
  void remove(int socket) noexcept { exchange(socket + 1, kNone); }

  // In a child: the parent's stay open.
  void close_all() noexcept {
    for (std::atomic<int>& place : places_)
      if (const int listed = place.exchange(kNone); listed != kNone) ::close(listed - 1);
  }

 private:
  static constexpr int kNone = 0;  // a place holds the socket's number and 1

  void exchange(int before, int after) noexcept {
    for (std::atomic<int>& place : places_) {
      int expected = before;
      if (place.compare_exchange_strong(expected, after)) return;
    }
  }

  std::array<std::atomic<int>, 512> places_{};
};

}  // namespace crm::storage::postgres
