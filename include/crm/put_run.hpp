// One reading of a source, a file or a folder of files, over many puts.
#pragma once

#include <memory>

namespace crm {

namespace service {
class RunMemory;
}

// Remembers what the source has said so far, so that Session::put can tell two equal lines from one line that
// is read twice, and sees when two lines contradict each other. About 10 bytes for each record that is said
// something about and for each line with a record that has no name of its own (a payment without
// idempotency_key, a loan without id and origination_date). Two different things are taken for the same one
// about once in 60,000 sources of 3,000,000 lines.
//
// Threads: one at a time. When a put with it throws, the run is over: begin again with a new one, from the
// start of the source; what was put is found again then. Any further use is Error(misuse).
class PutRun {
 public:
  // Whose the ids in the files are. here: this database's. source: another database's, of which the source is
  // an export: each is translated to the id that the record has here.
  enum class Ids { here, source };

  explicit PutRun(Ids ids = Ids::here);
  PutRun(const PutRun&) = delete;
  PutRun& operator=(const PutRun&) = delete;

  // A new file of the source begins, in which every entry of put is about one R: Customer, CustomerPhone,
  // Loan, Vehicle, Payment, Interaction, CustomerNote or LoanNote. Only what one file says is compared;
  // the ids of all of them are remembered.
  template <class R>
  void begin_file();

 private:
  friend class Session;

  std::shared_ptr<service::RunMemory> memory_;
};

}  // namespace crm
