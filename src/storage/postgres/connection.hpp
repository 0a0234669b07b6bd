// One PostgreSQL connection. It never blocks: libpq's pipeline mode sends statements without waiting for the
// answers before them, and every wait ends with the deadline.
//
// Statements are unnamed, settings are those of a transaction and locks end with it, so that a connection may
// lead through PgBouncer in transaction mode.
#pragma once

#include <array>
#include <crm/error.hpp>
#include <deque>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "storage/connection.hpp"
#include "storage/postgres/handle.hpp"

namespace crm::storage::postgres {

// A column of an answer: its name, and PostgreSQL's number of its type.
struct AnswerColumn {
  std::string name;
  unsigned type;
};

// Threads: one at a time.
class PostgresConnection final : public Connection {
 public:
  PostgresConnection(Handle handle, Deadline deadline);

  void set_deadline(Deadline deadline) override { deadline_ = deadline; }
  void set_watch(Watch watch) override { watch_ = std::move(watch); }
  void begin(Access access) override;
  // Of a transaction that only read, the answer is not waited for.
  void commit() override;
  // The answer is not waited for.
  void rollback() noexcept override;
  bool in_transaction() const noexcept override { return in_transaction_ && handle_ != nullptr; }
  bool usable() noexcept override;
  std::int64_t execute(const Query& query) override;
  void post(const Query& query) override;
  void lock(const Query& query) override { post(query); }
  void script(std::string_view text) override;

  // What a statement would answer; it is not run. In a transaction, which an error ends. error_of: what to
  // throw when the server refuses it.
  std::vector<AnswerColumn> describe(const std::string& statement, Error (*error_of)(const PGresult* failed));

  // A COPY … FROM STDIN outside of a transaction: begin, put pieces of lines, end; it is durable then. After
  // an error, or abandoned, nothing of it is there, and the connection is not usable any more.
  void begin_copy(const std::string& statement);
  void put_copy(std::string_view text);
  void end_copy();
  void abandon_copy() noexcept;

 private:
  // What was sent and not yet answered.
  struct Pending {
    enum class Kind { statement, commit, unheard, sync } kind;
    RowHandler handler{};
  };
  // What the answers of a settlement came to.
  struct Outcome {
    std::int64_t changed = 0;
    std::optional<Error> error;  // the server's first
    std::exception_ptr thrown;   // by a handler
    bool committed = false, commit_in_doubt = false;
    bool synced = false;  // all answers have come
  };

  void require_usable() const;
  void send(const char* text, std::span<const Param> params, Pending pending);
  void send_sync();
  void send_time_limit();
  void flush();
  void settle_when_full();
  Outcome settle(bool row_by_row);
  void finish(const Outcome& outcome);
  void take_answer(const Pending& pending, bool row_by_row, Outcome& outcome);
  void take_result(const PGresult* result, const Pending& pending, Outcome& outcome);
  void note_failure(const PGresult* result, const Pending& pending, Outcome& outcome);
  static void hand_out(const PGresult* result, const RowHandler& handler, Outcome& outcome);
  Result next_result();
  void wait_and_read(bool also_to_write);
  bool take_what_has_come() noexcept;
  void commit_write();
  [[noreturn]] void give_up(const Outcome& outcome);
  void leave_pipeline();
  void enter_pipeline();
  void run_simple(const std::string& statement);
  Result expect_command(Error (*error_of)(const PGresult* failed));
  [[noreturn]] void fail_copy(const PGresult* known);
  bool no_memory_left() const;
  void break_off() noexcept;
  [[noreturn]] void lose();

  Handle handle_;
  Deadline deadline_;
  Watch watch_{};
  bool in_transaction_ = false;
  Access access_ = Access::read;
  std::deque<Pending> pending_;
  std::vector<const char*> values_;
  std::vector<std::array<char, 24>> numbers_;
};

}  // namespace crm::storage::postgres
