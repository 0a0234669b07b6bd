// A small dialer with three lines. Before each call it asks libcrm who is behind the number, what they owe
// and whether they may be called; after the call it records what came of it. The telephony is simulated.
//
//   cpp_dialer sqlite:///crm.db [--at 2026-03-04T17:30:00Z]
#include <atomic>
#include <functional>
#include <iostream>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <crm/crm.hpp>

#include "call_list.hpp"
#include "story.hpp"

namespace dialer {

// [quick start]
// Stands for your telephony: calls somebody, and says what came of it.
using Dial = std::function<crm::Outcome(const crm::Candidate&)>;

// Who is behind a number, and the outcome that was recorded if they were called.
struct Report {
  crm::PreCall asked;
  std::optional<crm::Outcome> outcome{};
};

// One call: ask first, call only if that is allowed, record what came of it.
Report call_one(crm::Session& session, const std::string& number, const Dial& dial) {
  Report report{session.pre_call(number)};             // one consistent answer, in well under a millisecond
  if (report.asked.candidates.empty()) return report;  // nobody has this number

  // A number may be shared: the customer whose primary number it is comes first.
  const crm::Candidate& who = report.asked.candidates.front();
  if (!who.decision.allowed) return report;  // who.decision.reasons says why not

  report.outcome = dial(who);
  report.outcome->customer_id = who.customer.id;
  session.post_call(*report.outcome);  // on disk when it returns; the same call_id again changes nothing
  return report;
}
// [/quick start]

// What there is to tell of a call; asks once more, to show the loan as it is now.
std::string story_of(const Report& report, crm::Session& session) {
  if (report.asked.candidates.empty()) return "nobody has this number\n";
  const crm::Candidate& who = report.asked.candidates.front();
  if (!report.outcome) return describe(who) + why_not(who.decision);
  const auto after = session.pre_call_customer(who.customer.id);
  return describe(who) + describe(*report.outcome) + describe_change(who, after.value());
}

// An error belongs to one call: the next one goes on.
std::string try_one(crm::Session& session, const Call& call) {
  try {
    const auto dial = [&](const crm::Candidate&) { return call.outcome; };
    return story_of(call_one(session, call.number, dial), session);
  } catch (const crm::Error& error) {
    return "error: " + std::string(error.what()) + "\n";
  }
}

// What the three lines share. The database is thread-safe; a session belongs to one thread.
struct Shift {
  crm::Database database;
  std::vector<Call> calls = call_list();
  std::atomic<std::size_t> next = 0;
  std::mutex printing;
};

// One line of the dialer: takes the next number until there is none left.
void work(Shift& shift) {
  crm::Session session = shift.database.session("cpp_dialer");
  for (std::size_t i = shift.next++; i < shift.calls.size(); i = shift.next++) {
    const std::string story = in_columns(shift.calls[i].number, try_one(session, shift.calls[i]));
    const std::lock_guard lock(shift.printing);
    std::cout << story << std::flush;
  }
}

crm::Options options_from(const std::vector<std::string>& arguments) {
  crm::Options options{.url = arguments[0],
                       .pre_call_deadline = std::chrono::seconds(2)};  // nobody waits here
  if (arguments.size() == 3) {
    const crm::Instant at = crm::parse_instant(arguments[2]);
    options.clock = [at] { return at; };  // the whole library takes this for now
  }
  return options;
}

void run(crm::Options options) {
  Shift shift{.database = crm::Database(std::move(options))};
  shift.database.warm_up();  // a missing database is told here, once
  {
    std::vector<std::jthread> lines;
    for (int line = 0; line < 3; ++line) lines.emplace_back(work, std::ref(shift));
  }  // all lines have ended
  std::cout << describe(shift.database.session("cpp_dialer").dashboard());
}

}  // namespace dialer

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() != 1 && (arguments.size() != 3 || arguments[1] != "--at")) {
    std::cerr << "usage: cpp_dialer DATABASE_URL [--at INSTANT]\n";
    return 2;
  }
  crm::disable_sqlite_memory_statistics();  // this process is ours: SQLite need not count its memory
  try {
    dialer::run(dialer::options_from(arguments));
    return 0;
  } catch (const crm::Error& error) {
    std::cerr << "cpp_dialer: " << error.what() << '\n';
    return 1;
  }
}
