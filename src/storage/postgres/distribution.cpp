#include "storage/postgres/distribution.hpp"

#include <crm/error.hpp>

namespace crm::storage::postgres {

namespace {

constexpr Placement kPlacements[] = {{"customer", "id", nullptr},
                                     {"customer_ssn", "customer_id", "customer"},
                                     {"customer_phone", "customer_id", "customer"},
                                     {"vehicle", "customer_id", "customer"},
                                     {"loan", "customer_id", "customer"},
                                     {"payment", "customer_id", "customer"},
                                     {"interaction", "customer_id", "customer"},
                                     {"customer_note", "customer_id", "customer"},
                                     {"loan_note", "customer_id", "customer"},
                                     {"call_outcome", "customer_id", "customer"},
                                     {"audit", "customer_id", "customer"},
                                     {"account_directory", "account_number", nullptr},
                                     {"external_directory", "external_id", nullptr},
                                     {"phone_directory", "number", nullptr},
                                     {"name_directory", "name_key", nullptr},
                                     {"ssn_directory", "ssn_index", nullptr},
                                     {"loan_directory", "loan_id", nullptr},
                                     {"vin_directory", "vin", nullptr},
                                     {"creation", "idempotency_key", nullptr},
                                     {"record_total", "slot", nullptr},
                                     {"loan_total", "slot", "record_total"},
                                     {"id_counter", "record", nullptr},
                                     {"setting", nullptr, nullptr},
                                     {"auth_user", nullptr, nullptr},
                                     {"auth_refresh", nullptr, nullptr},
                                     {"auth_key", nullptr, nullptr},
                                     {"schema_migration", nullptr, nullptr}};

bool answers(Connection& connection, const Sql& select, std::span<const Param> params = {}) {
  bool found = false;
  connection.execute({select, params, [&](const Row&) { found = true; }});
  return found;
}

void require_citus(Connection& connection) {
  static const Sql select("SELECT 1 FROM pg_proc WHERE proname = 'create_distributed_table'");
  if (answers(connection, select)) return;
  throw Error(
      Code::unsupported,
      "This server cannot distribute tables: it has no Citus. Install Citus on every server, name citus in "
      "shared_preload_libraries, run CREATE EXTENSION citus in this database, and make the others known with "
      "SELECT citus_add_node('host', 5432).",
      "url");
}

// Citus leaves what a table held behind, and references between half-moved tables stop it.
void require_no_records(Connection& connection) {
  static const Sql select("SELECT 1 FROM customer LIMIT 1");
  if (answers(connection, select))
    throw Error(Code::conflict,
                "The database holds records already, and only empty tables are distributed. Distribute a new "
                "database, and copy this one into it with `crmctl copy`.",
                "url");
}

bool is_placed(Connection& connection, const Placement& placement) {
  static const Sql select("SELECT 1 FROM pg_dist_partition WHERE logicalrel = to_regclass($1)");
  const Param params[] = {std::string(placement.table)};
  return answers(connection, select, params);
}

void place(Connection& connection, const Placement& placement) {
  static const Sql by_column(
      "SELECT 1 FROM create_distributed_table(to_regclass($1), $2, colocate_with => $3)"),
      everywhere("SELECT 1 FROM create_reference_table(to_regclass($1))");
  const std::string table = placement.table;
  if (placement.column == nullptr) {
    const Param params[] = {table};
    connection.execute({everywhere, params});
  } else {
    const Param params[] = {table, std::string(placement.column),
                            std::string(placement.beside != nullptr ? placement.beside : "none")};
    connection.execute({by_column, params});
  }
}

}  // namespace

std::span<const Placement> placements() { return kPlacements; }

std::vector<PlacedTable> distribute(Connection& connection) {
  require_citus(connection);
  std::vector<PlacedTable> placed;
  for (const Placement& placement : kPlacements) {
    const bool was_there = is_placed(connection, placement);
    if (!was_there) {
      require_no_records(connection);
      place(connection, placement);
    }
    placed.push_back({placement.table, placement.column != nullptr ? placement.column : "", was_there});
  }
  return placed;
}

}  // namespace crm::storage::postgres
