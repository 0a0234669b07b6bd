// libcrm's C interface: who is behind this phone number, what do they owe, may I call them now?
//
// Link with -lcrm (pkg-config crm, or crm::c from CMake's find_package(crm)). examples/c_dialer is a whole
// program.
//
// Rules that hold for every function
// - Handles are opaque. What a function gives through `**out` belongs to the caller and is freed by the _free
//   function of its type, which takes NULL too. What a getter returns is borrowed: it lives as long as the
//   handle it was asked of.
// - A text goes in as pointer and length; CRM_NTS as the length says that it ends with a NUL. It is UTF-8,
//   without a NUL in it, of at most 1 MiB, and copied. NULL with length 0 is the empty text. A text comes out
//   with its length (`len` may be NULL) and a NUL behind it.
// - An amount is a count of minor units (cents); a date is the number YYYYMMDD, 20260131, and 0 is none; an
//   instant is microseconds since 1970-01-01T00:00:00Z; an id is 1 or more, and 0 is none; yes and no are 1
//   and 0.
// - A getter that takes a pointer for its value returns 1, or 0 when there is no value; then the value is 0.
//   Getters take NULL for the handle and an index out of range, and answer with nothing: NULL or 0.
// - A function that can fail returns a status, and through `err`, which may be NULL, the error: NULL after
//   CRM_OK. After a failure what it gives through `out` is NULL or 0.
// - JSON has the field names of <crm/fields>, amounts as numbers with their decimals (425.50), dates and
//   instants as ISO 8601 text, null for what is absent. At most 1 MiB, nested 16 deep.
// - "Blocking: deadline" means that the function may wait for the database until the session's or database's
//   deadline, and returns at most 100 ms later. Not covered: a disk on which the kernel itself blocks, the
//   system's resolver of host names (where it may be silent, the URL has the address, or hostaddr=), and the
//   caller's own callbacks. "Blocking: no" functions only compute. Nothing here starts a thread or a process,
//   handles a signal, writes to the standard streams or changes the locale. Of these streams those that the
//   host has closed are replaced by /dev/null when a connection is made, so that it never has their numbers.
// - "Fork: handle" means that a handle made before fork() may be used in parent and child. With
//   PostgreSQL always: the child connects anew; a session that another thread was using at the fork stays in
//   use there. With SQLite if no call has used the database before the fork, or crm_before_fork was called
//   last; otherwise the child gets CRM_MISUSE. "Fork: any" means that there is nothing to mind.
// - No C++ exception leaves the library, and none may be thrown, and no longjmp done, through its callbacks.
// - No message holds personal data.
#ifndef CRM_H
#define CRM_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__) || defined(__clang__)
#define CRM_API __attribute__((visibility("default")))
#else
#define CRM_API
#endif

// The version of this header; crm_version_number() tells that of the library at run time.
#define CRM_VERSION_NUMBER 1000 /* 0.1.0: major * 1000000 + minor * 1000 + patch */

// As the length of a text: it ends with a NUL.
#define CRM_NTS SIZE_MAX

#ifdef __cplusplus
extern "C" {
#endif

// What came of a call. The numbers are fixed: new ones are added at the end, none is ever used again, so be
// ready for ones that this list does not have.
typedef int32_t crm_status;
enum {
  CRM_OK = 0,
  CRM_INVALID_ARGUMENT = 1,  // a value is of the wrong type, form, length or range; crm_error_field names it
  CRM_NOT_FOUND = 2,         // no such record, or no such database file
  CRM_CONFLICT = 3,     // the record has changed, the value is taken, or the same call id has other content
  CRM_BUSY = 4,         // too many callers wait already; try again
  CRM_TIMEOUT = 5,      // the deadline has passed; nothing was written
  CRM_CANCELLED = 6,    // crm_session_cancel ended the call; nothing was written
  CRM_UNAVAILABLE = 7,  // the database cannot be reached now
  CRM_UNKNOWN_OUTCOME = 8,  // written or not: ask again with the same call id
  CRM_PERMISSION = 9,       // the operating system or the database refuses
  CRM_CORRUPT = 10,         // the database file is damaged, or no database
  CRM_FULL = 11,            // the disk is full
  CRM_SCHEMA_TOO_NEW = 12,  // the database was made by a newer libcrm
  CRM_SCHEMA_TOO_OLD = 13,  // the database needs `crmctl migrate`, or crm_migrate
  CRM_KEY_MISSING = 14,  // the key for social security numbers is missing, or another one than the database's
  CRM_BUFFER_TOO_SMALL = 15,  // the caller's buffer cannot hold the answer
  CRM_UNSUPPORTED = 16,       // this build or this database cannot do that
  CRM_MISUSE = 17,            // the call breaks a rule of this interface; the message says which
  CRM_NO_MEMORY = 18,         // an allocation failed
  CRM_INTERNAL = 19           // a bug in libcrm: please report it
};

// What to do when nothing tells in which time zone a customer is: crm_options_set_unknown_location.
enum {
  CRM_LOCATION_REFUSE = 0,         // the call is not allowed
  CRM_LOCATION_EVERY_US_ZONE = 1,  // allowed while calling hours allow it in every zone of the United States
  CRM_LOCATION_IGNORE = 2          // calling hours are not looked at
};

// How much a log line matters: something to know; a call failed or took long for a reason that may pass;
// somebody must do something.
enum { CRM_LOG_INFO = 1, CRM_LOG_WARNING = 2, CRM_LOG_ERROR = 3 };

// Gets a log line: what happened ("pre_call", "migrate"), and a sentence. The texts live for the time of the
// callback.
typedef void (*crm_log_callback)(void* user, int32_t level, const char* what, size_t what_len,
                                 const char* message, size_t message_len);
// Fills in the 32 bytes of the key for social security numbers and answers 1; or 0: it is not at hand now.
typedef int32_t (*crm_key_callback)(void* user, uint8_t* key);

typedef struct crm_error crm_error;
typedef struct crm_text crm_text;          // a text that the caller owns: an answer as JSON
typedef struct crm_options crm_options;    // how a database is opened
typedef struct crm_database crm_database;  // shared by all threads
typedef struct crm_session crm_session;    // who asks, and how long they wait; one thread at a time
typedef struct crm_pre_call_answer crm_pre_call_answer;  // everyone behind one number
typedef struct crm_candidate crm_candidate;              // one customer who may be behind it
typedef struct crm_decision crm_decision;                // may this customer be called now, on this number?
typedef struct crm_customer crm_customer;
typedef struct crm_customer_phone crm_customer_phone;
typedef struct crm_loan crm_loan;
typedef struct crm_interaction crm_interaction;
typedef struct crm_outcome crm_outcome;                // what came of a call, as it is reported
typedef struct crm_filter crm_filter;                  // what a list is to hold
typedef struct crm_outcome_result crm_outcome_result;  // what the report did

// ---- The library ----------------------------------------

// crm_version: "0.1.0". crm_version_number: as CRM_VERSION_NUMBER. crm_features: the words that
// crm_has_feature knows, with a blank between: "sqlite json ssn", and "postgresql" when the library was built
// with it.
// Ownership: borrowed for ever. Threads: any. Blocking: no. Fork: any. Since: 0.1.
CRM_API const char* crm_version(void);
CRM_API int32_t crm_version_number(void);
CRM_API const char* crm_features(void);
CRM_API int32_t crm_has_feature(const char* name, size_t name_len);

// The status as a word that is the same everywhere: "invalid_argument"; "ok" for CRM_OK, "unknown" for what
// this library does not know.
// Ownership: borrowed for ever. Threads: any. Blocking: no. Fork: any. Since: 0.1.
CRM_API const char* crm_status_name(crm_status status);

// What went wrong: the status, a full sentence that says what to do, the field at fault (or ""), PostgreSQL's
// SQLSTATE (or ""), and whether the same call may succeed later without a change.
// Ownership: borrowed from the error. Threads: any; not while it is freed. Blocking: no. Fork: any. Since:
// 0.1.
CRM_API crm_status crm_error_code(const crm_error* error);
CRM_API const char* crm_error_message(const crm_error* error, size_t* len);
CRM_API const char* crm_error_field(const crm_error* error, size_t* len);
CRM_API const char* crm_error_sqlstate(const crm_error* error, size_t* len);
CRM_API int32_t crm_error_retryable(const crm_error* error);

// Ownership: takes the error; NULL is fine. Threads: any. Blocking: no. Fork: any. Since: 0.1.
CRM_API void crm_error_free(crm_error* error);

// Ownership: borrowed from the text. Threads: any; not while it is freed. Blocking: no. Fork: any. Since:
// 0.1.
CRM_API const char* crm_text_data(const crm_text* text, size_t* len);

// Ownership: takes the text; NULL is fine. Threads: any. Blocking: no. Fork: any. Since: 0.1.
CRM_API void crm_text_free(crm_text* text);

// ---- Options ----------------------------------------

// Everything has a sensible default but the URL.
// Ownership: the caller frees *out with crm_options_free. Threads: any. Blocking: no. Fork: any. Since: 0.1.
CRM_API crm_status crm_options_new(crm_options** out, crm_error** err);

// Ownership: takes the options; NULL is fine. Threads: any. Blocking: no. Fork: any. Since: 0.1.
CRM_API void crm_options_free(crm_options* options);

// url: sqlite:///crm.db (relative), sqlite:////var/lib/crm.db (absolute), sqlite:// (in memory), or where
// crm_has_feature knows "postgresql": postgresql://user:password@host:5432/name, with libpq's parameters
// after a '?'. actor: who acts, for the audit trail, in sessions that name nobody else; 1 to 100 characters.
// default_country: ISO 3166-1, how national phone numbers and addresses are read; US. key_file: holds the key
// for social security numbers; <database file>.key. PostgreSQL has no such place: without a key file or a key
// callback, what needs the key is CRM_KEY_MISSING. An actor and a country that are none are refused at once,
// a URL by crm_open, a key file that cannot be used by the call that needs it.
// Ownership: copied. Threads: one at a time. Blocking: no. Fork: any. Since: 0.1.
CRM_API crm_status crm_options_set_url(crm_options* options, const char* url, size_t url_len,
                                       crm_error** err);
CRM_API crm_status crm_options_set_actor(crm_options* options, const char* actor, size_t actor_len,
                                         crm_error** err);
CRM_API crm_status crm_options_set_default_country(crm_options* options, const char* country,
                                                   size_t country_len, crm_error** err);
CRM_API crm_status crm_options_set_key_file(crm_options* options, const char* path, size_t path_len,
                                            crm_error** err);

// migrate: 1 makes a missing database and brings an older schema up to date on first use; 0, leave that to
// crm_migrate or `crmctl migrate`, as telephony workers should. deadline_ms: for all that a call does, 1 to
// 86400000; 2000. pre_call_deadline_ms: the same for crm_pre_call; 250. pool_size: connections for reading,
// with PostgreSQL for reading and writing, 1 to 256; 8. mmap_bytes: SQLite reads through a memory map of up
// to this size; 0. write_cache_bytes: pages the writer keeps, 65536 to 1 GiB; 2 MiB. interactions: how many
// of the newest a pre-call answer holds, 0 to 100; 5. calling_hours: seconds of the day, from the first to
// before the second; 28800 and 75600. unknown_location: CRM_LOCATION_... Each refuses a wrong value at once
// and leaves the options as they were.
// Ownership: copied. Threads: one at a time. Blocking: no. Fork: any. Since: 0.1.
CRM_API crm_status crm_options_set_migrate(crm_options* options, int32_t migrate, crm_error** err);
CRM_API crm_status crm_options_set_deadline_ms(crm_options* options, int64_t deadline_ms, crm_error** err);
CRM_API crm_status crm_options_set_pre_call_deadline_ms(crm_options* options, int64_t deadline_ms,
                                                        crm_error** err);
CRM_API crm_status crm_options_set_pool_size(crm_options* options, int64_t connections, crm_error** err);
CRM_API crm_status crm_options_set_mmap_bytes(crm_options* options, int64_t bytes, crm_error** err);
CRM_API crm_status crm_options_set_write_cache_bytes(crm_options* options, int64_t bytes, crm_error** err);
CRM_API crm_status crm_options_set_interactions(crm_options* options, int64_t interactions, crm_error** err);
CRM_API crm_status crm_options_set_calling_hours(crm_options* options, int32_t opens, int32_t closes,
                                                 crm_error** err);
CRM_API crm_status crm_options_set_unknown_location(crm_options* options, int32_t location, crm_error** err);

// Callbacks run on the thread of a call, perhaps of several at once, while other calls wait for their return:
// those that write for the key, and all for the line about a migration. So they must be quick, and must not
// call this library: with the session of the call it is CRM_MISUSE, otherwise the call may wait for itself
// until its deadline. NULL: none. key: instead of a file, called when a key is needed for the first time,
// where several write at once perhaps on the thread of another call than the one that needs it. log: of lines
// for the same reason one a second is written. slow_call_ms: a call that takes this long is logged, 0 to
// 86400000; 0, none is. A wrong time is refused at once, a key callback beside a key file by crm_open.
// Ownership: user is the caller's, and must live as long as the database and its sessions. Threads: one at a
// time. Blocking: no. Fork: any. Since: 0.1.
CRM_API crm_status crm_options_set_key(crm_options* options, crm_key_callback callback, void* user,
                                       crm_error** err);
CRM_API crm_status crm_options_set_log(crm_options* options, crm_log_callback callback, void* user,
                                       crm_error** err);
CRM_API crm_status crm_options_set_slow_call_ms(crm_options* options, int64_t slow_call_ms, crm_error** err);

// ---- The database ----------------------------------------

// Opening does no work: the first call connects, in the process that makes it. So a database that is away now
// is no error here. The options may be freed afterwards.
// Ownership: the caller frees *out with crm_close. Threads: any. Blocking: no. Fork: any. Since: 0.1.
CRM_API crm_status crm_open(const crm_options* options, crm_database** out, crm_error** err);

// Sessions that are still there keep what they need; the last of them closes the connections.
// Ownership: takes the database; NULL is fine. Threads: any; not while another function uses this handle.
// Blocking: for a moment, a last write to the disk. Fork: handle; in a child it leaves the parent's
// connections alone. Since: 0.1.
CRM_API void crm_close(crm_database* database);

// Connects and checks the schema, so that the first call is as fast as the next. Optional; in a server that
// forks, call it in the children.
// Ownership: none. Threads: any. Blocking: deadline. Fork: handle. Since: 0.1.
CRM_API crm_status crm_warmup(crm_database* database, crm_error** err);

// Makes the database if it is missing and brings its schema up to date. Many processes may do it at once.
// *ran, which may be NULL, says how many migrations it ran.
// Ownership: none. Threads: any. Blocking: deadline. Fork: handle. Since: 0.1.
CRM_API crm_status crm_migrate(crm_database* database, int32_t* ran, crm_error** err);

// Waits for running calls and closes the connections, so that the process may fork; the next call opens new
// ones. SQLite needs it, PostgreSQL does without. A database in memory stays open, and stays the parent's: a
// child gets CRM_MISUSE.
// Ownership: none. Threads: any; no other call may begin until fork() has returned. Blocking: deadline. Fork:
// for it. Since: 0.1.
CRM_API crm_status crm_before_fork(crm_database* database, crm_error** err);

// Whether the database can work: {"status": "healthy", "schema": 1, "customers": 5, "loans": 6,
// "interactions": 7, "took_us": 90}. When it cannot, the status and the error say why.
// Ownership: the caller frees *out with crm_text_free. Threads: any. Blocking: deadline. Fork: handle. Since:
// 0.1.
CRM_API crm_status crm_health(crm_database* database, crm_text** out, crm_error** err);

// What was done since the database was opened, in this process: for "pre_call", "read" and "write" each how
// many calls, their failures by status, their time in all, and a histogram of their times: {"pre_call":
// {"calls": 3, "failures": {"timeout": 1}, "total_us": 900, "took": [{"below_us": 1, "calls": 0}, ...]},
// ...}. Of the last bucket below_us is null.
// Ownership: the caller frees *out with crm_text_free. Threads: any. Blocking: no. Fork: handle; a child
// counts on from its parent's numbers. Since: 0.1.
CRM_API crm_status crm_statistics(crm_database* database, crm_text** out, crm_error** err);

// ---- Sessions ----------------------------------------

// A session is light: it holds no connection. actor: as of crm_options_set_actor; empty: the options' actor.
// Ownership: the caller frees *out with crm_session_free. Threads: any. Blocking: no. Fork: handle. Since:
// 0.1.
CRM_API crm_status crm_session_new(crm_database* database, const char* actor, size_t actor_len,
                                   crm_session** out, crm_error** err);

// While its database or another session of it is open, a later use of the freed handle is noticed:
// CRM_MISUSE.
// Ownership: takes the session; NULL is fine. Threads: any; not while a call uses it. Blocking: as crm_close,
// when the database was closed before. Fork: handle. Since: 0.1.
CRM_API void crm_session_free(crm_session* session);

// For every call from now on, instead of the database's deadlines; 1 to 86400000.
// Ownership: none. Threads: one at a time. Blocking: no. Fork: handle. Since: 0.1.
CRM_API crm_status crm_session_set_deadline_ms(crm_session* session, int64_t deadline_ms, crm_error** err);

// Ends the call that is running on this session, soon, with CRM_CANCELLED: then nothing was written. A change
// that is being written is finished, and its call ends as if nothing had been said. No call running: nothing
// happens.
// Ownership: none. Threads: any; made for another thread than the session's; not while the session is freed.
// Blocking: no. Fork: handle. Since: 0.1.
CRM_API crm_status crm_session_cancel(crm_session* session, crm_error** err);

// ---- Before a call ----------------------------------------

// Who is behind this number (E.164, or national in the default country), with this account number, with this
// id? Nobody behind a number is an answer without candidates; no customer with that account number or id is
// CRM_NOT_FOUND. Do not tell a person on the phone anything of it before you know that it is the customer: 12
// CFR 1006.6(d).
// Ownership: the caller frees *out with crm_pre_call_answer_free. Threads: one at a time a session. Blocking:
// deadline. Fork: handle. Since: 0.1.
CRM_API crm_status crm_pre_call(crm_session* session, const char* number, size_t number_len,
                                crm_pre_call_answer** out, crm_error** err);
CRM_API crm_status crm_pre_call_account(crm_session* session, const char* account_number,
                                        size_t account_number_len, crm_pre_call_answer** out,
                                        crm_error** err);
CRM_API crm_status crm_pre_call_customer(crm_session* session, int64_t customer_id, crm_pre_call_answer** out,
                                         crm_error** err);

// The answer as JSON: one call instead of many getters.
// Ownership: the caller frees *out with crm_text_free. Threads: one at a time a session. Blocking: deadline.
// Fork: handle. Since: 0.1.
CRM_API crm_status crm_pre_call_json(crm_session* session, const char* number, size_t number_len,
                                     crm_text** out, crm_error** err);

// The same into the caller's buffer, with a NUL behind it. *len, which may be NULL, is the length without the
// NUL, also with CRM_BUFFER_TOO_SMALL: then the buffer (which may be NULL with size 0) is left alone, and len
// + 1 bytes would do.
// Ownership: the buffer is the caller's. Threads: one at a time a session. Blocking: deadline. Fork: handle.
// Since: 0.1.
CRM_API crm_status crm_pre_call_json_into(crm_session* session, const char* number, size_t number_len,
                                          char* buffer, size_t buffer_size, size_t* len, crm_error** err);

// Ownership: takes the answer with everything in it; NULL is fine. Threads: any. Blocking: no. Fork: any.
// Since: 0.1.
CRM_API void crm_pre_call_answer_free(crm_pre_call_answer* answer);

// number: E.164; of an answer about an account or id the customer's primary number, or "". as_of: of which
// instant the answer is. truncated: more than 100 customers have the number. Candidates: those whose primary
// number it is first.
// Ownership: borrowed from the answer. Threads: any; not while it is freed. Blocking: no. Fork: any. Since:
// 0.1.
CRM_API const char* crm_pre_call_answer_number(const crm_pre_call_answer* answer, size_t* len);
CRM_API int64_t crm_pre_call_answer_as_of(const crm_pre_call_answer* answer);
CRM_API int32_t crm_pre_call_answer_truncated(const crm_pre_call_answer* answer);
CRM_API size_t crm_pre_call_answer_candidate_count(const crm_pre_call_answer* answer);
CRM_API const crm_candidate* crm_pre_call_answer_candidate(const crm_pre_call_answer* answer, size_t index);

// phone: the number that matched, or NULL. primary: it is the customer's primary number. total_due: the due
// amounts of the open loans, one sum for each currency. Loans: all, newest first. Interactions: the newest,
// latest first.
// Ownership: borrowed from the answer. Threads: any; not while it is freed. Blocking: no. Fork: any. Since:
// 0.1.
CRM_API const crm_customer* crm_candidate_customer(const crm_candidate* candidate);
CRM_API const crm_customer_phone* crm_candidate_phone(const crm_candidate* candidate);
CRM_API int32_t crm_candidate_primary(const crm_candidate* candidate);
CRM_API size_t crm_candidate_total_due_count(const crm_candidate* candidate);
CRM_API int64_t crm_candidate_total_due(const crm_candidate* candidate, size_t index);
CRM_API const char* crm_candidate_total_due_currency(const crm_candidate* candidate, size_t index,
                                                     size_t* len);
CRM_API size_t crm_candidate_loan_count(const crm_candidate* candidate);
CRM_API const crm_loan* crm_candidate_loan(const crm_candidate* candidate, size_t index);
CRM_API size_t crm_candidate_interaction_count(const crm_candidate* candidate);
CRM_API const crm_interaction* crm_candidate_interaction(const crm_candidate* candidate, size_t index);
CRM_API const crm_decision* crm_candidate_decision(const crm_candidate* candidate);

// allowed: there is no reason against. A reason has the rule it comes from (eligible, number_status,
// do_not_call or calling_hours), a code (outside_calling_hours, ...) and a message for a person. Rules: those
// that were looked at. hours_allow_at: the next instant at which calling hours allow the call; none: never
// within eight days, or the customer's time zone is unknown.
// Ownership: borrowed from the answer. Threads: any; not while it is freed. Blocking: no. Fork: any. Since:
// 0.1.
CRM_API int32_t crm_decision_allowed(const crm_decision* decision);
CRM_API size_t crm_decision_reason_count(const crm_decision* decision);
CRM_API const char* crm_decision_reason_rule(const crm_decision* decision, size_t index, size_t* len);
CRM_API const char* crm_decision_reason_code(const crm_decision* decision, size_t index, size_t* len);
CRM_API const char* crm_decision_reason_message(const crm_decision* decision, size_t index, size_t* len);
CRM_API size_t crm_decision_rule_count(const crm_decision* decision);
CRM_API const char* crm_decision_rule(const crm_decision* decision, size_t index, size_t* len);
CRM_API int32_t crm_decision_hours_allow_at(const crm_decision* decision, int64_t* instant);

// The fields of a customer, as in <crm/fields/customer.def>. ssn_last4: of the social security number, whose
// other digits stay sealed. attributes: a JSON object. Amounts are in the currency of the record.
// Ownership: borrowed from the answer. Threads: any; not while it is freed. Blocking: no. Fork: any. Since:
// 0.1.
CRM_API int64_t crm_customer_id(const crm_customer* customer);
CRM_API int64_t crm_customer_version(const crm_customer* customer);
CRM_API const char* crm_customer_account_number(const crm_customer* customer, size_t* len);
CRM_API const char* crm_customer_external_id(const crm_customer* customer, size_t* len);
CRM_API int32_t crm_customer_customer_number(const crm_customer* customer, int64_t* number);
CRM_API const char* crm_customer_record_type(const crm_customer* customer, size_t* len);
CRM_API const char* crm_customer_first_name(const crm_customer* customer, size_t* len);
CRM_API const char* crm_customer_last_name(const crm_customer* customer, size_t* len);
CRM_API const char* crm_customer_borrower_first_name(const crm_customer* customer, size_t* len);
CRM_API const char* crm_customer_borrower_last_name(const crm_customer* customer, size_t* len);
CRM_API int32_t crm_customer_dob(const crm_customer* customer);
CRM_API const char* crm_customer_ssn_last4(const crm_customer* customer, size_t* len);
CRM_API const char* crm_customer_email_address(const crm_customer* customer, size_t* len);
CRM_API const char* crm_customer_primary_phone_number(const crm_customer* customer, size_t* len);
CRM_API const char* crm_customer_transfer_phone_number(const crm_customer* customer, size_t* len);
CRM_API const char* crm_customer_transfer_ip_address(const crm_customer* customer, size_t* len);
CRM_API const char* crm_customer_address_line_1(const crm_customer* customer, size_t* len);
CRM_API const char* crm_customer_address_line_2(const crm_customer* customer, size_t* len);
CRM_API const char* crm_customer_city(const crm_customer* customer, size_t* len);
CRM_API const char* crm_customer_state(const crm_customer* customer, size_t* len);
CRM_API const char* crm_customer_postal_code(const crm_customer* customer, size_t* len);
CRM_API const char* crm_customer_country(const crm_customer* customer, size_t* len);
CRM_API const char* crm_customer_language(const crm_customer* customer, size_t* len);
CRM_API const char* crm_customer_time_zone(const crm_customer* customer, size_t* len);
CRM_API int32_t crm_customer_is_eligible_to_call(const crm_customer* customer);
CRM_API int32_t crm_customer_do_not_call(const crm_customer* customer);
CRM_API int32_t crm_customer_credit_score(const crm_customer* customer, int64_t* number);
CRM_API const char* crm_customer_currency(const crm_customer* customer, size_t* len);
CRM_API int32_t crm_customer_monthly_income(const crm_customer* customer, int64_t* amount);
CRM_API const char* crm_customer_employment_status(const crm_customer* customer, size_t* len);
CRM_API const char* crm_customer_attributes(const crm_customer* customer, size_t* len);
CRM_API int64_t crm_customer_created_at(const crm_customer* customer);
CRM_API int64_t crm_customer_updated_at(const crm_customer* customer);

// The fields of a customer's phone, as in <crm/fields/customer_phone.def>.
// Ownership: borrowed from the answer. Threads: any; not while it is freed. Blocking: no. Fork: any. Since:
// 0.1.
CRM_API int64_t crm_customer_phone_id(const crm_customer_phone* phone);
CRM_API int64_t crm_customer_phone_customer_id(const crm_customer_phone* phone);
CRM_API int64_t crm_customer_phone_version(const crm_customer_phone* phone);
CRM_API const char* crm_customer_phone_number(const crm_customer_phone* phone, size_t* len);
CRM_API const char* crm_customer_phone_kind(const crm_customer_phone* phone, size_t* len);
CRM_API int64_t crm_customer_phone_rank(const crm_customer_phone* phone);
CRM_API const char* crm_customer_phone_status(const crm_customer_phone* phone, size_t* len);
CRM_API int32_t crm_customer_phone_do_not_call(const crm_customer_phone* phone);
CRM_API int64_t crm_customer_phone_created_at(const crm_customer_phone* phone);
CRM_API int64_t crm_customer_phone_updated_at(const crm_customer_phone* phone);

// The fields of a loan, as in <crm/fields/loan.def>. Amounts are in its currency. is_open: something may
// still be owed: every status but paid_off. interest_rate: in billionths of a percent, 7250000000 for 7.25.
// Ownership: borrowed from the answer. Threads: any; not while it is freed. Blocking: no. Fork: any. Since:
// 0.1.
CRM_API int64_t crm_loan_id(const crm_loan* loan);
CRM_API int64_t crm_loan_customer_id(const crm_loan* loan);
CRM_API int64_t crm_loan_version(const crm_loan* loan);
CRM_API const char* crm_loan_product_name(const crm_loan* loan, size_t* len);
CRM_API const char* crm_loan_status(const crm_loan* loan, size_t* len);
CRM_API const char* crm_loan_currency(const crm_loan* loan, size_t* len);
CRM_API int64_t crm_loan_due_amount(const crm_loan* loan);
CRM_API int64_t crm_loan_no_of_missed_installments(const crm_loan* loan);
CRM_API int64_t crm_loan_contractual_installment_amount(const crm_loan* loan);
CRM_API int64_t crm_loan_interest_late_fee(const crm_loan* loan);
CRM_API int64_t crm_loan_minimum_amount(const crm_loan* loan);
CRM_API int32_t crm_loan_due_date(const crm_loan* loan);
CRM_API int32_t crm_loan_acceptable_pay_later_date(const crm_loan* loan);
CRM_API int32_t crm_loan_acceptable_already_paid_date(const crm_loan* loan);
CRM_API int32_t crm_loan_grace_period_date(const crm_loan* loan);
CRM_API int64_t crm_loan_days_past_due(const crm_loan* loan);
CRM_API int64_t crm_loan_vehicle_id(const crm_loan* loan);
CRM_API int32_t crm_loan_loan_amount(const crm_loan* loan, int64_t* amount);
CRM_API int32_t crm_loan_interest_rate(const crm_loan* loan, int64_t* billionths);
CRM_API int32_t crm_loan_term_months(const crm_loan* loan, int64_t* number);
CRM_API int32_t crm_loan_monthly_payment(const crm_loan* loan, int64_t* amount);
CRM_API int32_t crm_loan_balance_remaining(const crm_loan* loan, int64_t* amount);
CRM_API int32_t crm_loan_next_payment_date(const crm_loan* loan);
CRM_API int32_t crm_loan_origination_date(const crm_loan* loan);
CRM_API int64_t crm_loan_created_at(const crm_loan* loan);
CRM_API int64_t crm_loan_updated_at(const crm_loan* loan);
CRM_API int32_t crm_loan_is_open(const crm_loan* loan);

// The fields of an interaction, as in <crm/fields/interaction.def>.
// Ownership: borrowed from the answer. Threads: any; not while it is freed. Blocking: no. Fork: any. Since:
// 0.1.
CRM_API int64_t crm_interaction_id(const crm_interaction* interaction);
CRM_API int64_t crm_interaction_customer_id(const crm_interaction* interaction);
CRM_API int64_t crm_interaction_version(const crm_interaction* interaction);
CRM_API int64_t crm_interaction_creation_date(const crm_interaction* interaction);
CRM_API int32_t crm_interaction_last_updated_date(const crm_interaction* interaction);
CRM_API const char* crm_interaction_source(const crm_interaction* interaction, size_t* len);
CRM_API const char* crm_interaction_status(const crm_interaction* interaction, size_t* len);
CRM_API const char* crm_interaction_notes(const crm_interaction* interaction, size_t* len);
CRM_API int32_t crm_interaction_follow_up_at(const crm_interaction* interaction, int64_t* instant);
CRM_API int64_t crm_interaction_loan_id(const crm_interaction* interaction);
CRM_API const char* crm_interaction_call_id(const crm_interaction* interaction, size_t* len);
CRM_API const char* crm_interaction_agent(const crm_interaction* interaction, size_t* len);
CRM_API const char* crm_interaction_direction(const crm_interaction* interaction, size_t* len);
CRM_API const char* crm_interaction_disposition(const crm_interaction* interaction, size_t* len);
CRM_API size_t crm_interaction_disposition_trace_count(const crm_interaction* interaction);
CRM_API const char* crm_interaction_disposition_trace(const crm_interaction* interaction, size_t index,
                                                      size_t* len);
CRM_API int32_t crm_interaction_duration_seconds(const crm_interaction* interaction, int64_t* number);
CRM_API const char* crm_interaction_currency(const crm_interaction* interaction, size_t* len);
CRM_API int32_t crm_interaction_agreed_amount(const crm_interaction* interaction, int64_t* amount);
CRM_API int32_t crm_interaction_agreed_date(const crm_interaction* interaction);
CRM_API const char* crm_interaction_end_status(const crm_interaction* interaction, size_t* len);
CRM_API const char* crm_interaction_dialing_status(const crm_interaction* interaction, size_t* len);
CRM_API const char* crm_interaction_dialing_code(const crm_interaction* interaction, size_t* len);
CRM_API const char* crm_interaction_dialing_details(const crm_interaction* interaction, size_t* len);
CRM_API int64_t crm_interaction_created_at(const crm_interaction* interaction);
CRM_API int64_t crm_interaction_updated_at(const crm_interaction* interaction);

// ---- After a call ----------------------------------------

// The report of one call with one customer: say what is known, then give it to crm_post_call. It may be used
// again.
// Ownership: the caller frees *out with crm_outcome_free. Threads: any. Blocking: no. Fork: any. Since: 0.1.
CRM_API crm_status crm_outcome_new(crm_outcome** out, crm_error** err);

// Ownership: takes the outcome; NULL is fine. Threads: any. Blocking: no. Fork: any. Since: 0.1.
CRM_API void crm_outcome_free(crm_outcome* outcome);

// The fields of an outcome, as in <crm/fields/outcome.def>. call_id is required, and account_number or
// customer_id. agreed_amount is in the outcome's currency; USD. The steps of disposition_trace are added one
// after the other. customer_json and loan_json: what the customer corrected, as JSON objects of their fields.
// NULL, or 0 for an id or a date, takes back what was set. Refused at once: an id below 0, a currency and a
// date that are none. All else is refused by crm_post_call.
// Ownership: copied. Threads: one at a time. Blocking: no. Fork: any. Since: 0.1.
CRM_API crm_status crm_outcome_set_call_id(crm_outcome* outcome, const char* call_id, size_t call_id_len,
                                           crm_error** err);
CRM_API crm_status crm_outcome_set_account_number(crm_outcome* outcome, const char* account_number,
                                                  size_t account_number_len, crm_error** err);
CRM_API crm_status crm_outcome_set_customer_id(crm_outcome* outcome, int64_t customer_id, crm_error** err);
CRM_API crm_status crm_outcome_set_loan_id(crm_outcome* outcome, int64_t loan_id, crm_error** err);
CRM_API crm_status crm_outcome_set_agent(crm_outcome* outcome, const char* agent, size_t agent_len,
                                         crm_error** err);
CRM_API crm_status crm_outcome_set_direction(crm_outcome* outcome, const char* direction,
                                             size_t direction_len, crm_error** err);
CRM_API crm_status crm_outcome_set_contact_type(crm_outcome* outcome, const char* contact_type,
                                                size_t contact_type_len, crm_error** err);
CRM_API crm_status crm_outcome_set_disposition(crm_outcome* outcome, const char* disposition,
                                               size_t disposition_len, crm_error** err);
CRM_API crm_status crm_outcome_add_disposition_trace(crm_outcome* outcome, const char* step, size_t step_len,
                                                     crm_error** err);
CRM_API crm_status crm_outcome_set_duration_seconds(crm_outcome* outcome, int64_t duration_seconds,
                                                    crm_error** err);
CRM_API crm_status crm_outcome_set_currency(crm_outcome* outcome, const char* currency, size_t currency_len,
                                            crm_error** err);
CRM_API crm_status crm_outcome_set_agreed_amount(crm_outcome* outcome, int64_t agreed_amount,
                                                 crm_error** err);
CRM_API crm_status crm_outcome_set_agreed_date(crm_outcome* outcome, int32_t agreed_date, crm_error** err);
CRM_API crm_status crm_outcome_set_end_status(crm_outcome* outcome, const char* end_status,
                                              size_t end_status_len, crm_error** err);
CRM_API crm_status crm_outcome_set_dialing_status(crm_outcome* outcome, const char* dialing_status,
                                                  size_t dialing_status_len, crm_error** err);
CRM_API crm_status crm_outcome_set_dialing_code(crm_outcome* outcome, const char* dialing_code,
                                                size_t dialing_code_len, crm_error** err);
CRM_API crm_status crm_outcome_set_dialing_details(crm_outcome* outcome, const char* dialing_details,
                                                   size_t dialing_details_len, crm_error** err);
CRM_API crm_status crm_outcome_set_note(crm_outcome* outcome, const char* note, size_t note_len,
                                        crm_error** err);
CRM_API crm_status crm_outcome_set_additional_notes(crm_outcome* outcome, const char* additional_notes,
                                                    size_t additional_notes_len, crm_error** err);
CRM_API crm_status crm_outcome_set_ended_at(crm_outcome* outcome, int64_t ended_at, crm_error** err);
CRM_API crm_status crm_outcome_set_follow_up_at(crm_outcome* outcome, int64_t follow_up_at, crm_error** err);
CRM_API crm_status crm_outcome_set_customer_json(crm_outcome* outcome, const char* json, size_t json_len,
                                                 crm_error** err);
CRM_API crm_status crm_outcome_set_loan_json(crm_outcome* outcome, const char* json, size_t json_len,
                                             crm_error** err);

// Records what came of a call: adds one interaction, updates customer and loan. CRM_OK means that it is on
// the disk. The same call id for the same customer again changes nothing and gives the first result
// (replayed); with other content it is CRM_CONFLICT. After CRM_UNKNOWN_OUTCOME ask again with the same
// outcome.
// Ownership: the caller frees *out with crm_outcome_result_free; out may be NULL. Threads: one at a time a
// session. Blocking: deadline; a commit once begun is never abandoned. Fork: handle. Since: 0.1.
CRM_API crm_status crm_post_call(crm_session* session, const crm_outcome* outcome, crm_outcome_result** out,
                                 crm_error** err);

// The same with the outcome as a JSON object, and the result as one: {"customer_id": 1, "loan_id": 2, ...}.
// Ownership: the caller frees *out with crm_text_free; out may be NULL. Threads: one at a time a session.
// Blocking: deadline; a commit once begun is never abandoned. Fork: handle. Since: 0.1.
CRM_API crm_status crm_post_call_json(crm_session* session, const char* json, size_t json_len, crm_text** out,
                                      crm_error** err);

// Ownership: takes the result; NULL is fine. Threads: any. Blocking: no. Fork: any. Since: 0.1.
CRM_API void crm_outcome_result_free(crm_outcome_result* result);

// loan_id: the loan it was about, or 0. interaction_id: the interaction that was added. replayed: this call
// id was recorded before; nothing was written now, and this is the answer of that time.
// Ownership: none. Threads: any; not while it is freed. Blocking: no. Fork: any. Since: 0.1.
CRM_API int64_t crm_outcome_result_customer_id(const crm_outcome_result* result);
CRM_API int64_t crm_outcome_result_loan_id(const crm_outcome_result* result);
CRM_API int64_t crm_outcome_result_interaction_id(const crm_outcome_result* result);
CRM_API int32_t crm_outcome_result_customer_updated(const crm_outcome_result* result);
CRM_API int32_t crm_outcome_result_loan_updated(const crm_outcome_result* result);
CRM_API int32_t crm_outcome_result_replayed(const crm_outcome_result* result);

// ---- Records ----------------------------------------

// What a list is to hold; those that are set are combined with "and". Page by page: limit is 1 to 1000, or
// 100 when it is not set; after is the "next" of the page before, which holds sort keys and may be personal
// data.
// Ownership: the caller frees *out with crm_filter_free. Threads: any. Blocking: no. Fork: any. Since: 0.1.
CRM_API crm_status crm_filter_new(crm_filter** out, crm_error** err);

// Ownership: takes the filter; NULL is fine. Threads: any. Blocking: no. Fork: any. Since: 0.1.
CRM_API void crm_filter_free(crm_filter* filter);

// customer_id: whose records. phone: customers with this number. account_prefix: whose account number begins
// so. name_prefix: whose "last name, first name" begins so, in any letter case. first_name_prefix: whose
// first name begins so; beside phone, account_prefix or name_prefix only. min_days_past_due and status: of
// loans. follow_up_due: interactions whose follow_up_at is not after this instant. Refused at once: a
// limit that is none, an id below 0. A list refuses a text that is no such value, an after that is none of
// its own, and a filter that is none of its own.
// Ownership: copied. Threads: one at a time. Blocking: no. Fork: any. Since: 0.1.
CRM_API crm_status crm_filter_set_limit(crm_filter* filter, int64_t limit, crm_error** err);
CRM_API crm_status crm_filter_set_after(crm_filter* filter, const char* after, size_t after_len,
                                        crm_error** err);
CRM_API crm_status crm_filter_set_customer_id(crm_filter* filter, int64_t customer_id, crm_error** err);
CRM_API crm_status crm_filter_set_phone(crm_filter* filter, const char* number, size_t number_len,
                                        crm_error** err);
CRM_API crm_status crm_filter_set_account_prefix(crm_filter* filter, const char* prefix, size_t prefix_len,
                                                 crm_error** err);
CRM_API crm_status crm_filter_set_name_prefix(crm_filter* filter, const char* prefix, size_t prefix_len,
                                              crm_error** err);
CRM_API crm_status crm_filter_set_first_name_prefix(crm_filter* filter, const char* prefix, size_t prefix_len,
                                                    crm_error** err);
CRM_API crm_status crm_filter_set_min_days_past_due(crm_filter* filter, int64_t days, crm_error** err);
CRM_API crm_status crm_filter_set_status(crm_filter* filter, const char* status, size_t status_len,
                                         crm_error** err);
CRM_API crm_status crm_filter_set_follow_up_due(crm_filter* filter, int64_t instant, crm_error** err);

// Customers. create and update take a JSON object of the fields to set, and give the whole record; a field
// that is not named stays as it is. version: 0, or the version that was read: another one means that somebody
// changed the record since, CRM_CONFLICT. create_once: with an idempotency key, 1 to 200 characters of the
// caller's own for one creation of whatever record; the same key again gives the record that was made then,
// with other content it is CRM_CONFLICT. Ask so again when an answer was lost. delete: a customer with loans
// or interactions is CRM_CONFLICT; erase takes everything of theirs; a reason for it (up to 500 characters,
// may be empty) outlives the customer in the audit trail, so it must not say who they were. find_ssn gives a
// list of at most 100. list: by phone, account_prefix, name_prefix and first_name_prefix; {"items": [...],
// "next": text or null}; filter may be NULL. Nobody found is CRM_NOT_FOUND, but a list is then empty.
// Ownership: the caller frees *out with crm_text_free; out of create, create_once and update may be NULL.
// Threads: one at a time a session. Blocking: deadline. Fork: handle. Since: 0.1.
CRM_API crm_status crm_customer_create(crm_session* session, const char* json, size_t json_len,
                                       crm_text** out, crm_error** err);
CRM_API crm_status crm_customer_create_once(crm_session* session, const char* json, size_t json_len,
                                            const char* key, size_t key_len, crm_text** out, crm_error** err);
CRM_API crm_status crm_customer_get(crm_session* session, int64_t customer_id, crm_text** out,
                                    crm_error** err);
CRM_API crm_status crm_customer_find_account(crm_session* session, const char* account_number,
                                             size_t account_number_len, crm_text** out, crm_error** err);
CRM_API crm_status crm_customer_find_external(crm_session* session, const char* external_id,
                                              size_t external_id_len, crm_text** out, crm_error** err);
CRM_API crm_status crm_customer_find_ssn(crm_session* session, const char* ssn, size_t ssn_len,
                                         crm_text** out, crm_error** err);
CRM_API crm_status crm_customer_update(crm_session* session, int64_t customer_id, const char* json,
                                       size_t json_len, int64_t version, crm_text** out, crm_error** err);
CRM_API crm_status crm_customer_delete(crm_session* session, int64_t customer_id, int64_t version,
                                       crm_error** err);
CRM_API crm_status crm_customer_erase(crm_session* session, int64_t customer_id, crm_error** err);
CRM_API crm_status crm_customer_erase_with_reason(crm_session* session, int64_t customer_id,
                                                  const char* reason, size_t reason_len, crm_error** err);
CRM_API crm_status crm_customer_list(crm_session* session, const crm_filter* filter, crm_text** out,
                                     crm_error** err);

// The nine digits of the social security number. The reason (1 to 500 characters) goes into the audit trail.
// None stored is CRM_NOT_FOUND.
// Ownership: the caller frees *out with crm_text_free. Threads: one at a time a session. Blocking: deadline.
// Fork: handle. Since: 0.1.
CRM_API crm_status crm_customer_reveal_ssn(crm_session* session, int64_t customer_id, const char* reason,
                                           size_t reason_len, crm_text** out, crm_error** err);

// A customer's phones. list: by customer_id, which is required. Otherwise as for customers.
// Ownership: the caller frees *out with crm_text_free; out of create, create_once and update may be NULL.
// Threads: one at a time a session. Blocking: deadline. Fork: handle. Since: 0.1.
CRM_API crm_status crm_customer_phone_create(crm_session* session, int64_t customer_id, const char* json,
                                             size_t json_len, crm_text** out, crm_error** err);
CRM_API crm_status crm_customer_phone_create_once(crm_session* session, int64_t customer_id, const char* json,
                                                  size_t json_len, const char* key, size_t key_len,
                                                  crm_text** out, crm_error** err);
CRM_API crm_status crm_customer_phone_get(crm_session* session, int64_t customer_id, int64_t phone_id,
                                          crm_text** out, crm_error** err);
CRM_API crm_status crm_customer_phone_update(crm_session* session, int64_t customer_id, int64_t phone_id,
                                             const char* json, size_t json_len, int64_t version,
                                             crm_text** out, crm_error** err);
CRM_API crm_status crm_customer_phone_delete(crm_session* session, int64_t customer_id, int64_t phone_id,
                                             int64_t version, crm_error** err);
CRM_API crm_status crm_customer_phone_list(crm_session* session, const crm_filter* filter, crm_text** out,
                                           crm_error** err);

// Loans. find says whose loan it is, from its id alone. list: by customer_id, min_days_past_due (the most
// overdue first) and status. Otherwise as for customers.
// Ownership: the caller frees *out with crm_text_free; out of create, create_once and update may be NULL.
// Threads: one at a time a session. Blocking: deadline. Fork: handle. Since: 0.1.
CRM_API crm_status crm_loan_create(crm_session* session, int64_t customer_id, const char* json,
                                   size_t json_len, crm_text** out, crm_error** err);
CRM_API crm_status crm_loan_create_once(crm_session* session, int64_t customer_id, const char* json,
                                        size_t json_len, const char* key, size_t key_len, crm_text** out,
                                        crm_error** err);
CRM_API crm_status crm_loan_get(crm_session* session, int64_t customer_id, int64_t loan_id, crm_text** out,
                                crm_error** err);
CRM_API crm_status crm_loan_find(crm_session* session, int64_t loan_id, int64_t* customer_id,
                                 crm_error** err);
CRM_API crm_status crm_loan_update(crm_session* session, int64_t customer_id, int64_t loan_id,
                                   const char* json, size_t json_len, int64_t version, crm_text** out,
                                   crm_error** err);
CRM_API crm_status crm_loan_delete(crm_session* session, int64_t customer_id, int64_t loan_id,
                                   int64_t version, crm_error** err);
CRM_API crm_status crm_loan_list(crm_session* session, const crm_filter* filter, crm_text** out,
                                 crm_error** err);

// Vehicles: the collateral of loans. list: by customer_id, which is required. Otherwise as for customers.
// Ownership: the caller frees *out with crm_text_free; out of create, create_once and update may be NULL.
// Threads: one at a time a session. Blocking: deadline. Fork: handle. Since: 0.1.
CRM_API crm_status crm_vehicle_create(crm_session* session, int64_t customer_id, const char* json,
                                      size_t json_len, crm_text** out, crm_error** err);
CRM_API crm_status crm_vehicle_create_once(crm_session* session, int64_t customer_id, const char* json,
                                           size_t json_len, const char* key, size_t key_len, crm_text** out,
                                           crm_error** err);
CRM_API crm_status crm_vehicle_get(crm_session* session, int64_t customer_id, int64_t vehicle_id,
                                   crm_text** out, crm_error** err);
CRM_API crm_status crm_vehicle_find_vin(crm_session* session, const char* vin, size_t vin_len, crm_text** out,
                                        crm_error** err);
CRM_API crm_status crm_vehicle_update(crm_session* session, int64_t customer_id, int64_t vehicle_id,
                                      const char* json, size_t json_len, int64_t version, crm_text** out,
                                      crm_error** err);
CRM_API crm_status crm_vehicle_delete(crm_session* session, int64_t customer_id, int64_t vehicle_id,
                                      int64_t version, crm_error** err);
CRM_API crm_status crm_vehicle_list(crm_session* session, const crm_filter* filter, crm_text** out,
                                    crm_error** err);

// Interactions. list: by customer_id (the latest first) and follow_up_due (the longest due first). Otherwise
// as for customers.
// Ownership: the caller frees *out with crm_text_free; out of create, create_once and update may be NULL.
// Threads: one at a time a session. Blocking: deadline. Fork: handle. Since: 0.1.
CRM_API crm_status crm_interaction_create(crm_session* session, int64_t customer_id, const char* json,
                                          size_t json_len, crm_text** out, crm_error** err);
CRM_API crm_status crm_interaction_create_once(crm_session* session, int64_t customer_id, const char* json,
                                               size_t json_len, const char* key, size_t key_len,
                                               crm_text** out, crm_error** err);
CRM_API crm_status crm_interaction_get(crm_session* session, int64_t customer_id, int64_t interaction_id,
                                       crm_text** out, crm_error** err);
CRM_API crm_status crm_interaction_update(crm_session* session, int64_t customer_id, int64_t interaction_id,
                                          const char* json, size_t json_len, int64_t version, crm_text** out,
                                          crm_error** err);
CRM_API crm_status crm_interaction_delete(crm_session* session, int64_t customer_id, int64_t interaction_id,
                                          int64_t version, crm_error** err);
CRM_API crm_status crm_interaction_list(crm_session* session, const crm_filter* filter, crm_text** out,
                                        crm_error** err);

// Notes about customers. list: by customer_id, which is required. Otherwise as for customers.
// Ownership: the caller frees *out with crm_text_free; out of create, create_once and update may be NULL.
// Threads: one at a time a session. Blocking: deadline. Fork: handle. Since: 0.1.
CRM_API crm_status crm_customer_note_create(crm_session* session, int64_t customer_id, const char* json,
                                            size_t json_len, crm_text** out, crm_error** err);
CRM_API crm_status crm_customer_note_create_once(crm_session* session, int64_t customer_id, const char* json,
                                                 size_t json_len, const char* key, size_t key_len,
                                                 crm_text** out, crm_error** err);
CRM_API crm_status crm_customer_note_get(crm_session* session, int64_t customer_id, int64_t note_id,
                                         crm_text** out, crm_error** err);
CRM_API crm_status crm_customer_note_update(crm_session* session, int64_t customer_id, int64_t note_id,
                                            const char* json, size_t json_len, int64_t version,
                                            crm_text** out, crm_error** err);
CRM_API crm_status crm_customer_note_delete(crm_session* session, int64_t customer_id, int64_t note_id,
                                            int64_t version, crm_error** err);
CRM_API crm_status crm_customer_note_list(crm_session* session, const crm_filter* filter, crm_text** out,
                                          crm_error** err);

// Notes about loans. list: by customer_id, which is required. Otherwise as for customers.
// Ownership: the caller frees *out with crm_text_free; out of create, create_once and update may be NULL.
// Threads: one at a time a session. Blocking: deadline. Fork: handle. Since: 0.1.
CRM_API crm_status crm_loan_note_create(crm_session* session, int64_t customer_id, const char* json,
                                        size_t json_len, crm_text** out, crm_error** err);
CRM_API crm_status crm_loan_note_create_once(crm_session* session, int64_t customer_id, const char* json,
                                             size_t json_len, const char* key, size_t key_len, crm_text** out,
                                             crm_error** err);
CRM_API crm_status crm_loan_note_get(crm_session* session, int64_t customer_id, int64_t note_id,
                                     crm_text** out, crm_error** err);
CRM_API crm_status crm_loan_note_update(crm_session* session, int64_t customer_id, int64_t note_id,
                                        const char* json, size_t json_len, int64_t version, crm_text** out,
                                        crm_error** err);
CRM_API crm_status crm_loan_note_delete(crm_session* session, int64_t customer_id, int64_t note_id,
                                        int64_t version, crm_error** err);
CRM_API crm_status crm_loan_note_list(crm_session* session, const crm_filter* filter, crm_text** out,
                                      crm_error** err);

// Payments: a ledger of which rows are added and never changed. create lowers the loan's due amount and
// remaining balance in the same transaction; the same idempotency_key again gives the first payment, with
// other content CRM_CONFLICT. Amounts are in the loan's currency. reverse adds a row that gives the loan back
// what the payment took; the reason is 1 to 500 characters; a second reversal is CRM_CONFLICT. reverse_once:
// with an idempotency key, 1 to 200 characters: the same key and reason again give the first reversal. list:
// by customer_id, which is required. Ownership: the caller frees *out with crm_text_free; out of create,
// reverse and reverse_once may be NULL. Threads: one at a time a session. Blocking: deadline. Fork: handle.
// Since: 0.1.
CRM_API crm_status crm_payment_create(crm_session* session, int64_t customer_id, const char* json,
                                      size_t json_len, crm_text** out, crm_error** err);
CRM_API crm_status crm_payment_get(crm_session* session, int64_t customer_id, int64_t payment_id,
                                   crm_text** out, crm_error** err);
CRM_API crm_status crm_payment_reverse(crm_session* session, int64_t customer_id, int64_t payment_id,
                                       const char* reason, size_t reason_len, crm_text** out,
                                       crm_error** err);
CRM_API crm_status crm_payment_reverse_once(crm_session* session, int64_t customer_id, int64_t payment_id,
                                            const char* reason, size_t reason_len, const char* key,
                                            size_t key_len, crm_text** out, crm_error** err);
CRM_API crm_status crm_payment_list(crm_session* session, const crm_filter* filter, crm_text** out,
                                    crm_error** err);

// Who did what to a customer's records, the latest first. By customer_id; 0, or no filter: what was about
// many.
// Ownership: the caller frees *out with crm_text_free. Threads: one at a time a session. Blocking: deadline.
// Fork: handle. Since: 0.1.
CRM_API crm_status crm_audit_list(crm_session* session, const crm_filter* filter, crm_text** out,
                                  crm_error** err);

// The portfolio in numbers: totals, and loans by status and by bucket of days past due. Quick, however large
// it is.
// Ownership: the caller frees *out with crm_text_free. Threads: one at a time a session. Blocking: deadline.
// Fork: handle. Since: 0.1.
CRM_API crm_status crm_dashboard(crm_session* session, crm_text** out, crm_error** err);

#ifdef __cplusplus
}
#endif

#endif  // CRM_H
