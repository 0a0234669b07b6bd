// Ctrl-C during long work: the work ends at the next good place instead of in the middle.
#pragma once

namespace crm::cli {

// While one lives, SIGINT and SIGTERM are only noted. Another one, two seconds later or more, kills as ever.
class Interruptible {
 public:
  Interruptible();
  ~Interruptible();
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;

  static bool interrupted() noexcept;
};

}  // namespace crm::cli
