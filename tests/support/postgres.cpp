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

// Ends with this process: its standard input does.
class OwnServer {
 public:
  OwnServer() {
    int in[2], out[2];
    if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(in[0], 0);
      ::dup2(out[1], 1);
      ::execl(CRM_PYTHON, CRM_PYTHON, "-B", CRM_SOURCE_DIR "/tests/support/postgres_server.py", nullptr);
      ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    life_ = in[1];
    read_url(out[0]);
    ::close(out[0]);
  }
  ~OwnServer() {
    if (::getpid() != owner_) return;  // a forked child has it only on loan
    ::close(life_);
    ::waitpid(pid_, nullptr, 0);
  }
  OwnServer(const OwnServer&) = delete;
  OwnServer& operator=(const OwnServer&) = delete;

  std::string url;

 private:
  void read_url(int from) {
    char c = 0;
    while (::read(from, &c, 1) == 1 && c != '\n') url.push_back(c);
    if (url.empty()) throw std::runtime_error("the tests' PostgreSQL server did not start");
  }

  const pid_t owner_ = ::getpid();
  pid_t pid_ = -1;
  int life_ = -1;
};

std::string find_server() {
  if (const char* file = std::getenv("CRM_TEST_POSTGRES")) {
    std::ifstream lines(file);
    std::string url;
    if (std::getline(lines, url)) return url;
  }
  static OwnServer server;
  return server.url;
}

std::string new_name() {
  static std::atomic<int> count = 0;
  return "crm_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
}

}  // namespace

const std::string& postgres_server() {
  static const std::string url = find_server();
  return url;
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
  const std::string& server = postgres_server();  // "postgresql://crm@/postgres?host=…"
  const std::size_t path = server.find("/postgres?");
  url_ = server.substr(0, path + 1) + name_ + server.substr(path + 9);
}

PostgresDatabase::~PostgresDatabase() {
  try {
    RawPostgres(postgres_server()).execute("DROP DATABASE " + name_ + " WITH (FORCE)");
  } catch (const std::exception&) {  // the whole server goes with the tests
  }
}

}  // namespace crm::test
