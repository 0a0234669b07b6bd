// Cancelling, health, statistics, log lines and the key from the program.
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include "c_api.hpp"

using namespace crm::test;
using namespace std::chrono_literals;

namespace {

// Another program that holds the database's write lock.
class Writer {
 public:
  explicit Writer(const std::string& path) {
    REQUIRE(sqlite3_open(path.c_str(), &handle_) == SQLITE_OK);
    REQUIRE(sqlite3_exec(handle_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  }
  ~Writer() { sqlite3_close(handle_); }

 private:
  sqlite3* handle_ = nullptr;
};

struct Line {
  int32_t level;
  std::string what, message;
};

struct Lines {
  std::mutex mutex;
  std::vector<Line> all;
};

void note(void* user, int32_t level, const char* what, size_t what_len, const char* message,
          size_t message_len) {
  auto& lines = *static_cast<Lines*>(user);
  const std::lock_guard lock(lines.mutex);
  lines.all.push_back({level, {what, what_len}, {message, message_len}});
}

void set_log(crm_options* options, Lines& lines) {
  must([&](auto err) { return crm_options_set_log(options, note, &lines, err); });
}

// A key of equal bytes; how often it was asked for.
struct Key {
  uint8_t byte = 0;
  bool at_hand = true;
  int asked = 0;
};

int32_t give_key(void* user, uint8_t* key) {
  auto& source = *static_cast<Key*>(user);
  ++source.asked;
  std::memset(key, source.byte, 32);
  return source.at_hand;
}

DatabaseHandle open_with_key(const std::string& path, Key& key) {
  const auto options = made<OptionsHandle>(crm_options_new);
  const std::string url = "sqlite:///" + path;
  must([&](auto err) { return crm_options_set_url(options.get(), url.c_str(), CRM_NTS, err); });
  must([&](auto err) { return crm_options_set_migrate(options.get(), 1, err); });
  must([&](auto err) { return crm_options_set_actor(options.get(), "test", CRM_NTS, err); });
  must([&](auto err) { return crm_options_set_key(options.get(), give_key, &key, err); });
  return made<DatabaseHandle>([&](auto out, auto err) { return crm_open(options.get(), out, err); });
}

SessionHandle session_of(const DatabaseHandle& database) {
  return made<SessionHandle>(
      [&](auto out, auto err) { return crm_session_new(database.get(), nullptr, 0, out, err); });
}

// A host whose key callback does what it must not: it calls the library, with the session of the call.
struct CallingBack {
  crm_session* session = nullptr;
  crm_status told = CRM_OK;
};

int32_t call_back_for_key(void* user, uint8_t* key) {
  auto& host = *static_cast<CallingBack*>(user);
  crm_text* none = nullptr;
  host.told = crm_dashboard(host.session, &none, nullptr);
  crm_text_free(none);
  std::memset(key, 7, 32);
  return 1;
}

// A key callback that stops until it may go on.
struct SlowKey {
  std::promise<void> asked{}, go_on{};
};

int32_t give_key_slowly(void* user, uint8_t* key) {
  auto& slow = *static_cast<SlowKey*>(user);
  slow.asked.set_value();
  slow.go_on.get_future().wait();
  std::memset(key, 7, 32);
  return 1;
}

std::string statistics_of(const OpenDatabase& database) {
  return json_of([&](auto out, auto err) { return crm_statistics(database.get(), out, err); });
}

}  // namespace

TEST_CASE("a call that waits is cancelled from another thread and the next one works", "[threads]") {
  const OpenDatabase database;
  const auto session = database.session();
  create_john(session.get());
  must([&](auto err) { return crm_session_set_deadline_ms(session.get(), 60'000, err); });
  must([&](auto err) { return crm_session_cancel(session.get(), err); });  // nothing runs: nothing happens
  std::atomic<bool> done = false;
  std::string answer;
  const auto start = std::chrono::steady_clock::now();
  {
    const Writer other(database.path());
    std::thread caller([&] {
      crm_text* out = nullptr;
      answer = crm_status_name(crm_customer_create(session.get(), "{}", 2, &out, nullptr));
      done = true;
    });
    while (!done) {
      crm_session_cancel(session.get(), nullptr);
      std::this_thread::yield();
    }
    caller.join();
  }
  CHECK(answer == "cancelled");
  CHECK(std::chrono::steady_clock::now() - start < 30s);
  CHECK(number_in(json_of([&](auto out, auto err) { return crm_dashboard(session.get(), out, err); }),
                  "total_customers") == 1);
  json_of([&](auto out, auto err) { return crm_customer_create(session.get(), "{}", 2, out, err); });
}

TEST_CASE("health says what there is or why there is nothing") {
  const OpenDatabase database;
  create_john(database.session().get());
  const auto health = json_of([&](auto out, auto err) { return crm_health(database.get(), out, err); });
  CHECK(health.find(R"("status":"healthy")") != std::string::npos);
  CHECK(number_in(health, "customers") == 1);
  CHECK(number_in(health, "schema") > 0);

  const OpenDatabase away(
      [](crm_options* options) { must([&](auto err) { return crm_options_set_migrate(options, 0, err); }); });
  crm_text* none = nullptr;
  CHECK(said([&](auto err) { return crm_health(away.get(), &none, err); }) == "not_found url");
}

TEST_CASE("statistics count calls and failures and how long they took") {
  const OpenDatabase database;
  const auto session = database.session();
  const int64_t john = create_john(session.get());
  for (int i = 0; i < 3; ++i) pre_call(session.get());
  crm_text* none = nullptr;
  CHECK(said([&](auto err) { return crm_customer_update(session.get(), 999, "{}", 2, 0, &none, err); }) ==
        "not_found customer_id");
  CHECK(said([&](auto err) { return crm_customer_update(session.get(), john, "{}", 2, 9, &none, err); }) ==
        "conflict version");
  const std::string all = statistics_of(database);
  CHECK(all.find(R"("pre_call":{"calls":3,"failures":{},"total_us":)") != std::string::npos);
  CHECK(all.find(R"("write":{"calls":3,"failures":{"not_found":1,"conflict":1},)") != std::string::npos);
  CHECK(all.find(R"({"below_us":null,"calls":0})") != std::string::npos);
  int64_t counted = 0;  // the histogram of the pre-calls
  for (size_t place = all.find("\"took\"");
       (place = all.find("\"calls\":", place + 1)) < all.find("\"read\"");)
    counted += std::stoll(all.substr(place + 8));
  CHECK(counted == 3);
}

TEST_CASE(
    "a log line tells of a migration and of calls that fail and of slow ones but of no ordinary refusal") {
  Lines lines;
  const OpenDatabase database([&](crm_options* options) {
    set_log(options, lines);
    must([&](auto err) { return crm_options_set_deadline_ms(options, 50, err); });
  });
  must([&](auto err) { return crm_warmup(database.get(), err); });
  const auto session = database.session();
  const auto fails = [&] {
    crm_text* none = nullptr;
    return said([&](auto err) { return crm_customer_create(session.get(), "{}", 2, &none, err); });
  };
  REQUIRE(lines.all.size() == 1);
  CHECK(lines.all[0].level == CRM_LOG_INFO);
  CHECK(lines.all[0].what == "migrate");
  {
    const Writer other(database.path());
    CHECK(fails() == "timeout");
  }
  REQUIRE(lines.all.size() == 2);
  CHECK(lines.all[1].level == CRM_LOG_WARNING);
  CHECK(lines.all[1].what == "write");
  crm_text* none = nullptr;
  CHECK(said([&](auto err) { return crm_customer_get(session.get(), 999, &none, err); }) ==
        "not_found customer_id");
  CHECK(lines.all.size() == 2);
}

TEST_CASE("a slow call is logged") {
  Lines lines;
  const OpenDatabase database([&](crm_options* options) {
    set_log(options, lines);
    must([&](auto err) { return crm_options_set_slow_call_ms(options, 5, err); });
  });
  const auto session = database.session();
  const auto is_slow = [](const Line& line) { return line.message.find("took") != std::string::npos; };
  must([&](auto err) { return crm_warmup(database.get(), err); });
  while (std::none_of(lines.all.begin(), lines.all.end(), is_slow)) {
    std::thread caller;
    {
      const Writer other(database.path());
      caller = std::thread([&] { crm_customer_create(session.get(), "{}", 2, nullptr, nullptr); });
      const auto until = std::chrono::steady_clock::now() + 20ms;
      while (std::chrono::steady_clock::now() < until) std::this_thread::yield();
    }
    caller.join();
  }
  CHECK(lines.all.back().what == "write");
  CHECK(lines.all.back().level == CRM_LOG_WARNING);
}

TEST_CASE("of many failures for one reason one a second is logged") {
  Lines lines;
  const OpenDatabase database([&](crm_options* options) {
    set_log(options, lines);
    must([&](auto err) { return crm_options_set_deadline_ms(options, 1, err); });
  });
  const auto session = database.session();
  must([&](auto err) { return crm_session_set_deadline_ms(session.get(), 60'000, err); });
  create_john(session.get());
  must([&](auto err) { return crm_session_set_deadline_ms(session.get(), 1, err); });
  const Writer other(database.path());
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 50; ++i) crm_customer_create(session.get(), "{}", 2, nullptr, nullptr);
  const auto seconds =
      std::chrono::ceil<std::chrono::seconds>(std::chrono::steady_clock::now() - start).count();
  const auto warnings = std::count_if(lines.all.begin(), lines.all.end(),
                                      [](const Line& line) { return line.level == CRM_LOG_WARNING; });
  CHECK(warnings >= 1);
  CHECK(warnings <= seconds + 1);
}

TEST_CASE("the key for social security numbers may come from the program") {
  const TempFolder folder;
  const std::string path = folder.file("crm.db");
  Key key{7};
  {
    const auto database = open_with_key(path, key);
    const auto session = session_of(database);
    CHECK(key.asked == 0);
    must([&](auto err) {
      return crm_customer_create(session.get(), R"({"ssn": "987654321"})", CRM_NTS, nullptr, err);
    });
    CHECK(json_of([&](auto out, auto err) {
            return crm_customer_reveal_ssn(session.get(), 1, "test", 4, out, err);
          }) == "987654321");
    CHECK(key.asked == 1);
  }
  crm_text* none = nullptr;
  const auto revealed_with = [&](Key& other) {
    const auto database = open_with_key(path, other);
    const auto session = session_of(database);
    const std::string answer =
        said([&](auto err) { return crm_customer_reveal_ssn(session.get(), 1, "test", 4, &none, err); });
    crm_text_free(none);
    return answer;
  };
  Key other{8}, away{7, false};
  CHECK(revealed_with(key) == "ok");
  CHECK(revealed_with(other) == "key_missing");
  CHECK(revealed_with(away) == "key_missing");
}

TEST_CASE("a callback that uses the session of its call is told of its misuse and the call goes on") {
  CallingBack host;
  const OpenDatabase database([&](crm_options* options) {
    must([&](auto err) { return crm_options_set_key(options, call_back_for_key, &host, err); });
  });
  const auto session = database.session();
  host.session = session.get();
  must([&](auto err) {
    return crm_customer_create(session.get(), R"({"ssn": "987654321"})", CRM_NTS, nullptr, err);
  });
  CHECK(text(crm_status_name(host.told)) == "misuse");
}

TEST_CASE("while the key callback is at work other calls may read but wait to write", "[threads]") {
  SlowKey key;
  const OpenDatabase database([&](crm_options* options) {
    must([&](auto err) { return crm_options_set_key(options, give_key_slowly, &key, err); });
  });
  const auto session = database.session(), others = database.session();
  create_john(session.get());
  crm_status written = CRM_INTERNAL;
  std::thread writer([&] {
    written = crm_customer_create(others.get(), R"({"ssn": "987654321"})", CRM_NTS, nullptr, nullptr);
  });
  key.asked.get_future().wait();
  must([&](auto err) { return crm_session_set_deadline_ms(session.get(), 60'000, err); });
  pre_call(session.get());
  must([&](auto err) { return crm_session_set_deadline_ms(session.get(), 50, err); });
  crm_text* none = nullptr;
  CHECK(said([&](auto err) { return crm_customer_create(session.get(), "{}", 2, &none, err); }) == "timeout");
  key.go_on.set_value();
  writer.join();
  CHECK(text(crm_status_name(written)) == "ok");
}

TEST_CASE("a key file and a key from the program are not taken together") {
  Key key{7};
  const auto options = made<OptionsHandle>(crm_options_new);
  must([&](auto err) { return crm_options_set_url(options.get(), "sqlite://", CRM_NTS, err); });
  must([&](auto err) { return crm_options_set_key(options.get(), give_key, &key, err); });
  must([&](auto err) { return crm_options_set_key_file(options.get(), "key", 3, err); });
  crm_database* none = nullptr;
  CHECK(said([&](auto err) { return crm_open(options.get(), &none, err); }) == "invalid_argument key_file");
}
