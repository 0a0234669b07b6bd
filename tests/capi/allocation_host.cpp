// Fails every allocation that the library and SQLite make in a call once: each call says CRM_NO_MEMORY or
// does without, the next one works, and in the end nothing is left behind. Exits with 0 when all that is so;
// otherwise it says where it was not. OpenSSL's own allocations succeed: it does not tell a lack of memory
// from a lack of an algorithm.
//
//   allocation_host FOLDER
#include <crm.h>
#include <sqlite3.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <new>
#include <string>

namespace {

constexpr long kNever = -1;
long fail_in = kNever;  // how many allocations from now
long blocks = 0;        // that are not freed yet

bool fails() {
  if (fail_in == kNever) return false;
  return fail_in-- == 0;
}

}  // namespace

void* operator new(std::size_t size) {
  void* memory = fails() ? nullptr : std::malloc(size);
  if (memory == nullptr) throw std::bad_alloc();
  ++blocks;
  return memory;
}
void operator delete(void* memory) noexcept {
  blocks -= memory != nullptr;
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }

namespace {

[[noreturn]] void fail(const char* what, long at, const char* how) {
  fail_in = kNever;
  std::fprintf(stderr, "%s, allocation %ld: %s\n", what, at, how);
  std::exit(1);
}

sqlite3_mem_methods sqlite_memory;  // SQLite's own

void* sqlite_malloc(int size) {
  void* memory = fails() ? nullptr : sqlite_memory.xMalloc(size);
  blocks += memory != nullptr;
  return memory;
}
void sqlite_free(void* memory) {
  blocks -= memory != nullptr;
  sqlite_memory.xFree(memory);
}
void* sqlite_realloc(void* old, int size) { return fails() ? nullptr : sqlite_memory.xRealloc(old, size); }

void let_sqlite_fail() {
  sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sqlite_memory);
  sqlite3_mem_methods failing = sqlite_memory;
  failing.xMalloc = sqlite_malloc;
  failing.xFree = sqlite_free;
  failing.xRealloc = sqlite_realloc;
  sqlite3_config(SQLITE_CONFIG_MALLOC, &failing);
}

using Call = std::function<crm_status(crm_error**)>;

// The call, until it needs no more allocations than were granted.
void starve(const char* what, const Call& call) {
  for (long at = 0;; ++at) {
    crm_error* error = nullptr;
    fail_in = at;
    crm_status status = call(&error);
    const bool starved = fail_in == kNever;
    fail_in = kNever;
    if (status != CRM_OK && status != CRM_NO_MEMORY) fail(what, at, crm_error_message(error, nullptr));
    if (status != CRM_OK && !starved) fail(what, at, "failed without a reason");
    if (crm_error_code(error) != status) fail(what, at, "the error does not fit");
    crm_error_free(error);
    error = nullptr;
    status = call(&error);
    if (status != CRM_OK) fail(what, at, crm_error_message(error, nullptr));
    if (!starved) return;
  }
}

struct World {
  crm_options* options = nullptr;
  crm_database* database = nullptr;
  crm_session* session = nullptr;

  explicit World(const std::string& url) {
    crm_options_new(&options, nullptr);
    crm_options_set_url(options, url.c_str(), CRM_NTS, nullptr);
    crm_options_set_actor(options, "host", CRM_NTS, nullptr);
    crm_options_set_migrate(options, 1, nullptr);
    crm_options_set_deadline_ms(options, 60'000, nullptr);
    crm_options_set_pre_call_deadline_ms(options, 60'000, nullptr);
    crm_open(options, &database, nullptr);
    crm_session_new(database, nullptr, 0, &session, nullptr);
  }
  ~World() {
    crm_session_free(session);
    crm_close(database);
    crm_options_free(options);
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;
};

// Frees the text of a call that gives one.
template <class Function, class... Arguments>
Call giving_text(Function function, Arguments... arguments) {
  return [=](crm_error** err) {
    crm_text* out = nullptr;
    const crm_status status = function(arguments..., &out, err);
    crm_text_free(out);
    return status;
  };
}

void starve_handles(const World& world) {
  starve("options", [](crm_error** err) {
    crm_options* options = nullptr;
    const crm_status status = crm_options_new(&options, err);
    crm_options_free(options);
    return status;
  });
  starve("open", [&](crm_error** err) {
    crm_database* database = nullptr;
    const crm_status status = crm_open(world.options, &database, err);
    crm_close(database);
    return status;
  });
  starve("session", [&](crm_error** err) {
    crm_session* session = nullptr;
    const crm_status status =
        crm_session_new(world.database, "an actor with a longer name", CRM_NTS, &session, err);
    crm_session_free(session);
    return status;
  });
  starve("warm up", [&](crm_error** err) {
    crm_database* database = nullptr;
    crm_status status = crm_open(world.options, &database, err);
    if (status == CRM_OK) status = crm_warmup(database, err);
    crm_close(database);
    return status;
  });
}

void starve_calls(const World& world) {
  crm_session* const session = world.session;
  const char* john = R"({"first_name": "John", "last_name": "A name that is too long for a short string",)"
                     R"( "primary_phone_number": "5551234567", "ssn": "987654321"})";
  const char* loan =
      R"({"product_name": "Auto Loan", "due_amount": 1250, "contractual_installment_amount": 425.50,)"
      R"( "interest_late_fee": 25, "minimum_amount": 50, "due_date": "2026-01-31"})";
  starve("create", giving_text(crm_customer_create, session, john, CRM_NTS));
  starve("create a loan", giving_text(crm_loan_create, session, 1, loan, CRM_NTS));
  starve("update", giving_text(crm_loan_update, session, 1, 1, R"({"days_past_due": 3})", CRM_NTS, 0));
  starve("get", giving_text(crm_customer_get, session, 1));
  starve("list", giving_text(crm_customer_list, session, static_cast<const crm_filter*>(nullptr)));
  starve("reveal",
         giving_text(crm_customer_reveal_ssn, session, 1, "a reason of more than a few letters", CRM_NTS));
  starve("dashboard", giving_text(crm_dashboard, session));
  starve("health", giving_text(crm_health, world.database));
  starve("statistics", giving_text(crm_statistics, world.database));
  starve("JSON", giving_text(crm_pre_call_json, session, "5551234567", CRM_NTS));
  starve("outcome as JSON",
         giving_text(crm_post_call_json, session,
                     R"({"call_id": "a call id that is not short", "customer_id": 1})", CRM_NTS));
  starve("pre-call", [=](crm_error** err) {
    crm_pre_call_answer* answer = nullptr;
    const crm_status status = crm_pre_call(session, "5551234567", CRM_NTS, &answer, err);
    crm_pre_call_answer_free(answer);
    return status;
  });
  starve("outcome", [=](crm_error** err) {
    crm_outcome* outcome = nullptr;
    crm_outcome_result* result = nullptr;
    crm_status status = crm_outcome_new(&outcome, err);
    if (status == CRM_OK)
      status = crm_outcome_set_call_id(outcome, "another call id that is not short", CRM_NTS, err);
    if (status == CRM_OK) status = crm_outcome_set_customer_id(outcome, 1, err);
    if (status == CRM_OK)
      status = crm_outcome_add_disposition_trace(outcome, "a step that is not short", CRM_NTS, err);
    if (status == CRM_OK) status = crm_post_call(session, outcome, &result, err);
    crm_outcome_result_free(result);
    crm_outcome_free(outcome);
    return status;
  });
}

void starve_all(const std::string& url) {
  const World world(url);
  starve_calls(world);
  starve_handles(world);
}

}  // namespace

int main(int, char** arguments) {
  const std::string url = "sqlite:///" + std::string(arguments[1]) + "/crm.db";
  let_sqlite_fail();
  starve_all(url);  // what is made once and kept for ever is made here
  const long before = blocks;
  starve_all(url);
  if (blocks != before) fail("leak", blocks - before, "blocks were not freed");
  return 0;
}
