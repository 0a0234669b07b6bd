#include "service/trail.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include "service/engine.hpp"

namespace crm::service {

namespace {

constexpr std::chrono::seconds kPatience{1};  // with other writers

bool cannot_write_now(Code code) {
  return code == Code::full || code == Code::permission || code == Code::busy || code == Code::timeout ||
         code == Code::unavailable || code == Code::unknown_outcome;
}

}  // namespace

void leave_word(Engine& engine, Call call, std::string_view action, std::string_view record) {
  call.deadline = std::min(call.deadline, storage::Clock::now() + kPatience);
  try {
    engine.write(call, [action = std::string(action), record = std::string(record)](Unit& unit) {
      audit(unit, CustomerId{}, action, record, 0, "{}");
      return true;
    });
  } catch (const Error& error) {
    if (!cannot_write_now(error.code())) throw;
  }
}

}  // namespace crm::service
