// Hosts that fork: before and after they have used the database, and in the middle of other threads' calls.
#include <algorithm>
#include <atomic>
#include <functional>
#include <future>
#include <thread>
#include <vector>

#include "child.hpp"

using namespace crm::test;

namespace {

using Call = std::function<crm_status(crm_database*, crm_session*)>;

// Of each kind of call one. Made before any thread is: a child must not wait for another to have made it.
const std::vector<Call> kCalls{
    [](crm_database*, crm_session* session) {
      crm_text* text = nullptr;
      const crm_status status = crm_dashboard(session, &text, nullptr);
      crm_text_free(text);
      return status;
    },
    [](crm_database*, crm_session* session) {
      return crm_customer_create(session, R"({"ssn": "987654321"})", CRM_NTS, nullptr, nullptr);
    },
    [](crm_database*, crm_session* session) {
      crm_pre_call_answer* answer = nullptr;
      const crm_status status = crm_pre_call(session, kJohnsNumber, CRM_NTS, &answer, nullptr);
      crm_pre_call_answer_free(answer);
      return status;
    },
    [](crm_database* database, crm_session*) {
      crm_text* text = nullptr;
      const crm_status status = crm_health(database, &text, nullptr);
      crm_text_free(text);
      return status;
    },
    [](crm_database* database, crm_session*) { return create_some(database, 1); },
    [](crm_database* database, crm_session*) { return crm_warmup(database, nullptr); },
    [](crm_database* database, crm_session*) { return crm_migrate(database, nullptr, nullptr); },
    [](crm_database* database, crm_session*) { return crm_before_fork(database, nullptr); }};

// What a child hears whose parent has used the database: a server's is opened anew.
crm_status used_before_fork() { return server_url() != nullptr ? CRM_OK : CRM_MISUSE; }

// Makes every call in a forked child, which then closes what it has: 0, or the number of the first call whose
// status is not among those that are right.
int in_child(crm_database* database, crm_session* session, const std::vector<crm_status>& right) {
  return Child([&] {
           int nth = 0;
           for (const Call& call : kCalls) {
             ++nth;
             const crm_status status = call(database, session);
             if (std::find(right.begin(), right.end(), status) == right.end()) return nth;
           }
           crm_session_free(session);
           crm_close(database);
           return 0;
         })
      .answer();
}

// A callback that is stopped in the middle, and another thread's call with it.
struct Stop {
  std::promise<void> reached{}, go_on{};

  void here() {
    reached.set_value();
    go_on.get_future().wait();
  }
};

int32_t stop_and_give_key(void* stop, uint8_t* key) {
  static_cast<Stop*>(stop)->here();
  std::memset(key, 7, 32);
  return 1;
}

void stop_at_migration(void* stop, int32_t, const char* what, size_t, const char*, size_t) {
  if (what == std::string("migrate")) static_cast<Stop*>(stop)->here();
}

// Forks while another thread makes the call and is stopped in it.
int in_child_amid(const OpenDatabase& database, Stop& stop, const std::function<void(crm_session*)>& call) {
  const auto session = database.session(), others = database.session();
  std::thread other([&] { call(others.get()); });
  stop.reached.get_future().wait();
  const int answer = in_child(database.get(), session.get(), {CRM_MISUSE});
  stop.go_on.set_value();
  other.join();
  return answer;
}

// Threads that read and write and make sessions, until they are told to stop.
class Others {
 public:
  explicit Others(crm_database* database) {
    for (int i = 0; i < 4; ++i)
      threads_.emplace_back([this, database, i] {
        while (!stop_)
          if (create_some(database, i % 2) == CRM_OK) ++done_;
      });
    threads_.emplace_back([this, database] {
      while (!stop_) kCalls[3](database, nullptr);
    });
    while (done_ < 20) std::this_thread::yield();
  }
  ~Others() {
    stop_ = true;
    for (std::thread& thread : threads_) thread.join();
  }
  Others(const Others&) = delete;
  Others& operator=(const Others&) = delete;

 private:
  std::atomic<bool> stop_ = false;
  std::atomic<int> done_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace

TEST_CASE("a database that is opened before a fork and used after it works in parent and child", "[host]") {
  const OpenDatabase database;
  Child child([&] { return static_cast<int>(create_some(database.get(), 50)); });
  CHECK(create_some(database.get(), 50) == CRM_OK);
  CHECK(child.answer() == CRM_OK);
  CHECK(customers_in(database.url()) == 100);
}

TEST_CASE("after crm_before_fork both go on and what was acknowledged is there when the parent closes first",
          "[host]") {
  OpenDatabase database;
  const std::string url = database.url();
  CHECK(create_some(database.get(), 1) == CRM_OK);
  must([&](auto err) { return crm_before_fork(database.get(), err); });
  int closed[2];
  REQUIRE(pipe(closed) == 0);
  Child child([&] {
    close(closed[1]);
    const crm_status first = create_some(database.get(), 50);
    char byte;
    while (read(closed[0], &byte, 1) > 0) {
    }  // until the parent has closed
    const crm_status second = create_some(database.get(), 50);
    return static_cast<int>(first != CRM_OK ? first : second);
  });
  CHECK(create_some(database.get(), 50) == CRM_OK);
  database.close();
  close(closed[1]);
  CHECK(child.answer() == CRM_OK);
  close(closed[0]);
  CHECK(customers_in(url) == 151);
}

TEST_CASE(
    "a child of a process that has used the database is told so or connects anew and the parent goes on",
    "[host]") {
  const OpenDatabase database;
  CHECK(create_some(database.get(), 1) == CRM_OK);
  const auto session = database.session();
  CHECK(in_child(database.get(), session.get(), {used_before_fork()}) == 0);
  CHECK(create_some(database.get(), 1) == CRM_OK);
  CHECK(customers_in(database.url()) == 2 + (used_before_fork() == CRM_OK ? 2 : 0));
}

TEST_CASE("a database in memory stays with the process that made it when that forks") {
  const OpenDatabase database([](auto options) { crm_options_set_url(options, "sqlite://", 9, nullptr); });
  const auto session = database.session();
  create_john(session.get());
  CHECK(crm_before_fork(database.get(), nullptr) == CRM_OK);
  CHECK(in_child(database.get(), session.get(), {CRM_MISUSE}) == 0);
  CHECK(crm_pre_call_answer_candidate_count(pre_call(session.get()).get()) == 1);
}

TEST_CASE("a child that is forked while another thread's call has the turn to write is told of its misuse") {
  Stop stop;
  const OpenDatabase database(
      [&](auto options) { crm_options_set_key(options, stop_and_give_key, &stop, nullptr); });
  CHECK(create_some(database.get(), 1) == CRM_OK);
  CHECK(in_child_amid(database, stop, [](crm_session* session) {
          crm_customer_create(session, R"({"ssn": "987654321"})", CRM_NTS, nullptr, nullptr);
        }) == 0);
  CHECK(customers_in(database.url()) == 2);
}

TEST_CASE("a session that another thread was using at the fork stays in use in the child and others do not",
          "[host]") {
  Stop stop;
  const OpenDatabase database(
      [&](auto options) { crm_options_set_log(options, stop_at_migration, &stop, nullptr); });
  const auto idle = database.session(), busy = database.session();
  const Call& dashboard = kCalls[0];
  std::thread other([&] { crm_customer_create(busy.get(), "{}", CRM_NTS, nullptr, nullptr); });
  stop.reached.get_future().wait();
  CHECK(Child([&] { return static_cast<int>(dashboard(database.get(), busy.get())); }).answer() ==
        CRM_MISUSE);
  CHECK(Child([&] { return static_cast<int>(dashboard(database.get(), idle.get())); }).answer() ==
        used_before_fork());
  stop.go_on.set_value();
  other.join();
}

TEST_CASE(
    "a child that is forked while another thread's first call makes the database is told of its misuse") {
  Stop stop;
  const OpenDatabase database(
      [&](auto options) { crm_options_set_log(options, stop_at_migration, &stop, nullptr); });
  CHECK(in_child_amid(database, stop, [](crm_session* session) {
          crm_customer_create(session, "{}", CRM_NTS, nullptr, nullptr);
        }) == 0);
  CHECK(customers_in(database.url()) == 1);
}

TEST_CASE("crm_before_fork waits for calls that have no connection in hand too") {
  Stop stop;
  const OpenDatabase database([&](auto options) {
    crm_options_set_log(options, stop_at_migration, &stop, nullptr);
    crm_options_set_deadline_ms(options, 100, nullptr);
  });
  const auto session = database.session();
  std::thread other([&] { create_some(database.get(), 1); });
  stop.reached.get_future().wait();
  CHECK(crm_before_fork(database.get(), nullptr) == CRM_TIMEOUT);
  stop.go_on.set_value();
  other.join();
  CHECK(crm_before_fork(database.get(), nullptr) == CRM_OK);
  CHECK(in_child(database.get(), session.get(), {CRM_OK}) == 0);
}

#if !defined(__SANITIZE_ADDRESS__)  // its allocator may be locked for ever in a child of a busy process
TEST_CASE("children of a process whose other threads are busy never wait for what nobody gives back",
          "[host]") {
  const int children = server_url() != nullptr ? 3 : 15;  // a server waits for the disk at each write
  const OpenDatabase database;
  const auto session = database.session();
  CHECK(create_some(database.get(), 1) == CRM_OK);
  {
    const Others others(database.get());
    for (int i = 0; i < children; ++i)
      CHECK(in_child(database.get(), session.get(), {used_before_fork()}) == 0);
    for (int i = 0; i < children; ++i) {
      CHECK(crm_before_fork(database.get(), nullptr) == CRM_OK);
      CHECK(in_child(database.get(), session.get(), {used_before_fork(), CRM_OK}) == 0);
    }
  }
  CHECK(customers_in(database.url()) > 1);
}
#endif
