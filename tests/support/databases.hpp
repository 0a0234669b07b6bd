// The databases that behaviour tests run on: every test case that asks for every_database() runs once on
// each.
#pragma once

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <crm/database.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "support/postgres.hpp"
#include "support/temp_folder.hpp"

namespace crm::test {

enum class Where { in_memory, in_a_file, on_postgres, through_pgbouncer };

// Another database product is one more value here.
inline Where every_database() {
  return GENERATE(Where::in_memory, Where::in_a_file, Where::on_postgres, Where::through_pgbouncer);
}

// A new, empty database whose clock the test sets. Its file, if it has one, goes with it.
class TestDatabase {
 public:
  using Tune = std::function<void(Options&)>;

  // tune: changes options before the database is opened.
  explicit TestDatabase(Where where = Where::in_a_file, const Tune& tune = {}) : where_(where) {
    if (where == Where::on_postgres || where == Where::through_pgbouncer) postgres_.emplace();
    set_clock("2024-02-01T17:00:00Z");  // noon in New York
    open(tune);
  }

  Session session(std::string actor = "tester") const { return database_->session(std::move(actor)); }
  Database& operator*() { return *database_; }
  Database* operator->() { return database_.get(); }

  // The same file again, as the next process would open it.
  void reopen(const Tune& tune = {}) {
    database_.reset();
    open(tune);
  }

  Instant now() const { return Instant(Instant::duration(clock_->load())); }
  void set_clock(Instant now) { *clock_ = now.time_since_epoch().count(); }
  void set_clock(std::string_view now) { set_clock(parse_instant(now)); }
  void advance(std::chrono::microseconds by) { set_clock(now() + by); }

  std::string url() const {
    if (where_ == Where::through_pgbouncer) return postgres_->pgbouncer_url();
    if (postgres_) return postgres_->url();
    return in_a_file() ? "sqlite:///" + file() : "sqlite://";
  }
  std::string file() const { return folder_.file("crm.db"); }
  const TempFolder& folder() const { return folder_; }
  bool in_a_file() const { return where_ == Where::in_a_file; }

 private:
  void open(const Tune& tune) {
    Options options;
    options.url = url();
    if (postgres_) options.key_file = folder_.file("crm.key");
    options.migrate = true;
    // A busy machine or a sanitizer must not turn a test of behaviour into one of speed.
    options.deadline = options.pre_call_deadline = std::chrono::seconds(60);
    options.clock = [clock = clock_] { return Instant(Instant::duration(clock->load())); };
    if (tune) tune(options);
    database_ = std::make_unique<Database>(std::move(options));
  }

  const Where where_;
  const TempFolder folder_{};
  std::optional<PostgresDatabase> postgres_;
  const std::shared_ptr<std::atomic<std::int64_t>> clock_ = std::make_shared<std::atomic<std::int64_t>>(0);
  std::unique_ptr<Database> database_;
};

}  // namespace crm::test
