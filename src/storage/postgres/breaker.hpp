// A circuit breaker: while a server is known to be away, callers are told so at once.
#pragma once

#include <algorithm>
#include <atomic>
#include <crm/error.hpp>

#include "storage/deadline.hpp"

namespace crm::storage::postgres {

// Threads: any; nothing here waits.
class Breaker {
 public:
  // One attempt to connect, for the life of a scope. Error(unavailable) when the server is away and it is not
  // yet time to look again, or somebody else is looking. Only reached() and missed() change what is known.
  class Turn {
   public:
    explicit Turn(Breaker& breaker) : breaker_(breaker) {
      if (!breaker_.away_) return;
      if (Clock::now() < breaker_.next_look_.load() || breaker_.looking_.exchange(true))
        throw Error(Code::unavailable,
                    "The database server could not be reached a moment ago; it will be tried again soon.");
      looks_ = true;
    }
    ~Turn() {
      if (looks_) breaker_.looking_ = false;
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

    void reached() noexcept {
      breaker_.away_ = false;
      breaker_.pause_ = kFirstPause;
    }
    void missed() noexcept {
      const auto pause = breaker_.pause_.load();
      breaker_.next_look_ = Clock::now() + pause;
      breaker_.pause_ = std::min(pause * 2, kLongestPause);
      breaker_.away_ = true;
    }

   private:
    Breaker& breaker_;
    bool looks_ = false;
  };

  // In a forked child: whoever was looking does so in the parent.
  void forget_looking() noexcept { looking_ = false; }

 private:
  // Until the next look; each is twice the one before.
  static constexpr Clock::duration kFirstPause = std::chrono::milliseconds(100),
                                   kLongestPause = std::chrono::seconds(1);

  std::atomic<bool> away_ = false, looking_ = false;
  std::atomic<Deadline> next_look_{};
  std::atomic<Clock::duration> pause_ = kFirstPause;
};

}  // namespace crm::storage::postgres
