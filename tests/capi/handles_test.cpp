// Options, databases, sessions, errors and texts: the handles and what they promise.
#include <pthread.h>
#include <sys/stat.h>

#include <atomic>
#include <thread>

#include "c_api.hpp"

using namespace crm::test;

namespace {

// What crm_open says to options with this change.
std::string opened_with(const std::function<crm_status(crm_options*, crm_error**)>& change) {
  const auto options = made<OptionsHandle>(crm_options_new);
  must([&](auto err) { return crm_options_set_url(options.get(), "sqlite://", CRM_NTS, err); });
  const std::string answer = said([&](auto err) { return change(options.get(), err); });
  if (answer != "ok") return answer;
  crm_database* database = nullptr;
  const std::string opened = said([&](auto err) { return crm_open(options.get(), &database, err); });
  crm_close(database);
  return opened;
}

}  // namespace

TEST_CASE("the library says its version and features and the words of its statuses") {
  CHECK(text(crm_version()) == "0.1.0");
  CHECK(crm_version_number() == CRM_VERSION_NUMBER);
  CHECK(crm_has_feature("sqlite", CRM_NTS) == 1);
  CHECK(crm_has_feature("json", 4) == 1);
  CHECK(crm_has_feature("postgresql", CRM_NTS) == 1);  // as the tests are built; see tests/without_postgres
  for (const char* no : {"", "sql", "qlite", "sqlite json", "teleportation"})
    CHECK(crm_has_feature(no, CRM_NTS) == 0);
  CHECK(crm_has_feature(nullptr, 0) == 0);
  CHECK(text(crm_status_name(CRM_OK)) == "ok");
  CHECK(text(crm_status_name(CRM_INVALID_ARGUMENT)) == "invalid_argument");
  CHECK(text(crm_status_name(CRM_INTERNAL)) == "internal");
  for (const crm_status no : {-1, 20, INT32_MAX, INT32_MIN}) CHECK(text(crm_status_name(no)) == "unknown");
}

TEST_CASE("an option refuses at once what it cannot be and keeps what it was") {
  const auto options = made<OptionsHandle>(crm_options_new);
  must([&](auto err) { return crm_options_set_url(options.get(), "sqlite://", CRM_NTS, err); });
  must([&](auto err) { return crm_options_set_actor(options.get(), "ivr", CRM_NTS, err); });
  const auto refused = [&](auto set, auto... values) {
    return said([&](auto err) { return set(options.get(), values..., err); });
  };
  CHECK(refused(crm_options_set_migrate, 5) == "invalid_argument migrate");
  CHECK(refused(crm_options_set_migrate, -1) == "invalid_argument migrate");
  CHECK(refused(crm_options_set_deadline_ms, 0) == "invalid_argument deadline");
  CHECK(refused(crm_options_set_pre_call_deadline_ms, -1) == "invalid_argument pre_call_deadline");
  CHECK(refused(crm_options_set_slow_call_ms, -1) == "invalid_argument slow_call");
  CHECK(refused(crm_options_set_pool_size, -1) == "invalid_argument pool_size");
  CHECK(refused(crm_options_set_interactions, 101) == "invalid_argument interactions");
  CHECK(refused(crm_options_set_mmap_bytes, -1) == "invalid_argument mmap_bytes");
  CHECK(refused(crm_options_set_write_cache_bytes, 1) == "invalid_argument write_cache_bytes");
  CHECK(refused(crm_options_set_calling_hours, 75600, 28800) == "invalid_argument calling_hours");
  CHECK(refused(crm_options_set_unknown_location, 3) == "invalid_argument unknown_location");
  CHECK(refused(crm_options_set_default_country, "usa", size_t{3}) == "invalid_argument default_country");
  CHECK(refused(crm_options_set_actor, "\xff", size_t{1}) == "invalid_argument actor");
  const auto database =
      made<DatabaseHandle>([&](auto out, auto err) { return crm_open(options.get(), out, err); });
  made<SessionHandle>(
      [&](auto out, auto err) { return crm_session_new(database.get(), nullptr, 0, out, err); });
}

TEST_CASE("opening refuses options that are wrong in themselves") {
  CHECK(opened_with([](auto o, auto err) { return crm_options_set_actor(o, "agent-7", CRM_NTS, err); }) ==
        "ok");
  CHECK(opened_with([](auto o, auto err) { return crm_options_set_url(o, "", 0, err); }) ==
        "invalid_argument url");
  CHECK(opened_with([](auto o, auto err) { return crm_options_set_url(o, "oracle://x", CRM_NTS, err); }) ==
        "invalid_argument url");
  CHECK(opened_with([](auto o, auto err) { return crm_options_set_default_country(o, "usa", 3, err); }) ==
        "invalid_argument default_country");
  CHECK(opened_with([](auto o, auto err) {
          return crm_options_set_actor(o, std::string(101, 'x').c_str(), 101, err);
        }) == "invalid_argument actor");
  for (const int64_t bad : {int64_t{0}, int64_t{-1}, INT64_MAX, INT64_MIN}) {
    CHECK(opened_with([&](auto o, auto err) { return crm_options_set_deadline_ms(o, bad, err); }) ==
          "invalid_argument deadline");
    CHECK(opened_with([&](auto o, auto err) { return crm_options_set_pre_call_deadline_ms(o, bad, err); }) ==
          "invalid_argument pre_call_deadline");
    CHECK(opened_with([&](auto o, auto err) { return crm_options_set_pool_size(o, bad, err); }) ==
          "invalid_argument pool_size");
    CHECK(opened_with([&](auto o, auto err) { return crm_options_set_write_cache_bytes(o, bad, err); }) ==
          "invalid_argument write_cache_bytes");
  }
  CHECK(opened_with([](auto o, auto err) { return crm_options_set_interactions(o, -1, err); }) ==
        "invalid_argument interactions");
  CHECK(opened_with([](auto o, auto err) { return crm_options_set_mmap_bytes(o, -1, err); }) ==
        "invalid_argument mmap_bytes");
  CHECK(opened_with([](auto o, auto err) {
          return crm_options_set_calling_hours(o, INT32_MIN, INT32_MAX, err);
        }) == "invalid_argument calling_hours");
  CHECK(opened_with([](auto o, auto err) { return crm_options_set_unknown_location(o, 3, err); }) ==
        "invalid_argument unknown_location");
  CHECK(opened_with([](auto o, auto err) {
          return crm_options_set_unknown_location(o, CRM_LOCATION_IGNORE, err);
        }) == "ok");
}

TEST_CASE("opening does no work and a database that is away is told by the first call") {
  const TempFolder folder;
  const auto options = made<OptionsHandle>(crm_options_new);
  const std::string url = "sqlite:///" + folder.file("crm.db");
  must([&](auto err) { return crm_options_set_url(options.get(), url.c_str(), CRM_NTS, err); });
  const auto database =
      made<DatabaseHandle>([&](auto out, auto err) { return crm_open(options.get(), out, err); });
  struct stat ignored;
  CHECK(stat(folder.file("crm.db").c_str(), &ignored) != 0);
  CHECK(said([&](auto err) { return crm_warmup(database.get(), err); }) == "not_found url");
  int32_t ran = 0;
  must([&](auto err) { return crm_migrate(database.get(), &ran, err); });
  CHECK(ran > 0);
  must([&](auto err) { return crm_migrate(database.get(), &ran, err); });
  CHECK(ran == 0);
  must([&](auto err) { return crm_warmup(database.get(), err); });
}

TEST_CASE("a session acts for its own actor or else for the one of the options") {
  const OpenDatabase database([](crm_options* options) {
    must([&](auto err) { return crm_options_set_actor(options, "ivr", 3, err); });
  });
  const auto filter = made<FilterHandle>(crm_filter_new);
  const auto actor_of = [&](const std::string& actor) {
    const auto session = database.session(actor);
    const int64_t id = number_in(
        json_of([&](auto out, auto err) { return crm_customer_create(session.get(), "{}", 2, out, err); }),
        "id");
    must([&](auto err) { return crm_filter_set_customer_id(filter.get(), id, err); });
    return json_of([&](auto out, auto err) { return crm_audit_list(session.get(), filter.get(), out, err); });
  };
  CHECK(actor_of("agent-7").find(R"("actor":"agent-7")") != std::string::npos);
  CHECK(actor_of("").find(R"("actor":"ivr")") != std::string::npos);
}

TEST_CASE("a session without any actor is refused") {
  const OpenDatabase database;
  crm_session* session = nullptr;
  CHECK(said([&](auto err) { return crm_session_new(database.get(), nullptr, 0, &session, err); }) ==
        "invalid_argument actor");
  CHECK(session == nullptr);
}

TEST_CASE("a freed session is noticed while another session of the database is there") {
  OpenDatabase database;
  const auto other = database.session();
  crm_session* session = database.session().release();
  crm_session_free(session);
  crm_text* none = nullptr;
  CHECK(said([&](auto err) { return crm_dashboard(session, &none, err); }) == "misuse session");
  crm_session_free(session);  // does nothing
  database.close();
  CHECK(said([&](auto err) { return crm_dashboard(session, &none, err); }) == "misuse session");
  json_of([&](auto out, auto err) {
    return crm_dashboard(other.get(), out, err);
  });  // works on without its database
}

TEST_CASE("sessions that come and go use their places again") {
  const OpenDatabase database;
  crm_session* const first = database.session().get();  // freed at once
  crm_session* const second = database.session().get();
  CHECK(first == second);
}

TEST_CASE("a session that two threads use at once refuses one of them", "[threads]") {
  const OpenDatabase database;
  const auto session = database.session();
  create_john(session.get());
  std::atomic<int> fine = 0, misused = 0, other = 0;
  const auto work = [&] {
    for (int i = 0; i < 2000; ++i) {
      crm_text* out = nullptr;
      const crm_status status = crm_pre_call_json(session.get(), kJohnsNumber, CRM_NTS, &out, nullptr);
      ++(status == CRM_OK ? fine : status == CRM_MISUSE ? misused : other);
      crm_text_free(out);
    }
  };
  {
    std::thread a(work), b(work);
    a.join();
    b.join();
  }
  CHECK(fine > 0);
  CHECK(other == 0);
  CHECK(fine + misused == 4000);
}

TEST_CASE("sixteen threads with a session each read and write at once", "[threads]") {
  const OpenDatabase database;
  const int64_t john = create_john(database.session().get());
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 16; ++t)
    threads.emplace_back([&, t] {
      crm_session* session = nullptr;
      if (crm_session_new(database.get(), "thread", 6, &session, nullptr) != CRM_OK) return;
      crm_session_set_deadline_ms(session, 60'000, nullptr);
      for (int i = 0; i < 10; ++i) {
        const std::string json = R"({"call_id": "C)" + std::to_string(t) + "-" + std::to_string(i) +
                                 R"(", "customer_id": )" + std::to_string(john) + "}";
        crm_pre_call_answer* answer = nullptr;
        const bool wrote = crm_post_call_json(session, json.data(), json.size(), nullptr, nullptr) == CRM_OK;
        const bool read = crm_pre_call(session, kJohnsNumber, CRM_NTS, &answer, nullptr) == CRM_OK;
        if (wrote && read && crm_pre_call_answer_candidate_count(answer) == 1) ++good;
        crm_pre_call_answer_free(answer);
      }
      crm_session_free(session);
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(good == 160);
  const auto session = database.session();
  CHECK(number_in(json_of([&](auto out, auto err) { return crm_dashboard(session.get(), out, err); }),
                  "total_interactions") == 160);
}

TEST_CASE("a session keeps its own deadline") {
  const OpenDatabase database;
  const auto session = database.session();
  for (const int64_t bad : {int64_t{0}, int64_t{-1}, int64_t{86400001}, INT64_MIN, INT64_MAX})
    CHECK(said([&](auto err) { return crm_session_set_deadline_ms(session.get(), bad, err); }) ==
          "invalid_argument deadline");
  CHECK(said([&](auto err) { return crm_session_set_deadline_ms(session.get(), 1000, err); }) == "ok");
}

TEST_CASE("a text from outside is refused when it is NULL with a length or holds a NUL or is huge") {
  const OpenDatabase database;
  const auto session = database.session();
  crm_pre_call_answer* none = nullptr;
  const auto asked = [&](const char* number, size_t len) {
    return said([&](auto err) { return crm_pre_call(session.get(), number, len, &none, err); });
  };
  CHECK(asked(nullptr, 3) == "invalid_argument number");
  CHECK(asked(nullptr, CRM_NTS) == "invalid_argument number");
  CHECK(asked(nullptr, 0) == "invalid_argument number");
  CHECK(asked("555\0123", 7) == "invalid_argument number");
  CHECK(asked(kJohnsNumber, SIZE_MAX - 1) == "invalid_argument number");  // nothing of it is read
  CHECK(asked(kJohnsNumber, size_t{1} << 40) == "invalid_argument number");
  CHECK(asked("\xff\xfe", CRM_NTS) == "invalid_argument number");
  CHECK(asked(kJohnsNumber, 12) == "ok");
  crm_pre_call_answer_free(none);
}

TEST_CASE("an error says what to do without the value") {
  const OpenDatabase database;
  const auto session = database.session();
  crm_error* error = nullptr;
  crm_pre_call_answer* none = nullptr;
  CHECK(crm_pre_call(session.get(), "secret-17", CRM_NTS, &none, &error) == CRM_INVALID_ARGUMENT);
  const ErrorHandle freed(error);
  CHECK(text(crm_error_message(error, nullptr)).find("secret") == std::string::npos);
  CHECK(text(crm_error_sqlstate(error, nullptr)).empty());
  CHECK(crm_error_retryable(error) == 0);
}
