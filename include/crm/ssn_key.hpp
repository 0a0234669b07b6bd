// The key that seals a database's social security numbers: which one it is, whether it opens them, and giving
// the database a new one.
//
// The key lies in a file of its own (Options::key_file). A change puts the new key beside it, as FILE.new,
// until every number is sealed under it; then it takes the file's place, and the old key is kept as
// FILE.old-ID. There the library also looks for the key of a database that was restored from an older backup.
// Delete an old key when no backup needs it any more.
//
// Threads: a light view of a Session that follows its rule: one thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <crm/id.hpp>
#include <crm/progress.hpp>

namespace crm {

class Session;

struct SsnKeyStatus {
  std::string id;  // tells one key from another and says nothing about it; empty: the database has none yet
  std::string next_id;       // while the key is being changed, or when a change was interrupted; else empty
  std::string file;          // empty: a database in memory, or the key comes from the program
  bool at_hand = false;      // the key can be read; also the next one, when there is one
  std::int64_t numbers = 0;  // sealed social security numbers
  std::int64_t waiting = 0;  // of these, still to be sealed under the next key
};

struct SsnKeyCheck {
  std::int64_t good = 0;               // numbers that the key opens and finds
  std::int64_t damaged = 0;            // numbers that it does not
  std::vector<CustomerId> examples{};  // whose they are, the first 100
};

struct SsnKeyRotation {
  bool finished = false;      // false: stopped. The database works with both keys; rotate() again goes on
  std::int64_t resealed = 0;  // by this call
  std::string old_id, new_id;
};

class SsnKey {
 public:
  explicit SsnKey(Session& session) : session_(&session) {}

  SsnKeyStatus status();

  // Opens every number; stopped, those up to there. Error(key_missing) when the key is not at hand.
  SsnKeyCheck check(const Progress& progress = {});

  // Seals every number anew under a new key, in small transactions, so that others can work meanwhile: all
  // programs that can read the key's folder go on finding and storing numbers, others get key_missing.
  // Stopped or interrupted at any moment, it goes on where it was when it is called again. Leaves an audit
  // row when it begins and when all is done. Each transaction has the session's deadline. Errors: not_found
  // (there is no key yet), key_missing, unsupported (a database in memory), corrupt (a number does not open:
  // check() says whose), and permission, full and unavailable of the key's folder.
  SsnKeyRotation rotate(const Progress& progress = {});

 private:
  Session* session_;
};

}  // namespace crm
