#include "storage/postgres/question.hpp"

#include <crm/error.hpp>

namespace crm::storage::postgres {

QueryResult ask(Upkeep&, std::string_view, const QueryLimits&) {
  throw Error(Code::unsupported, "Use psql for now.", "sql");
}

}  // namespace crm::storage::postgres
