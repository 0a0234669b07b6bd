#include "storage/postgres/handle.hpp"

#include <sys/socket.h>

#include <crm/error.hpp>
#include <vector>

#include "storage/postgres/errors.hpp"
#include "storage/postgres/socket.hpp"

namespace crm::storage::postgres {

namespace {

void ignore_notice(void*, const PGresult*) {}

Handle start(const Settings& host) {
  std::vector<const char*> keywords, values;
  for (const auto& [keyword, value] : host) {
    keywords.push_back(keyword.c_str());
    values.push_back(value.c_str());
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  Handle handle(libpq().PQconnectStartParams(keywords.data(), values.data(), 0));
  if (!handle) throw no_memory();
  libpq().PQsetNoticeReceiver(handle.get(), &ignore_notice,
                              nullptr);  // libpq would print to the host's stderr
  return handle;
}

struct Reason {
  std::string_view words;  // of libpq's message, in English whatever the locale: libcrm never sets one
  const char* sqlstate;
};

// While a connection is being made, libpq tells the SQLSTATE in no other way than by what the message says.
// The first line that fits decides: the limit of a database or role is told with its name, too.
constexpr Reason kReasons[] = {
    {"password authentication failed", "28P01"},
    {"no password supplied", "28P01"},
    {"no pg_hba.conf entry", "28000"},
    {"authentication failed", "28000"},
    {"too many clients", "53300"},
    {"remaining connection slots", "53300"},
    {"too many connections", "53300"},
    {"no more connections allowed", "53300"},
    {"permission denied for database", "42501"},
    {"not currently accepting connections", "57P03"},
    {"the database system is", "57P03"},
    {"session is read-only", "25006"},
    {"server is in hot standby", "25006"},
    {"role \"", "28000"},
    {"no such user", "28000"},
    {"database \"", "3D000"},
    {"no such database", "3D000"},
};

// Of settings that libpq has looked at before it spoke to a server.
bool is_about_settings(std::string_view message) {
  return message.starts_with("invalid ") || message.starts_with("could not match ") ||
         message.starts_with("definition of service ") || message.find("service file ") != message.npos;
}

// One line, without what could move a terminal's cursor.
std::string one_line(std::string_view message) {
  std::string line;
  for (const char c : message) line.push_back(static_cast<unsigned char>(c) < ' ' ? ' ' : c);
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

// libpq's message speaks of the server, the user and the certificate, never of a password or a record.
[[noreturn]] void fail(PGconn* handle) {
  if (speaks_of_memory(libpq().PQerrorMessage(handle))) throw no_memory();
  const std::string message = one_line(libpq().PQerrorMessage(handle));
  for (const Reason& reason : kReasons)
    if (message.find(reason.words) != std::string::npos) {
      const Error error = error_of(reason.sqlstate);
      throw Error(error.code(), std::string(error.what()) + " libpq says: " + message, "url",
                  error.sqlstate());
    }
  if (is_about_settings(message))
    throw Error(Code::invalid_argument,
                "A setting of the connection is wrong: in the URL, in a PG... variable of the environment or "
                "in a service file. libpq says: " +
                    message,
                "url");
  throw Error(Code::unavailable, "The database server cannot be reached. libpq says: " + message, "url");
}

void wait(PGconn* handle, bool to_write, Deadline deadline, const Watch& watch) {
  if (wait_for(libpq().PQsocket(handle), to_write, deadline, watch) == Ready::nothing)
    throw Error(Code::timeout, "The database server did not take a connection within the deadline.");
}

}  // namespace

// A closed socket cannot keep PQfinish waiting, whatever state the connection is in.
void CloseHandle::operator()(PGconn* connection) const noexcept {
  if (const int open = libpq().PQsocket(connection); open >= 0) ::shutdown(open, SHUT_RDWR);
  if (sockets != nullptr) sockets->remove(socket);
  libpq().PQfinish(connection);
}

Handle connect(const Settings& host, Deadline deadline, const Watch* watch, Sockets& sockets) {
  const Watch asked = watch == nullptr ? Watch() : *watch;
  Handle handle = start(host);
  if (libpq().PQstatus(handle.get()) == CONNECTION_BAD) fail(handle.get());
  for (auto next = PGRES_POLLING_WRITING; next != PGRES_POLLING_OK;
       next = libpq().PQconnectPoll(handle.get())) {
    if (next == PGRES_POLLING_FAILED) fail(handle.get());
    wait(handle.get(), next == PGRES_POLLING_WRITING, deadline, asked);
  }
  if (libpq().PQsetnonblocking(handle.get(), 1) != 0 || libpq().PQenterPipelineMode(handle.get()) != 1)
    fail(handle.get());
  const int socket = libpq().PQsocket(handle.get());
  sockets.add(socket);
  handle.get_deleter() = {&sockets, socket};
  return handle;
}

}  // namespace crm::storage::postgres
