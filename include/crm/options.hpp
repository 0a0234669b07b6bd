// How a database is opened.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include <crm/date.hpp>
#include <crm/decision.hpp>
#include <crm/log.hpp>

namespace crm {

// Everything has a sensible default but the URL.
struct Options {
  // As SQLAlchemy reads it: sqlite:///crm.db is relative to the working directory, sqlite:////var/lib/crm.db
  // absolute, sqlite:// a database in memory that goes when the Database goes.
  // postgresql://user:password@host:5432/name: PostgreSQL; several hosts may stand there, and
  // libpq's parameters after a '?'. What the URL leaves open: a server elsewhere must show a certificate for
  // its name (sslmode=verify-full), and of several hosts the one that takes writes is used.
  std::string url;

  // True: a missing database is created and an older schema is brought up to date on first use. A database in
  // memory always is. Leave it false in telephony workers and run `crmctl migrate` instead.
  bool migrate = false;

  // How long a call may take in all: waiting for a connection, the database, reading the answer. A call that
  // cannot keep it fails with Code::timeout, at most 100 ms later. Not covered: a disk on which the kernel
  // itself blocks, and the system's resolver of host names. Where that may be silent, write the server's
  // address into the URL, or hostaddr=.
  std::chrono::milliseconds deadline{2000};
  std::chrono::milliseconds pre_call_deadline{250};

  std::size_t pool_size = 8;    // connections for reading, on PostgreSQL for reading and writing; 1 to 256
  std::int64_t mmap_bytes = 0;  // SQLite: read through a memory map of up to this size. Faster, but it trusts
                                // the file: damaged pages are noticed later, and a file that fails or shrinks
                                // under it kills the process. For programs of your own
  // SQLite: pages that the writer keeps in memory, up to this size: 64 KB to 1 GB. More makes bulk work on
  // large databases faster, and lets the write-ahead log grow to twice the size before it is moved into the
  // file.
  std::int64_t write_cache_bytes = std::int64_t{2} << 20;
  std::size_t interactions = 5;  // how many of the newest interactions a pre-call answer holds; 0 to 100
  std::string default_country = "US";  // ISO 3166-1: how national phone numbers and addresses are read
  CallingHours calling_hours{};

  // The file with the key for SSNs. Empty: `<database file>.key`; PostgreSQL has no such place, so there it
  // must be named, or what needs the key fails with Code::key_missing. Made, with mode 0600, when the first
  // SSN is stored in a database that has none yet. In memory: a key that goes with the database.
  std::string key_file{};
  // Instead of a file: fills in the 32 bytes of the key and says true, or false when it is not at hand now.
  // Called when a key is needed for the first time, perhaps by several threads at once, and where several
  // write at once perhaps on the thread of another call than the one that needs it. Other writers wait for
  // it: it must be quick, and must not use the database. The key of such a database cannot be changed. What
  // it throws ends the call.
  std::function<bool(std::span<unsigned char, 32> key)> key{};

  Log log{};                               // where log lines go
  std::chrono::milliseconds slow_call{0};  // a call that takes this long is logged; 0: none is

  // What time it is. Empty: the system's clock. Called from any thread that uses the database, while others
  // may wait to write: it must be quick, and must not use the database.
  std::function<Instant()> clock{};
};

}  // namespace crm
