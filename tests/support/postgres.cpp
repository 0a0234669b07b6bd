#include "support/postgres.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace crm::test {

namespace {

void run_server(int in, int out, const std::vector<std::string>& settings) {
  std::vector<std::string> command{CRM_PYTHON, "-B", CRM_SOURCE_DIR "/tests/support/postgres_server.py"};
  command.insert(command.end(), settings.begin(), settings.end());
  std::vector<char*> arguments;
  for (std::string& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::dup2(in, 0);
  ::dup2(out, 1);
  ::execv(CRM_PYTHON, arguments.data());
  ::_exit(127);
}

struct Urls {
  std::string server, pgbouncer;
};

Urls find_server() {
  if (const char* file = std::getenv("CRM_TEST_POSTGRES")) {
    std::ifstream lines(file);
    Urls urls;
    if (std::getline(lines, urls.server) && std::getline(lines, urls.pgbouncer)) return urls;
  }
  static const PostgresServer server;
  return {server.url(), server.pgbouncer_url()};
}

const Urls& urls() {
  static const Urls found = find_server();
  return found;
}

// "postgresql://crm@/postgres?host=…" with another database.
std::string with_database(const std::string& server, const std::string& name) {
  const std::size_t path = server.find("/postgres?");
  return server.substr(0, path + 1) + name + server.substr(path + 9);
}

std::string new_name() {
  static std::atomic<int> count = 0;
  return "crm_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
}

}  // namespace

const std::string& postgres_server() { return urls().server; }
const std::string& pgbouncer() { return urls().pgbouncer; }

PostgresServer::PostgresServer(const std::vector<std::string>& settings) : owner_(::getpid()) {
  int in[2], out[2];
  if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  pid_ = ::fork();
  if (pid_ == 0) run_server(in[0], out[1], settings);
  ::close(in[0]);
  ::close(out[1]);
  to_ = in[1];
  from_ = out[0];
  const std::string urls = read_line();
  const std::size_t blank = urls.find(' ');
  url_ = urls.substr(0, blank);
  pgbouncer_url_ = urls.substr(blank + 1);
  if (url_.empty()) throw std::runtime_error("the tests' PostgreSQL server did not start");
}

// A forked child has it only on loan.
PostgresServer::~PostgresServer() {
  if (::getpid() != owner_) return;
  ::close(to_);
  ::waitpid(pid_, nullptr, 0);
  ::close(from_);
}

std::string PostgresServer::read_line() const {
  std::string line;
  char c = 0;
  while (::read(from_, &c, 1) == 1 && c != '\n') line.push_back(c);
  return line;
}

void PostgresServer::say(const std::string& command) {
  const std::string line = command + "\n";
  if (::write(to_, line.data(), line.size()) != static_cast<ssize_t>(line.size()) || read_line() != "done")
    throw std::runtime_error("the tests' PostgreSQL server did not: " + command);
}

RawPostgres::RawPostgres(const std::string& url) : handle_(PQconnectdb(url.c_str())) {
  if (PQstatus(handle_) == CONNECTION_OK) return;
  const std::string message = PQerrorMessage(handle_);
  PQfinish(handle_);
  throw std::runtime_error(message);
}

RawPostgres::Rows RawPostgres::rows(const std::string& sql) const {
  PGresult* result = PQexec(handle_, sql.c_str());
  const ExecStatusType status = PQresultStatus(result);
  Rows rows;
  for (int i = 0; i < PQntuples(result); ++i) {
    auto& row = rows.emplace_back();
    for (int j = 0; j < PQnfields(result); ++j)
      row.emplace_back(PQgetisnull(result, i, j) != 0 ? "NULL" : PQgetvalue(result, i, j));
  }
  PQclear(result);
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
    throw std::runtime_error(PQerrorMessage(handle_));
  return rows;
}

PostgresDatabase::PostgresDatabase() : name_(new_name()) {
  RawPostgres(postgres_server()).execute("CREATE DATABASE " + name_);
  url_ = with_database(postgres_server(), name_);
}

std::string PostgresDatabase::pgbouncer_url() const { return with_database(pgbouncer(), name_); }

PostgresDatabase::~PostgresDatabase() {
  try {
    RawPostgres(postgres_server()).execute("DROP DATABASE " + name_ + " WITH (FORCE)");
  } catch (const std::exception&) {  // the whole server goes with the tests
  }
}

}  // namespace crm::test
