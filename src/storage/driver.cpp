// The one place that knows which databases there are.
#include "storage/driver.hpp"

#include "storage/sqlite/driver.hpp"
#include "storage/url.hpp"

namespace crm::storage {

std::unique_ptr<Driver> make_driver(const Options& options) {
  return std::make_unique<sqlite::SqliteDriver>(parse_sqlite_url(options.url), options.mmap_bytes,
                                                options.write_cache_bytes);
}

bool disable_memory_statistics() noexcept { return sqlite::disable_memory_statistics(); }

}  // namespace crm::storage
