// One field of a partial update: named with a value, or not named and then left alone.
#pragma once

#include <optional>
#include <type_traits>
#include <utility>

namespace crm {

// Reads naturally in a designated initialiser: CustomerFields{.city = "Boston", .email_address =
// std::nullopt} sets the city, clears the e-mail address and leaves everything else as it is.
template <class T>
class Change {
 public:
  Change() = default;
  template <class U>
  requires(std::is_convertible_v<U&&, T> && !std::is_same_v<std::remove_cvref_t<U>, Change>) Change(U&& value)
      : value_(std::in_place, std::forward<U>(value)) {}

  bool named() const noexcept { return value_.has_value(); }
  // Only when named().
  const T& value() const noexcept { return *value_; }
  T& value() noexcept { return *value_; }

 private:
  std::optional<T> value_;
};

}  // namespace crm
