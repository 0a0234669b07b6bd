#include "service/trail.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include "service/engine.hpp"

namespace crm::service {

namespace {

bool cannot_write_now(Code code) {
  return code == Code::full || code == Code::permission || code == Code::busy || code == Code::timeout ||
         code == Code::unavailable || code == Code::unknown_outcome;
}

}  // namespace

void leave_word(Engine& engine, Call call, std::string_view action, std::string_view record) {
  const storage::Deadline patient = storage::Clock::now() + kPatience;
  const bool in_a_hurry = call.deadline < patient;
  call.deadline = std::min(call.deadline, patient);
  try {
    engine.write(call, [action = std::string(action), record = std::string(record)](Unit& unit) {
      audit(unit, CustomerId{}, action, record, 0, "{}");
      return true;
    });
  } catch (const Error& error) {
    const bool too_late = in_a_hurry && error.code() == Code::timeout;
    if (too_late || !cannot_write_now(error.code())) throw;
  }
}

}  // namespace crm::service
