// The public Database: a shared engine.
#include <crm/database.hpp>

#include "service/calls.hpp"
#include "storage/driver.hpp"

namespace crm {

Database::Database(Options options) : engine_(std::make_shared<service::Engine>(std::move(options))) {}

Session Database::session(std::string actor) const { return Session(engine_, std::move(actor)); }
Maintenance Database::maintenance(std::string actor) const { return Maintenance(engine_, std::move(actor)); }

Database& Database::set_deadline(std::chrono::milliseconds deadline) {
  service::check_deadline(deadline);
  deadline_ = deadline;
  return *this;
}

Database& Database::set_watch(std::function<bool()> go_on) {
  watch_ = std::move(go_on);
  return *this;
}

std::chrono::steady_clock::time_point Database::until() const {
  return std::chrono::steady_clock::now() + deadline_.value_or(engine_->options().deadline);
}

int Database::migrate() { return engine_->migrate(until(), service::watch_of(watch_)); }
void Database::warm_up() { engine_->warm_up(until(), service::watch_of(watch_)); }
Health Database::health() {
  const auto start = std::chrono::steady_clock::now();
  Session asking = session("health");
  if (deadline_) asking.set_deadline(*deadline_);
  const Dashboard totals = asking.set_watch(watch_).dashboard();
  const auto took = std::chrono::steady_clock::now() - start;
  return {engine_->driver().migrations().back().number, totals.total_customers, totals.total_loans,
          totals.total_interactions, std::chrono::duration_cast<std::chrono::microseconds>(took)};
}

Statistics Database::statistics() const { return engine_->meter().statistics(); }
void Database::before_fork() { engine_->before_fork(until()); }

std::string_view version() noexcept { return CRM_VERSION; }

bool disable_sqlite_memory_statistics() noexcept { return storage::disable_memory_statistics(); }

}  // namespace crm
