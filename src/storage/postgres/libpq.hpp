// What libpq hands out, owned.
#pragma once

#include <libpq-fe.h>

#include <memory>

namespace crm::storage::postgres {

struct FreeResult {
  void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, FreeResult>;

struct FreeOptions {
  void operator()(PQconninfoOption* options) const noexcept { PQconninfoFree(options); }
};
using ParsedOptions = std::unique_ptr<PQconninfoOption, FreeOptions>;

}  // namespace crm::storage::postgres
