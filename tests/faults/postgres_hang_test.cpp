// PostgreSQL servers that stop answering, never answer, swallow what is sent to them, or whose name nobody
// knows, while many call: each call ends within its deadline and 100 ms, no socket is left, and other
// databases are not disturbed.
#include <dlfcn.h>
#include <netdb.h>
#include <poll.h>

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <crm/crm.hpp>
#include <functional>
#include <iostream>
#include <set>
#include <thread>
#include <vector>

#include "support/listener.hpp"
#include "support/open_files.hpp"
#include "support/postgres.hpp"
#include "support/records.hpp"

using namespace crm;
using namespace crm::test;

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kDeadline{300}, kGrace{100}, kPatient{30'000};
constexpr int kPace = 20;  // milliseconds between two calls of a thread
constexpr const char *kNumber = "2125551234", *kUnknownHost = "nobody.invalid";

// What calls came to. `late`: by how much the machine overslept a plain wait at the same time, which is not
// the library's fault.
struct Heard {
  int answers = 0;
  std::set<Code> refusals;
  milliseconds longest{}, late{};

  void add(const Heard& other) {
    answers += other.answers;
    refusals.insert(other.refusals.begin(), other.refusals.end());
    longest = std::max(longest, other.longest);
    late = std::max(late, other.late);
  }
  milliseconds allowed() const { return kDeadline + kGrace + 2 * late + milliseconds(50); }
};

template <class Work>
milliseconds time_of(Work work) {
  const auto begin = steady_clock::now();
  work();
  return std::chrono::ceil<milliseconds>(steady_clock::now() - begin);
}

using Call = std::function<void(int n)>;

Heard call_until(steady_clock::time_point end, const Call& call) {
  Heard heard;
  for (int n = 0; steady_clock::now() < end; ++n) {
    const auto took = time_of([&] {
      try {
        call(n);
        ++heard.answers;
      } catch (const Error& error) {
        heard.refusals.insert(error.code());
      }
    });
    heard.longest = std::max(heard.longest, took);
    heard.late = std::max(heard.late, time_of([] { ::poll(nullptr, 0, kPace); }) - milliseconds(kPace));
  }
  return heard;
}

// Each call on a thread of its own, again and again.
std::vector<Heard> call_for(milliseconds time, const std::vector<Call>& calls) {
  const auto end = steady_clock::now() + time;
  std::vector<Heard> heard(calls.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < calls.size(); ++i)
    threads.emplace_back([&, i] { heard[i] = call_until(end, calls[i]); });
  for (std::thread& thread : threads) thread.join();
  return heard;
}

CustomerId make_customer(const Database& database) {
  return database.session("setup").customers().create(john_doe()).id;
}

// Dialers on one handle: half of them ask, half of them record.
std::vector<Call> dialers(const Database& database, CustomerId customer, int count) {
  std::vector<Call> calls;
  for (int i = 0; i < count; ++i) {
    Session session = database.session("dialer");
    session.set_deadline(kDeadline);
    if (i % 2 == 0) {
      calls.push_back([session](int) mutable { session.pre_call(kNumber); });
    } else {
      calls.push_back([session, customer, i](int n) mutable {
        session.post_call({.call_id = std::to_string(i) + "-" + std::to_string(n), .customer_id = customer});
      });
    }
  }
  return calls;
}

// A handle on a server that works, with the dialers of the one that does not.
class Elsewhere {
 public:
  Elsewhere() { customer_ = make_customer(database_); }

  Heard call_beside(milliseconds time, std::vector<Call> calls) {
    Session session = database_.session("elsewhere");
    calls.push_back([session](int) mutable { session.pre_call(kNumber); });
    std::vector<Heard> heard = call_for(time, calls);
    here_ = heard.back();
    heard.pop_back();
    Heard all;
    for (const Heard& one : heard) all.add(one);
    std::cout << "longest call " << all.longest.count() << " ms, machine late by " << all.late.count()
              << " ms" << std::endl;
    return all;
  }
  bool was_undisturbed() const { return here_.refusals.empty() && here_.answers > 0; }

 private:
  PostgresDatabase postgres_;
  Database database_{
      {.url = postgres_.url(), .migrate = true, .deadline = kPatient, .pre_call_deadline = kPatient}};
  CustomerId customer_;
  Heard here_;
};

void check_refused_in_time(const Heard& heard) {
  CHECK(heard.answers == 0);
  CHECK(heard.longest <= heard.allowed());
  for (const Code code : heard.refusals) {
    CAPTURE(name(code));
    CHECK((code == Code::timeout || code == Code::unavailable || code == Code::unknown_outcome));
  }
}

// Nobody can be reached at this URL, whoever calls and for how long.
void check_unreachable(const std::string& url, std::set<Code> may_hear) {
  Elsewhere elsewhere;
  const std::size_t files = open_files();
  {
    const Database database({.url = url, .deadline = kDeadline, .pre_call_deadline = kDeadline});
    const Heard heard = elsewhere.call_beside(milliseconds(1500), dialers(database, CustomerId{1}, 6));
    check_refused_in_time(heard);
    CHECK(std::includes(may_hear.begin(), may_hear.end(), heard.refusals.begin(), heard.refusals.end()));
  }
  CHECK(elsewhere.was_undisturbed());
  CHECK(open_files() <= files);
}

void stand_still_for(milliseconds time) {
  Elsewhere elsewhere;
  PostgresServer server;
  const std::size_t files = open_files();
  {
    const Database database({.url = server.url(), .migrate = true, .deadline = kPatient});
    const std::vector<Call> calls = dialers(database, make_customer(database), 6);
    CHECK(elsewhere.call_beside(milliseconds(500), calls).refusals.empty());
    server.pause();
    const Heard heard = elsewhere.call_beside(time, calls);
    server.resume();
    check_refused_in_time(heard);
    CHECK(elsewhere.was_undisturbed());
    CHECK(elsewhere.call_beside(milliseconds(2000), calls).answers > 0);
  }
  CHECK(open_files() <= files);
}

std::atomic<int> unknown_host_lookups = 0;

}  // namespace

// In the place of the system's, for this whole program: a name server that answers that it does not know the
// name.
extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** found) {
  if (node != nullptr && std::string_view(node) == kUnknownHost) {
    ++unknown_host_lookups;
    return EAI_NONAME;
  }
  static const auto real = reinterpret_cast<decltype(&getaddrinfo)>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  return real(node, service, hints, found);
}

TEST_CASE("while a PostgreSQL server stands still no call of many takes longer than its deadline",
          "[threads]") {
  stand_still_for(milliseconds(1500));
}

TEST_CASE("a PostgreSQL server may stand still for ten seconds", "[threads][slow]") {
  stand_still_for(milliseconds(10'000));
}

TEST_CASE("a server that takes connections and never answers keeps nobody longer than the deadline",
          "[threads]") {
  const Listener silent(100);
  check_unreachable(silent.url(), {Code::timeout, Code::unavailable});
}

TEST_CASE("an address that swallows what is sent to it keeps nobody longer than the deadline", "[threads]") {
  Listener full(0);
  full.fill_up();
  check_unreachable(full.url(), {Code::timeout, Code::unavailable});
}

TEST_CASE("a host that the name server does not know is unavailable at once", "[threads]") {
  check_unreachable(std::string("postgresql://crm@") + kUnknownHost + "/crm", {Code::unavailable});
  CHECK(unknown_host_lookups > 0);
}

TEST_CASE("the test of hanging servers finds a caller who waits for the answer, however long", "[threads]") {
  PostgresServer server;
  const RawPostgres raw(server.url());
  server.pause();
  std::vector<Call> calls{[&](int) { raw.execute("SELECT 1"); },
                          [&](int n) {
                            if (n == 40) server.resume();
                          }};
  const std::vector<Heard> heard = call_for(milliseconds(1500), calls);
  CHECK(heard[0].longest > heard[1].allowed());
}
