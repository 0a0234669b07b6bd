// Words in the audit trail about who has read much at once.
#pragma once

#include <chrono>
#include <string_view>

namespace crm::service {

class Engine;
struct Call;

inline constexpr std::chrono::seconds kPatience{1};  // with other writers

// A row about the whole of a record's kind, or "database". The reading is done all the same where no row can
// be written: on a full disk, without the right to write, and while others do not let go of the writer's
// lock for a second. A call that has less time than that does not go on without: Error(timeout).
void leave_word(Engine& engine, Call call, std::string_view action, std::string_view record);

}  // namespace crm::service
