// The public Database: a shared engine.
#include <crm/database.hpp>

#include "service/engine.hpp"
#include "storage/driver.hpp"

namespace crm {

Database::Database(Options options) : engine_(std::make_shared<service::Engine>(std::move(options))) {}

Session Database::session(std::string actor) const { return Session(engine_, std::move(actor)); }
Maintenance Database::maintenance(std::string actor) const { return Maintenance(engine_, std::move(actor)); }

int Database::migrate() { return engine_->migrate(); }
void Database::warm_up() { engine_->warm_up(); }
Health Database::health() {
  const auto start = std::chrono::steady_clock::now();
  const Dashboard totals = session("health").dashboard();
  const auto took = std::chrono::steady_clock::now() - start;
  return {engine_->driver().migrations().back().number, totals.total_customers, totals.total_loans,
          totals.total_interactions, std::chrono::duration_cast<std::chrono::microseconds>(took)};
}

Statistics Database::statistics() const { return engine_->meter().statistics(); }
void Database::before_fork() { engine_->before_fork(); }

std::string_view version() noexcept { return CRM_VERSION; }

bool disable_sqlite_memory_statistics() noexcept { return storage::disable_memory_statistics(); }

}  // namespace crm
