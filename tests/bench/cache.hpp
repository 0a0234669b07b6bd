// The generated databases, kept between runs in a folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include <crm/database.hpp>

namespace crm::bench {

// The library as a program of one's own sets it up: memory map, patient deadline, and the measurements'
// clock.
Database open_library(const std::filesystem::path& file);

// A new database without a customer.
void make_empty_database(const std::filesystem::path& file);
// A new database with this many generated customers, made through the library, checkpointed and closed.
void make_database(const std::filesystem::path& file, std::int64_t customers);

// A number for the content of each table, and for the schema. Left out: the digests of post-call outcomes.
using Content = std::map<std::string, std::uint64_t>;
Content content_of(const std::filesystem::path& file);

class Cache {
 public:
  // Empty: $XDG_CACHE_HOME/libcrm-bench, or else ~/.cache/libcrm-bench.
  explicit Cache(std::filesystem::path folder);

  const std::filesystem::path& folder() const { return folder_; }
  // The database with this many customers. It is made when it is missing, or when the one that is there was
  // made with another schema or generator.
  std::filesystem::path database(std::int64_t customers) const;

 private:
  std::filesystem::path folder_;
  std::string edition_;  // of schema and generator
};

}  // namespace crm::bench
