// A part of a transaction that can be taken back alone.
#pragma once

#include "storage/connection.hpp"

namespace crm::storage {

// Ends with its scope: what is not kept is taken back. Savepoints may stand inside each other.
class Savepoint {
 public:
  explicit Savepoint(Connection& connection) : connection_(&connection) {
    static const Sql begin("SAVEPOINT part");
    connection.execute({begin, {}});
  }
  // After some errors the whole transaction is gone, and the savepoint with it.
  ~Savepoint() {
    if (connection_ == nullptr || !connection_->in_transaction()) return;
    static const Sql take_back("ROLLBACK TO SAVEPOINT part");
    try {
      connection_->execute({take_back, {}});
      release();
    } catch (...) {
      connection_->rollback();  // then nobody can commit what should be gone
    }
  }
  Savepoint(const Savepoint&) = delete;
  Savepoint& operator=(const Savepoint&) = delete;

  void keep() {
    release();
    connection_ = nullptr;
  }

 private:
  void release() {
    static const Sql release("RELEASE SAVEPOINT part");
    connection_->execute({release, {}});
  }

  Connection* connection_;
};

}  // namespace crm::storage
