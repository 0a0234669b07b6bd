// The script of the demo: every number, and what comes of calling it.
#include "call_list.hpp"

namespace dialer {

namespace {

using std::chrono::March;

// A real dialer takes its own identifier of the call: it is what keeps an outcome from being recorded twice.
crm::Outcome outcome(std::string call_id, std::string disposition, std::int64_t seconds, std::string note) {
  return {.call_id = std::move(call_id),
          .agent = "demo",
          .direction = "OUTBOUND",
          .disposition = std::move(disposition),
          .duration_seconds = seconds,
          .note = std::move(note)};
}

// A promise changes the loan: its due amount, its latest date for paying, and its status.
crm::Outcome promise(std::string call_id, std::int64_t dollars, crm::Date date) {
  crm::Outcome said = outcome(std::move(call_id), "Promise_to_Pay", 184, "Will pay by card.");
  said.disposition_trace = {"Connected", "Verified", "Promise_to_Pay"};
  said.agreed_amount = crm::Money{dollars * 100, crm::Currency("USD")};
  said.agreed_date = date;
  return said;
}

}  // namespace

std::vector<Call> call_list() {
  constexpr std::chrono::year year{2026};
  return {
      {"555-123-4567", promise("demo-1", 500, year / March / 15)},
      {"+1 555 234 5678", outcome("demo-2", "Voicemail", 21, "Left the neutral message.")},
      {"(555) 345-6789", outcome("demo-3", "Callback_Scheduled", 47, "Asked to be called in the evening.")},
      {"5554567890", outcome("demo-4", "Completed", 60, "Never happens: the call is not allowed.")},
      {"1-555-567-8901", promise("demo-5", 1050, year / March / 20)},
      {"+1 555 999 0000", {}},
      {"555-12", {}},
  };
}

}  // namespace dialer
