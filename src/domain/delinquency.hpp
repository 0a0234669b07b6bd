// Delinquency buckets by reported days past due. "61-90 / 90+" would leave day 90 ambiguous: ours begin
// at 91.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace crm::domain {

inline constexpr std::array<std::string_view, 5> buckets{"0", "1-30", "31-60", "61-90", "91+"};

constexpr std::string_view bucket_of(std::int64_t days_past_due) {
  if (days_past_due <= 0) return buckets[0];
  if (days_past_due <= 30) return buckets[1];
  if (days_past_due <= 60) return buckets[2];
  if (days_past_due <= 90) return buckets[3];
  return buckets[4];
}

}  // namespace crm::domain
