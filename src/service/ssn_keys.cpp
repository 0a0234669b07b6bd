#include "service/ssn_keys.hpp"

#include <crm/error.hpp>

#include "crypto/key_file.hpp"

namespace crm::service {

namespace {

std::optional<std::string> known_id(storage::Connection& connection) {
  static const storage::Sql select("SELECT value FROM setting WHERE name = 'ssn_key_id'");
  std::optional<std::string> id;
  connection.execute({select, {}, [&](const storage::Row& row) { id = row.text(0); }});
  return id;
}

void remember(storage::Connection& connection, const std::string& id) {
  static const storage::Sql insert("INSERT INTO setting (name, value) VALUES ('ssn_key_id', $1)");
  const storage::Param params[] = {id};
  connection.execute({insert, params});
}

crypto::Secret make_or_read(const std::string& file) {
  try {
    return crypto::create_key_file(file);
  } catch (const Error& error) {
    if (error.code() != Code::conflict) throw;  // it is there already, from an attempt that went no further
  }
  return crypto::read_key_file(file);
}

}  // namespace

std::shared_ptr<const crypto::KeyRing> SsnKeys::find(storage::Connection& connection) {
  const auto id = known_id(connection);
  return id ? loaded(*id) : nullptr;
}

std::shared_ptr<const crypto::KeyRing> SsnKeys::find_or_make(storage::Connection& connection) {
  if (auto ring = find(connection)) return ring;
  auto ring = make();
  remember(connection, ring->id());
  return ring;
}

std::shared_ptr<const crypto::KeyRing> SsnKeys::loaded(const std::string& id) {
  const std::lock_guard lock(mutex_);
  if (!ring_ && !file_.empty()) ring_ = std::make_shared<const crypto::KeyRing>(crypto::read_key_file(file_));
  if (ring_ && ring_->id() == id) return ring_;
  ring_.reset();
  throw Error(Code::key_missing,
              "The key file does not hold this database's key. Put the right one in its place.");
}

std::shared_ptr<const crypto::KeyRing> SsnKeys::make() {
  const std::lock_guard lock(mutex_);
  if (file_.empty()) {
    if (!ring_) ring_ = std::make_shared<const crypto::KeyRing>(crypto::random_secret());
  } else {
    ring_ = std::make_shared<const crypto::KeyRing>(make_or_read(file_));
  }
  return ring_;
}

}  // namespace crm::service
