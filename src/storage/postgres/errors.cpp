#include "storage/postgres/errors.hpp"

#include "storage/postgres/libpq.hpp"

namespace crm::storage::postgres {

namespace {

struct Meaning {
  std::string_view beginning;  // of the SQLSTATE
  Code code;
  const char* sentence;
};

// The first line that fits decides, so the exact ones come first.
constexpr Meaning kMeanings[] = {
    {"25006", Code::unavailable, "This server takes no writes now: another one has become the primary."},
    {"57P01", Code::unavailable, "The database server is shutting down."},
    {"57P02", Code::unavailable, "The database server has crashed and is starting again."},
    {"57P03", Code::unavailable, "The database server is not ready yet."},
    {"57P05", Code::unavailable, "The database server has closed a connection that was idle."},
    {"25P03", Code::unavailable, "The database server has closed a transaction that was idle."},
    {"57014", Code::timeout, "The database did not answer within the deadline; nothing was written."},
    {"08", Code::unavailable, "The connection to the database was lost."},
    {"40001", Code::busy, "Other transactions were in the way; try again."},
    {"40P01", Code::busy, "Two transactions waited for each other; try again."},
    {"55P03", Code::busy, "Another transaction holds this record; try again."},
    {"53300", Code::busy,
     "The database server has no connection left. Raise its max_connections, or use PgBouncer."},
    {"53100", Code::full, "The database server's disk is full; nothing was written."},
    {"53", Code::unavailable, "The database server has no memory or other means left."},
    {"58", Code::unavailable, "The database server's disk or operating system failed."},
    {"28", Code::permission, "The database server refuses this user or password."},
    {"42501", Code::permission, "The database user has not the right to do this."},
    {"3D000", Code::not_found,
     "The server has no database of this name. Create it, with createdb for instance."},
    {"23505", Code::conflict, "Another record has this value already."},
    {"23503", Code::conflict, "Another record belongs to this one, or the one it belongs to is gone."},
    {"23", Code::invalid_argument, "A value breaks a rule of the database's tables."},
    {"42P01", Code::corrupt,
     "The database's tables are not as libcrm made them: another program changed them."},
    {"42703", Code::corrupt,
     "The database's tables are not as libcrm made them: another program changed them."},
    {"XX001", Code::corrupt, "The server found damage in the database. Restore it from a backup."},
    {"XX002", Code::corrupt, "The server found damage in an index of the database. Its REINDEX may mend it."},
    {"0A000", Code::unsupported, "This database server cannot do that."},
};

}  // namespace

Error error_of(std::string_view sqlstate) {
  for (const Meaning& line : kMeanings)
    if (sqlstate.starts_with(line.beginning))
      return Error(line.code, std::string(line.sentence) + " (SQLSTATE " + std::string(sqlstate) + ")", {},
                   std::string(sqlstate));
  return Error(
      Code::internal,
      "PostgreSQL reported an error that libcrm does not expect. (SQLSTATE " + std::string(sqlstate) + ")",
      {}, std::string(sqlstate));
}

std::string sqlstate_of(const PGresult* result) {
  const char* state = libpq().PQresultErrorField(result, PG_DIAG_SQLSTATE);
  return state != nullptr ? state : "00000";
}

Error error_of(const PGresult* failed) { return error_of(sqlstate_of(failed)); }

bool ends_connection(std::string_view sqlstate) {
  return sqlstate == "25006" || sqlstate == "25P03" || sqlstate.starts_with("57P");
}

// In English whatever the locale: libcrm never sets one.
bool speaks_of_memory(std::string_view message) {
  const auto says = [&](std::string_view words) { return message.find(words) != message.npos; };
  if (says("FATAL:") || says("ERROR:")) return false;
  return says("out of memory") || says("annot allocate memory") || says("emory allocation failure") ||
         says("malloc failure");
}

Error no_memory() {
  return Error(Code::no_memory, "There is not enough memory to speak to the database server.");
}

Error lost_connection() {
  return Error(Code::unavailable, "The connection to the database was lost; nothing was written.", {},
               "08006");
}

Error deadline_passed() {
  return Error(Code::timeout, "The database did not answer within the deadline; nothing was written.");
}

}  // namespace crm::storage::postgres
