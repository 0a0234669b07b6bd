// Who is behind a number, through bare libpq: the library's two steps, as a pipeline and one statement after
// another.
#pragma once

#include <string>
#include <vector>

#include "raw_postgres.hpp"
#include "raw_profile.hpp"

namespace crm::bench::raw {

// Two round trips: the directory, and everything of its customers. When: see ProfileOf.
template <class When>
class PipelinedReader {
 public:
  explicit PipelinedReader(const std::string& url) : connection_(url) {}
  std::vector<ProfileOf<When>> find(const std::string& number);

 private:
  PostgresPipeline connection_;
  std::vector<std::int64_t> ids_;
};

// Each statement waits for the answer to the one before.
class ReaderInTurn {
 public:
  explicit ReaderInTurn(const std::string& url) : connection_(url) {}
  std::vector<ProfileOf<Number>> find(const std::string& number);

 private:
  PostgresConnection connection_;
  std::vector<std::int64_t> ids_;
};

}  // namespace crm::bench::raw
