// Distributing a database over several PostgreSQL servers with Citus, PostgreSQL's distributed engine.
#pragma once

#include <string>
#include <vector>

namespace crm {

class Session;

struct PlacedTable {
  std::string name;
  std::string
      column;  // rows with the same value of it lie on one server; empty: the table is on every server
  bool was_there = false;  // it was distributed before
};

// To be called of the coordinator, for a database with libcrm's tables and without records: what a customer
// owns then lies on one server, beside the customer. Tables that are distributed already stay as they are, so
// that it can be called again after an interruption, and after a migration that made a table. Takes as long
// as it takes. Leaves an audit row. Errors: unsupported (a SQLite file, or a server without Citus: the
// message says what is missing), conflict (there are records: distribute a new database and copy() this one
// into it), schema_too_old, permission.
std::vector<PlacedTable> distribute(Session& session);

}  // namespace crm
