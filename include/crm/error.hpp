// Errors: one class, one list of codes, the same in C++, C, Python, REST and the command line.
//
// Threads: an Error is a plain value. Messages never hold personal data: no name, number, note or SSN.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>

namespace crm {

// What went wrong. The numbers are fixed: new codes are added at the end, none is ever used again.
enum class Code : std::int32_t {
  invalid_argument = 1,   // a value is of the wrong type, form, length or range; field() names it
  not_found = 2,          // no such record, or no such database file
  conflict = 3,           // the record has changed, the value is taken, or the same call id has other content
  busy = 4,               // too many callers wait already; try again
  timeout = 5,            // the deadline has passed; nothing was written
  cancelled = 6,          // another thread cancelled the call
  unavailable = 7,        // the database cannot be reached now
  unknown_outcome = 8,    // written or not: ask again with the same call id
  permission = 9,         // the operating system or the database refuses
  corrupt = 10,           // the database file is damaged, or no database
  full = 11,              // the disk is full
  schema_too_new = 12,    // the database was made by a newer libcrm
  schema_too_old = 13,    // the database needs `crmctl migrate`
  key_missing = 14,       // the key for SSNs is missing, or another one than the database's
  buffer_too_small = 15,  // the caller's buffer cannot hold the answer
  unsupported = 16,       // this build or this database cannot do that
  misuse = 17,            // the call breaks a rule of the library; the message says which
  no_memory = 18,         // an allocation failed
  internal = 19,          // a bug in libcrm: please report it
};

// The code's word as it stands in every layer: "invalid_argument", "not_found", ...
std::string_view name(Code code) noexcept;

// Everything the library throws. Absence (no such customer) is a std::optional, not an Error, wherever
// absence is an ordinary answer.
class Error : public std::exception {
 public:
  Error(Code code, std::string message, std::string field = {}, std::string sqlstate = {});

  Code code() const noexcept { return code_; }
  // A full sentence that says what to do; without personal data.
  const char* what() const noexcept override { return message_.c_str(); }
  // The field at fault ("due_amount"), or empty.
  const std::string& field() const noexcept { return field_; }
  // PostgreSQL's five characters, or empty.
  const std::string& sqlstate() const noexcept { return sqlstate_; }
  // Whether the same call may succeed later without a change (busy, timeout, unavailable, unknown_outcome).
  bool retryable() const noexcept;

 private:
  Code code_;
  std::string message_, field_, sqlstate_;
};

}  // namespace crm
