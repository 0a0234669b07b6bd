// A dialer that never stops: eight threads record outcomes and acknowledge each on the standard output, until
// somebody kills it. Customers 1 to 20 must be there.
//
// usage: crash_writer URL CYCLE [--acknowledge-early]    (the last one is wrong on purpose, and must be
// found)
#include <unistd.h>

#include <atomic>
#include <crm/crm.hpp>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

constexpr int kThreads = 8, kCustomers = 20;

// One line, in one piece whatever the other threads write.
void acknowledge(const crm::Outcome& outcome) {
  const std::string line = std::to_string(outcome.customer_id->value) + " " + outcome.call_id + "\n";
  if (::write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size())) _exit(2);
}

crm::Outcome outcome(const std::string& cycle, int thread, int n) {
  return {.call_id = "c" + cycle + "-t" + std::to_string(thread) + "-" + std::to_string(n),
          .customer_id = crm::CustomerId{1 + (thread * 7 + n) % kCustomers},
          .disposition = "promise_to_pay",
          .agreed_amount = crm::Money{100 + n % 900, crm::Currency("USD")},
          .note = std::string(static_cast<std::size_t>(n % 700), 'n')};
}

void record_for_ever(const crm::Database& database, const std::string& cycle, int thread,
                     bool acknowledge_early) {
  crm::Session session = database.session("crash_writer");
  session.set_deadline(std::chrono::minutes(1));
  for (int n = 0;; ++n) {
    const crm::Outcome next = outcome(cycle, thread, n);
    if (acknowledge_early) acknowledge(next);
    session.post_call(next);
    if (!acknowledge_early) acknowledge(next);
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return 2;
  const crm::Database database(crm::Options{.url = arguments[1]});
  const bool acknowledge_early = count > 3 && std::string_view(arguments[3]) == "--acknowledge-early";
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i)
    threads.emplace_back([&, i] { record_for_ever(database, arguments[2], i, acknowledge_early); });
  for (std::thread& thread : threads) thread.join();
}
