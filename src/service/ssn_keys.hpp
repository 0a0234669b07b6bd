// The keys for SSNs: found when they are needed, made only while the database knows none, changed in steps
// that may be interrupted.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "crypto/key_ring.hpp"
#include "storage/connection.hpp"

namespace crm::service {

// The ids by which a database names its keys.
struct KeyIds {
  std::string current;           // empty: it has no key yet
  std::string next;              // while the key is being changed; else empty
  std::vector<std::string> old;  // those before, the latest first

  const std::string& newest() const { return next.empty() ? current : next; }
  // Those under which values may be sealed.
  std::vector<std::string> in_use() const;
};

KeyIds key_ids(storage::Connection& connection);

// Until the transaction ends, nobody else seals a number or changes the key.
void lock_key_for_changing(storage::Connection& connection);

// Threads: any. A key file is read once.
class SsnKeys {
 public:
  using Ring = std::shared_ptr<const crypto::KeyRing>;

  enum class Kept { in_a_file, in_memory };
  // Gives the key in the place of a file; see Options::key.
  using Source = std::function<bool(std::span<unsigned char, crypto::Secret::kSize>)>;

  // In memory the key lives as long as this. key_file: empty when nobody has named one; then every use of a
  // key is Error(key_missing), unless there is a source.
  SsnKeys(Kept kept, std::string key_file, Source source = {})
      : kept_(kept), file_(source ? std::string() : std::move(key_file)), source_(std::move(source)) {}

  const std::string& file() const noexcept { return file_; }

  // The key of this id, in the key file or beside it. Error(key_missing) when it is not at hand.
  Ring ring(const std::string& id);
  // Error(key_missing, or permission) unless all that are in use are at hand.
  void require(const KeyIds& ids);
  // A sentence that says why they are not all at hand; empty: they are.
  std::string problem_with(const KeyIds& ids);
  // The key for what is stored now, in a write transaction, where a database without a key gets one.
  Ring for_new_values(storage::Connection& connection);

  // The two ends of a change of keys, in a write transaction each. From begin to finish both keys are in use.
  // Both may be repeated after an interruption.
  KeyIds begin_change(storage::Connection& connection);
  void finish_change(storage::Connection& connection);

 private:
  void require_file() const;
  Ring find(const std::string& id);
  Ring kept_from_source();
  Ring keep(Ring ring);
  Ring make();
  Ring make_next(const std::string& current);
  void keep_old(const std::string& id);
  void put_next_in_place(const std::string& next);
  std::string next_file() const { return file_ + ".new"; }
  std::string old_file(const std::string& id) const { return file_ + ".old-" + id; }

  const Kept kept_;
  const std::string file_;
  const Source source_;
  std::mutex mutex_;
  std::vector<Ring> rings_;  // the few that were asked for last
};

}  // namespace crm::service
