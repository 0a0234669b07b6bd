// Fails every allocation of a call once, on each database: each call says CRM_NO_MEMORY, or that nobody knows
// what became of its commit, or does without; the next one works, and in the end nothing is left behind.
// Exits with 0 when all that is so; otherwise it says where it was not. Three calls with mistakes show that
// it would.
//
//   allocation_host FOLDER
#include <crm.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>

#include "failing_memory.hpp"
#include "support/postgres.hpp"

using crm::test::blocks;
using crm::test::fail_in;
using crm::test::kNever;

namespace {

[[noreturn]] void fail(const char* what, long at, const char* how) {
  fail_in = kNever;
  std::fprintf(stderr, "%s, allocation %ld: %s\n", what, at, how);
  std::exit(1);
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
    if (status != CRM_OK && status != CRM_NO_MEMORY && status != CRM_UNKNOWN_OUTCOME)
      fail(what, at, crm_error_message(error, nullptr));
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

  World(const std::string& url, const std::string& key_file) {
    crm_options_new(&options, nullptr);
    crm_options_set_url(options, url.c_str(), CRM_NTS, nullptr);
    crm_options_set_key_file(options, key_file.c_str(), CRM_NTS, nullptr);
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
  const char* jane = R"({"first_name": "Jane", "primary_phone_number": "5552345678", "ssn": "987654320"})";
  giving_text(crm_customer_create, session, jane, CRM_NTS)(nullptr);  // the only one with her number
  starve("create", giving_text(crm_customer_create, session, john, CRM_NTS));
  starve("create a loan", giving_text(crm_loan_create, session, 1, loan, CRM_NTS));
  starve("create a note once",
         giving_text(crm_customer_note_create_once, session, 1, R"({"note": "Prefers letters."})", CRM_NTS,
                     "a key of more than a few letters", CRM_NTS));
  starve("update", giving_text(crm_loan_update, session, 1, 1, R"({"days_past_due": 3})", CRM_NTS, 0));
  starve("get", giving_text(crm_customer_get, session, 1));
  starve("list", giving_text(crm_customer_list, session, static_cast<const crm_filter*>(nullptr)));
  starve("reveal",
         giving_text(crm_customer_reveal_ssn, session, 1, "a reason of more than a few letters", CRM_NTS));
  starve("dashboard", giving_text(crm_dashboard, session));
  starve("health", giving_text(crm_health, world.database));
  starve("statistics", giving_text(crm_statistics, world.database));
  starve("JSON", giving_text(crm_pre_call_json, session, "5552345678", CRM_NTS));
  starve("outcome as JSON",
         giving_text(crm_post_call_json, session,
                     R"({"call_id": "a call id that is not short", "customer_id": 1})", CRM_NTS));
  starve("pre-call", [=](crm_error** err) {
    crm_pre_call_answer* answer = nullptr;
    const crm_status status = crm_pre_call(session, "5552345678", CRM_NTS, &answer, err);
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

// The second time nothing is made that is kept for ever.
void starve_twice(const std::function<void()>& all) {
  long before = 0;
  for (int time = 1; time <= 2; ++time) {
    before = blocks;
    all();
  }
  if (blocks != before) fail("leak", blocks - before, "blocks were not freed");
}

void starve_all(const std::string& url, const std::string& key_file) {
  starve_twice([&] {
    const World world(url, key_file);
    starve_calls(world);
    starve_handles(world);
  });
}

crm_status two_options(crm_error** err) {
  crm_options *first = nullptr, *second = nullptr;
  crm_status status = crm_options_new(&first, err);
  if (status == CRM_OK) status = crm_options_new(&second, err);
  crm_options_free(second);
  crm_options_free(first);
  return status;
}

crm_status leaks_the_first(crm_error** err) {
  crm_options *first = nullptr, *second = nullptr;
  crm_status status = crm_options_new(&first, err);
  if (status == CRM_OK) status = crm_options_new(&second, err);
  crm_options_free(second);
  if (status == CRM_OK) crm_options_free(first);
  return status;
}

crm_status says_something_else(crm_error** err) { return two_options(err) == CRM_OK ? CRM_OK : CRM_INTERNAL; }

crm_status stays_broken(crm_error** err) {
  static crm_status first = CRM_OK;
  if (first == CRM_OK) first = two_options(err);
  return first;
}

// Whether starving the call ends a process as it should end this one.
bool is_caught(const Call& call) {
  const pid_t child = fork();
  if (child == 0) {
    std::fclose(stderr);
    starve_twice([&] { starve("mutant", call); });
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 1;
}

void check_that_mistakes_are_caught() {
  if (is_caught(two_options)) fail("mutant", 0, "what is right was refused");
  for (const Call& mistake : {Call(leaks_the_first), Call(says_something_else), Call(stays_broken)})
    if (!is_caught(mistake)) fail("mutant", 0, "a mistake was not seen");
}

// OpenSSL itself crashes when it finds no memory for what it makes once, at its first use.
void use_openssl() {
  unsigned char bytes[EVP_MAX_MD_SIZE];
  EVP_Digest("", 0, bytes, nullptr, EVP_sha256(), nullptr);
  EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA256", nullptr, "key", 3, bytes, 1, bytes, sizeof bytes, nullptr);
  RAND_bytes(bytes, 1);
  EVP_KDF_free(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
  EVP_CIPHER_free(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
}

}  // namespace

int main(int, char** arguments) {
  const std::string folder = arguments[1];
  crm::test::let_memory_fail();
  use_openssl();
  check_that_mistakes_are_caught();
  starve_all("sqlite:///" + folder + "/crm.db", folder + "/crm.db.key");
  const crm::test::PostgresDatabase postgres;
  starve_all(postgres.url(), folder + "/postgres.key");
  return 0;
}
