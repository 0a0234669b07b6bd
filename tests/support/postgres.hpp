// PostgreSQL for tests: a server of their own, and an empty database on it for each who asks.
#pragma once

#include <libpq-fe.h>

#include <string>
#include <vector>

namespace crm::test {

// The server that ctest has started for all, or else one that this process starts and that ends with it. A
// URL without a database that is anybody's.
const std::string& postgres_server();

// A plain connection of a test's own, for looking beneath the library.
class RawPostgres {
 public:
  using Rows = std::vector<std::vector<std::string>>;

  explicit RawPostgres(const std::string& url);
  ~RawPostgres() { PQfinish(handle_); }
  RawPostgres(const RawPostgres&) = delete;
  RawPostgres& operator=(const RawPostgres&) = delete;

  // Every value as text, NULL as "NULL". Throws what the server says.
  Rows rows(const std::string& sql) const;
  std::string text(const std::string& sql) const { return rows(sql).at(0).at(0); }
  long long number(const std::string& sql) const { return std::stoll(text(sql)); }
  void execute(const std::string& sql) const { rows(sql); }

 private:
  PGconn* handle_;
};

// An empty database, dropped at the end whoever still uses it.
class PostgresDatabase {
 public:
  PostgresDatabase();
  ~PostgresDatabase();
  PostgresDatabase(const PostgresDatabase&) = delete;
  PostgresDatabase& operator=(const PostgresDatabase&) = delete;

  const std::string& name() const { return name_; }
  const std::string& url() const { return url_; }

 private:
  std::string name_, url_;
};

}  // namespace crm::test
