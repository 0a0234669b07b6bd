// What belongs to one process, and a child that is forked from it must not touch: connections, and all that
// threads wait for.
#pragma once

#include <atomic>
#include <condition_variable>
#include <crm/options.hpp>
#include <mutex>

#include "service/ssn_keys.hpp"
#include "storage/connections.hpp"
#include "storage/driver.hpp"

namespace crm::service {

struct InProcess {
  InProcess(storage::Driver& driver, const Options& options);

  const int process;
  storage::Connections connections;
  SsnKeys ssn_keys;
  // The first call of all looks at the schema, and the others wait for it. No timed_mutex: ThreadSanitizer
  // does not see the steady clock's way to lock one.
  std::mutex mutex;
  std::condition_variable preparing_ended;
  bool preparing = false;
};

// That of whichever process asks: where the database can be used again after a fork, a child gets its own.
// Threads: any.
class ForkedParts {
 public:
  // Both outlive it.
  ForkedParts(storage::Driver& driver, const Options& options);
  ~ForkedParts();
  ForkedParts(const ForkedParts&) = delete;
  ForkedParts& operator=(const ForkedParts&) = delete;

  InProcess& of_this_process();

 private:
  bool may_touch(InProcess& parts) const noexcept;
  InProcess& renewed();

  storage::Driver& driver_;
  const Options& options_;
  std::atomic<InProcess*> parts_;
  std::mutex renewing_;
};

}  // namespace crm::service
