// A connection to PostgreSQL that is cut after every single byte, on its way there and on its way back: what
// was acknowledged is there exactly once, answers are right, and nothing hangs.
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <crm/crm.hpp>
#include <functional>
#include <limits>

#include "support/postgres.hpp"
#include "support/postgres_proxy.hpp"
#include "support/records.hpp"

using namespace crm;
using namespace crm::test;
using Way = PostgresProxy::Way;

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// A cut is noticed at once; a busy machine or a sanitizer may take its time with everything else.
constexpr milliseconds kDeadline{10'000}, kSoon{5'000};
constexpr long long kBeginning = 1000,  // bytes that a connection and the look at the schema take, each way
    kAll = std::numeric_limits<long long>::max();
constexpr const char* kNumber = "2125551234";

// Asks again, as a dialer does that was told to.
template <class Call>
auto patiently(Call call) {
  for (;;) {
    try {
      return call();
    } catch (const Error& error) {
      if (!error.retryable()) throw;
    }
  }
}

// Both ask through the proxy; the raw connection does not.
struct Line {
  Line() : raw(postgres.url()) {}
  Database open() const {
    return Database(
        {.url = proxy.url(), .migrate = true, .deadline = kDeadline, .pre_call_deadline = kDeadline});
  }

  PostgresDatabase postgres;
  PostgresProxy proxy{postgres.url()};
  RawPostgres raw;
};

struct Swept {
  int calls = 0, cuts = 0, wrong = 0, lost = 0, doubled = 0;
  milliseconds longest{};
};

// One call of a dialer: who is it, and what came of it. `n` names the call.
using Conversation = std::function<void(Session& session, CustomerId customer, int n)>;

void ask_and_record(Session& session, CustomerId customer, int n) {
  patiently([&] { return session.post_call({.call_id = std::to_string(n), .customer_id = customer}); });
}

// Wrong: without a call id nobody can tell the second attempt from a second call.
void ask_and_note(Session& session, CustomerId customer, int n) {
  patiently([&] {
    InteractionFields fields{.source = "Phone Call", .status = "Completed"};
    fields.agent = std::to_string(n);
    return session.interactions().create(customer, fields);
  });
}

bool is_right(const PreCall& answer, CustomerId customer, int n) {
  if (answer.candidates.size() != 1) return false;
  const Candidate& candidate = answer.candidates[0];
  return candidate.customer.id == customer && candidate.loans.size() == 1 &&
         candidate.interactions.size() == static_cast<std::size_t>(std::min(n, 5));
}

void count_outcomes(const RawPostgres& raw, Swept& swept) {
  const auto found = raw.rows("SELECT coalesce(call_id, agent), count(*) FROM interaction GROUP BY 1");
  for (const auto& row : found) swept.doubled += row[1] == "1" ? 0 : 1;
  swept.lost = swept.calls - static_cast<int>(found.size());
}

// Cuts after 0 bytes, after `step` more, and so on, up to `most`, or until a conversation ends before its cut
// comes.
Swept cut_everywhere(Line& line, Way way, int step, long long most,
                     const std::function<Session()>& session_of_call, const Conversation& record) {
  Session setup = line.open().session("setup");
  const CustomerId customer = setup.customers().create(john_doe()).id;
  setup.loans().create(customer, a_loan());
  Swept swept;
  for (long long bytes = 0; bytes < most; bytes += step) {
    Session session = session_of_call();
    line.proxy.cut_after(way, bytes);
    const auto begin = steady_clock::now();
    const PreCall answer = patiently([&] { return session.pre_call(kNumber); });
    record(session, customer, swept.calls);
    swept.longest =
        std::max(swept.longest, std::chrono::duration_cast<milliseconds>(steady_clock::now() - begin));
    swept.wrong += is_right(answer, customer, swept.calls++) ? 0 : 1;
    if (line.proxy.waits_to_cut(way)) break;
    ++swept.cuts;
  }
  line.proxy.cut_after(way, -1);
  count_outcomes(line.raw, swept);
  return swept;
}

// Of a connection that is open already.
Swept cut_in_conversation(Way way, int step, const Conversation& record = &ask_and_record) {
  Line line;
  const Database database = line.open();
  return cut_everywhere(
      line, way, step, kAll, [&] { return database.session("dialer"); }, record);
}

// Of one that is being made, too.
Swept cut_from_the_start(Way way, int step, long long most = kAll) {
  Line line;
  return cut_everywhere(
      line, way, step, most, [&] { return line.open().session("dialer"); }, &ask_and_record);
}

void check(const Swept& swept, int least_cuts) {
  CHECK(swept.cuts >= least_cuts);
  CHECK(swept.wrong == 0);
  CHECK(swept.lost == 0);
  CHECK(swept.doubled == 0);
  CHECK(swept.longest < kSoon);
}

}  // namespace

TEST_CASE(
    "a PostgreSQL connection that is cut here and there loses and doubles no outcome and gives no wrong "
    "answer",
    "[threads]") {
  const Way way = GENERATE(Way::to_server, Way::to_client);
  check(cut_in_conversation(way, 97), 40);
  check(cut_from_the_start(way, 251), 20);
}

TEST_CASE("the test of cut connections finds a caller who records a call without a call id and tries again",
          "[threads]") {
  CHECK(cut_in_conversation(Way::to_client, 17, &ask_and_note).doubled > 0);
}

// Some minutes each.
TEST_CASE("a PostgreSQL connection may be cut after every byte of a conversation on its way there",
          "[threads][exhaustive]") {
  check(cut_in_conversation(Way::to_server, 1), 3000);
}

TEST_CASE("a PostgreSQL connection may be cut after every byte of a conversation on its way back",
          "[threads][exhaustive]") {
  check(cut_in_conversation(Way::to_client, 1), 3000);
}

TEST_CASE("a PostgreSQL connection may be cut after every byte while it is being made", "[threads][exhaustive]") {
  const Way way = GENERATE(Way::to_server, Way::to_client);
  check(cut_from_the_start(way, 1, kBeginning), static_cast<int>(kBeginning));
}
