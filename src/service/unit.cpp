#include "service/unit.hpp"

#include <crm/error.hpp>

#include "domain/record.hpp"

namespace crm::service {

void audit(Unit& unit, CustomerId customer, std::string_view action, std::string_view record,
           std::int64_t record_id, std::string_view changes) {
  static const storage::Sql insert(
      "INSERT INTO audit (customer_id, id, at, actor, action, record, record_id, changes) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
  const storage::Param params[] = {customer.value, unit.ids.next("audit"), to_string(unit.now),
                                   unit.actor,     std::string(action),    std::string(record),
                                   record_id,      std::string(changes)};
  unit.connection.post({insert, params});
}

void lock_customer(Unit& unit, CustomerId id) {
  static const storage::Sql select("SELECT 1 FROM customer WHERE id = $1 FOR NO KEY UPDATE");
  const storage::Param params[] = {id.value};
  unit.connection.lock({select, params});
}

void check_reason(std::string_view reason) {
  constexpr std::size_t most = 500;
  if (reason.find_first_not_of(" \t\r\n") == reason.npos)
    throw Error(Code::invalid_argument, "A reason is required, for the audit trail.", "reason");
  domain::naming("reason", [&] { domain::check_text(reason, most); });
}

void refuse_missing(std::string_view record) {
  throw Error(Code::not_found, "There is no such " + std::string(record) + ".", std::string(record) + "_id");
}

void check_version(std::int64_t version, const std::optional<std::int64_t>& expected) {
  if (expected && *expected != version)
    throw Error(Code::conflict, "The record has changed since it was read. Read it again and decide anew.",
                "version");
}

}  // namespace crm::service
