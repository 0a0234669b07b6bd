// Where a customer may be: the set of time zones that his own word, or else address and number, point to.
//
// Threads: pure functions on plain values, without heap memory.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include <crm/phone_number.hpp>

#include "zone/zone.hpp"

namespace crm::domain {

// A set of a few values, in the order they came.
template <class T>
class Few {
 public:
  // Enough for an address and a number together, and for every zone of the US.
  static constexpr std::size_t capacity = 12;

  // Ignores what is already there. False when the set is full: then it must not be used.
  bool add(const T& value) {
    if (std::find(begin(), end(), value) != end()) return true;
    if (size_ == capacity) return false;
    values_[size_++] = value;
    return true;
  }

  const T* begin() const { return values_.data(); }
  const T* end() const { return values_.data() + size_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::span<const T> span() const { return {begin(), size_}; }

 private:
  std::array<T, capacity> values_{};
  std::size_t size_ = 0;
};

using ZoneNames = Few<std::string_view>;
using Zones = Few<zone::Zone>;

// What is known of where a customer is. Empty text means unknown; an empty country means "US".
struct Whereabouts {
  std::string_view stated_zone = {};  // where he says he is: an IANA name that crm::zone::known has checked
  std::string_view country = {};      // of the address: ISO 3166 alpha-2
  std::string_view state = {};        // of the address: postal code or English name, as for zones_of_state
};

// The zones the customer may be in. The one he stated, if any, alone: he knows best. Otherwise the zones of
// the address's state and of the number together, for a call must be convenient in every place that the
// evidence names (Regulation F, official interpretation of 12 CFR 1006.6(b)(1)(i)). Empty: unknown. The texts
// of `known` must outlive the answer.
ZoneNames zones_for(const PhoneNumber& number, const Whereabouts& known);

// The zones of these names. None if the tz database lacks any of them: half the evidence could allow a call
// that the other half forbids. None for no names.
std::optional<Zones> load_zones(std::span<const std::string_view> names);

}  // namespace crm::domain
