// The one place that knows which databases there are.
#include "storage/driver.hpp"

#include "storage/sqlite/driver.hpp"
#include "storage/url.hpp"

#ifdef CRM_WITH_POSTGRES
#include "storage/postgres/driver.hpp"
#else
#include <crm/error.hpp>
#endif

namespace crm::storage {

namespace {

#ifdef CRM_WITH_POSTGRES
std::unique_ptr<Driver> make_postgres_driver(const std::string& url) {
  return std::make_unique<postgres::PostgresDriver>(url);
}
#else
[[noreturn]] std::unique_ptr<Driver> make_postgres_driver(const std::string&) {
  throw Error(Code::unsupported, "This libcrm was built without PostgreSQL (CRM_WITH_POSTGRES=OFF).", "url");
}
#endif

}  // namespace

std::unique_ptr<Driver> make_driver(const Options& options) {
  if (is_postgres_url(options.url)) return make_postgres_driver(options.url);
  return std::make_unique<sqlite::SqliteDriver>(parse_sqlite_url(options.url), options.mmap_bytes,
                                                options.write_cache_bytes);
}

bool disable_memory_statistics() noexcept { return sqlite::disable_memory_statistics(); }

}  // namespace crm::storage
