// Copying a whole database into another one, of the same product or of the other.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <crm/progress.hpp>

namespace crm {

class Session;

struct CopyResult {
  std::vector<std::string> tables;  // that were copied
  std::int64_t rows = 0;            // in all of them
  std::int64_t customers = 0;
  bool resumed = false;               // an interrupted copy was gone on with
  bool outdated = false;              // somebody wrote to the source meanwhile: that is not in the copy
  std::vector<std::string> left_out;  // tables of the source that the target does not have: none of libcrm's
  std::string key_file{};     // that the SSNs in the copy need; empty: there are none, or it has no name
  std::string key_problem{};  // why the SSNs do not open in the target: a sentence; empty: they do
};

// Copies everything that `from`'s database holds at one moment into `to`'s, which is made when it is missing
// and must be empty: every record with its id and version, audit trail, outcomes that were recorded, sealed
// SSNs, sums. In batches and in constant memory. Then both are read again and compared, row for row by a
// digest. The copy is finished when its ids' counters are there, and not before: until then the library
// writes nothing of its own into it, and every session with it gets Error(conflict); Maintenance's status()
// and check() say so, and reset() empties it.
//
// Stopped by the progress (Error(cancelled)), by an error or killed, it goes on where it was when it is
// called again with the same two databases; when the source has changed meanwhile it begins anew by itself.
//
// Nobody should write to the source from its beginning until the copy is in use: what they write is missing
// in it. The file with the key for SSNs is not copied. An audit row about the copying stands in both
// databases.
//
// progress: counts rows, copied and compared; also asked while a database is waited for, with the same
// numbers.
// Threads: one for each of the sessions. The deadline is for waiting on locks only.
// Errors: conflict (the target holds data), invalid_argument (the target is the source), schema_too_old (of
// the source), unsupported (a database in memory), corrupt (the target does not hold what it was given), and
// those of both databases, with "from" or "to" as their field when it is the URL's.
CopyResult copy(Session& from, Session& to, const Progress& progress = {});

}  // namespace crm
