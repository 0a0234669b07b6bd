// Dialers that record outcomes on PostgreSQL while something happens to the server, and what must be true
// afterwards.
#pragma once

#include <atomic>
#include <catch2/catch.hpp>
#include <crm/crm.hpp>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "support/postgres.hpp"

namespace crm::test {

inline constexpr std::chrono::milliseconds kPatient{20'000}, kHasty{100};

inline Options options_for(const std::string& url, std::chrono::milliseconds deadline = kPatient) {
  return {.url = url, .migrate = true, .deadline = deadline};
}

inline std::vector<CustomerId> make_customers(const std::string& url, int count) {
  const Database database(options_for(url));
  std::vector<CustomerId> ids;
  for (int i = 0; i < count; ++i)
    ids.push_back(database.session("setup").customers().create({.account_number = std::to_string(i)}).id);
  return ids;
}

// How a caller meets an answer that tells it nothing. The second way is wrong, and must be found.
enum class OnDoubt { same_call_id, new_call_id };

// Records outcomes until told to stop, and remembers what was acknowledged.
class Dialer {
 public:
  Dialer(const Database& database, std::vector<CustomerId> customers, std::string name, OnDoubt on_doubt)
      : session_(database.session(name)),
        customers_(std::move(customers)),
        name_(std::move(name)),
        on_doubt_(on_doubt) {}

  void run_until(const std::atomic<bool>& enough, std::atomic<int>& count) {
    for (int n = 0; !enough; ++n) {
      record(n);
      ++count;
    }
  }
  const std::set<std::string>& acknowledged() const { return acknowledged_; }
  // How often it was told to try again.
  std::size_t refusals() const { return refusals_; }
  // How often it was told that this is of no use.
  std::size_t failures() const { return failures_; }

 private:
  void record(int n) {
    for (int attempt = 0;; ++attempt) {
      std::string call_id = name_ + "-" + std::to_string(n);
      if (on_doubt_ == OnDoubt::new_call_id && attempt > 0) call_id += "-again-" + std::to_string(attempt);
      const CustomerId id = customers_[static_cast<std::size_t>(n) % customers_.size()];
      try {
        session_.post_call(
            {.call_id = call_id, .customer_id = id, .dialing_details = name_ + "-" + std::to_string(n)});
        acknowledged_.insert(name_ + "-" + std::to_string(n));
        return;
      } catch (const Error& error) {
        ++(error.retryable() ? refusals_ : failures_);
        if (!error.retryable()) return;
      }
    }
  }

  Session session_;
  const std::vector<CustomerId> customers_;
  const std::string name_;
  const OnDoubt on_doubt_;
  std::set<std::string> acknowledged_;
  std::size_t refusals_ = 0, failures_ = 0;
};

// What happens while outcomes are recorded; it is told how many were acknowledged so far.
using Meanwhile = std::function<void(const std::atomic<int>& acknowledged)>;

struct Tally {
  std::size_t acknowledged = 0, lost = 0, doubled = 0, refusals = 0, failures = 0;
};

// Eight dialers work while `meanwhile` goes on; then what they know is compared with what the database at
// `raw_url` holds. A caller's wrong way with doubts shows only when the library leaves it in doubt: it is in
// a hurry then.
inline Tally record_while(const std::string& url, const std::string& raw_url, OnDoubt on_doubt,
                          const Meanwhile& meanwhile) {
  const auto customers = make_customers(url, 20);
  const Database database(options_for(url, on_doubt == OnDoubt::new_call_id ? kHasty : kPatient));
  std::vector<Dialer> dialers;
  for (int i = 0; i < 8; ++i) dialers.emplace_back(database, customers, "d" + std::to_string(i), on_doubt);
  std::atomic<bool> enough = false;
  std::atomic<int> acknowledged = 0;
  std::vector<std::thread> threads;
  for (Dialer& dialer : dialers) threads.emplace_back([&] { dialer.run_until(enough, acknowledged); });
  meanwhile(acknowledged);
  enough = true;
  for (std::thread& thread : threads) thread.join();

  std::map<std::string, int> found;
  for (const auto& row :
       RawPostgres(raw_url).rows("SELECT dialing_details, count(*) FROM interaction GROUP BY 1"))
    found[row[0]] = std::stoi(row[1]);
  Tally tally;
  for (const Dialer& dialer : dialers) {
    tally.refusals += dialer.refusals();
    tally.failures += dialer.failures();
    for (const std::string& note : dialer.acknowledged()) {
      ++tally.acknowledged;
      tally.lost += found[note] == 0 ? 1 : 0;
    }
  }
  for (const auto& [note, count] : found) tally.doubled += count > 1 ? 1 : 0;
  return tally;
}

inline void check_each_is_there_once(const Tally& tally) {
  CHECK(tally.acknowledged > 0);
  CHECK(tally.failures == 0);
  CHECK(tally.lost == 0);
  CHECK(tally.doubled == 0);
}

// Until the other threads have come so far.
inline void wait_until(const std::function<bool()>& so_far) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::minutes(2);
  while (!so_far() && std::chrono::steady_clock::now() < until) std::this_thread::yield();
  REQUIRE(so_far());
}

}  // namespace crm::test
