// Brings a database's schema up to date, and tells whether it is.
#pragma once

#include <string>
#include <vector>

#include "storage/driver.hpp"

namespace crm::storage {

// Runs the migrations that the database lacks, each in a transaction of its own, under the
// database's write lock: of many processes that do this at once one does the work. Says how many it ran.
// Error(schema_too_new, conflict as of refuse_foreign(), corrupt when a migration that ran is not the one
// this library knows).
int migrate(Driver& driver, Connection& writer, std::string_view now);

// Error(conflict) for another program's database, which no mistaken path may change.
void refuse_foreign(const Driver& driver, Connection& connection);

// The number of the last migration that ran; 0: none.
int schema_number(const Driver& driver, Connection& connection);

// When the first migration ran, as text; empty: none has.
std::string schema_made_at(const Driver& driver, Connection& connection);

// What migrate() would run, in order. Error(schema_too_new, corrupt) as there.
std::vector<Migration> missing_migrations(const Driver& driver, Connection& connection);

// Whether a migration makes this table, or the history of the migrations is in it.
bool is_own_table(const Driver& driver, const std::string& table);

// Those of these tables.
std::vector<std::string> own_tables(const Driver& driver, std::vector<std::string> tables);

// The same without the history and the counters of the ids.
std::vector<std::string> tables_of_records(const Driver& driver, std::vector<std::string> tables);

// Of these references, rows of a table and the one that it refers to: the tables that are none of ours and
// refer to one of ours.
std::vector<std::string> others_referring(const Driver& driver, Connection& connection,
                                          const Sql& references);

// Error(schema_too_old, schema_too_new) unless the schema is exactly the library's. One that is not there at
// all is too old, for the field "url": it may be the wrong database.
void check_schema(const Driver& driver, Connection& connection);

}  // namespace crm::storage
