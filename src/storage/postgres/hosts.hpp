// A PostgreSQL URL as the servers it names, each with the settings to connect to it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crm::storage::postgres {

// libpq's keywords and values: host, port, dbname, user, sslmode, ...
using Settings = std::map<std::string, std::string>;

// postgresql://user:password@host1:5432,host2/database?sslmode=require, or postgres://; see "Connection URIs"
// in libpq's manual. What the URL leaves open is filled in:
//   sslmode                verify-full with the system's certificates; for a server on this machine libpq's
//   own target_session_attrs   read-write: of several hosts the one that takes writes keepalives,
//   tcp_user_timeout: a peer that is gone is noticed in seconds, not in minutes
// Throws Error(invalid_argument, ..., "url").
std::vector<Settings> hosts_of(std::string_view url);

// Whether the host is this machine: a socket's folder, a loopback address or "localhost".
bool is_local(const Settings& host);

// "db.example:5432/crm", for people: never a password.
std::string place_of(const Settings& host);

// The same as a shell takes it, for pg_dump and its kind: "--host=db.example --username=crm --dbname=crm".
std::string tool_options(const Settings& host);

}  // namespace crm::storage::postgres
