// The key for SSNs: found when it is needed, made only while the database knows none.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "crypto/key_ring.hpp"
#include "storage/connection.hpp"

namespace crm::service {

// Threads: any. The key file is read once.
class SsnKeys {
 public:
  // key_file: empty for a database in memory, whose key lives as long as this.
  explicit SsnKeys(std::string key_file) : file_(std::move(key_file)) {}

  // The database's key. Error(key_missing) when it is not at hand; none: the database knows no key yet.
  std::shared_ptr<const crypto::KeyRing> find(storage::Connection& connection);
  // The same in a write transaction, where a database without a key gets one.
  std::shared_ptr<const crypto::KeyRing> find_or_make(storage::Connection& connection);

 private:
  std::shared_ptr<const crypto::KeyRing> loaded(const std::string& id);
  std::shared_ptr<const crypto::KeyRing> make();

  const std::string file_;
  std::mutex mutex_;
  std::shared_ptr<const crypto::KeyRing> ring_;
};

}  // namespace crm::service
