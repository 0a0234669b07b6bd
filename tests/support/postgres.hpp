// PostgreSQL for tests: a server of their own, and an empty database on it for each who asks.
#pragma once

#include <libpq-fe.h>
#include <sys/types.h>

#include <string>
#include <vector>

namespace crm::test {

// The server that ctest has started for all, or else one that this process starts and that ends with it. A
// URL without a database that is anybody's.
const std::string& postgres_server();
// The same server through PgBouncer in transaction mode.
const std::string& pgbouncer();

// A server for a test that stops or stalls it; ends with the test, or with this process.
class PostgresServer {
 public:
  // settings: "max_connections=5", ...; "standby_of=URL" for one that follows another server;
  // "tls=NAME" for one that demands TLS, with a certificate for that name: server.crt in its folder, and
  // other.crt, another one's.
  explicit PostgresServer(const std::vector<std::string>& settings = {});
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  // The database "postgres", which a test may use as its own.
  const std::string& url() const { return url_; }
  const std::string& pgbouncer_url() const { return pgbouncer_url_; }

  // Back when it takes connections again. "fast": it ends all connections; "immediate": as if it crashed.
  void restart(const std::string& how) { say("restart " + how); }
  void stop(const std::string& how) { say("stop " + how); }
  void start() { say("start"); }
  // All its processes stand still, as on a machine that hangs: the kernel goes on to take what is sent.
  void pause() { say("pause"); }
  void resume() { say("resume"); }

 private:
  void say(const std::string& command);
  std::string read_line() const;

  const pid_t owner_;
  pid_t pid_ = -1;
  int to_ = -1, from_ = -1;
  std::string url_, pgbouncer_url_;
};

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
  std::string pgbouncer_url() const;

 private:
  std::string name_, url_;
};

}  // namespace crm::test
