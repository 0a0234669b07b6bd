// The outcome that both sides record in the post-call measurements: a promise to pay, of another amount and
// for another day each time.
#pragma once

#include <cstdint>
#include <string>

#include "settings.hpp"

namespace crm::bench {

struct Call {
  std::string call_id;
  std::string account_number;
  std::int64_t agreed_cents = 0;
  Date agreed_date{};
};

inline Call make_call(std::uint64_t number, const std::string& account_number) {
  const auto day = std::chrono::floor<std::chrono::days>(kNow) + std::chrono::days(1 + number % 28);
  return {"bench-" + std::to_string(number), account_number,
          static_cast<std::int64_t>(5000 + number % 90'000), day};
}

// What is the same in all of them.
inline constexpr const char* kAgent = "agent-0042";
inline constexpr const char* kDirection = "OUTBOUND";
inline constexpr const char* kDisposition = "Promise_to_Pay";
inline constexpr const char* kTrace[] = {"Connected", "Verified", "Promise_to_Pay"};
inline constexpr std::int64_t kDuration = 184;
inline constexpr const char* kEndStatus = "CUSTOMER HANGUP";
inline constexpr const char* kDialingStatus = "Dialed - Answered";
inline constexpr const char* kDialingCode = "DAN";
inline constexpr const char* kNote = "The customer promised to pay on the agreed date by card.";

}  // namespace crm::bench
