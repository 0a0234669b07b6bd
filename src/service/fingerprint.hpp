// The fingerprint of what was said: 64 bits that are the same for the same content.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "domain/fields.hpp"
#include "storage/columns.hpp"

namespace crm::service {

class Fingerprint {
 public:
  Fingerprint& add(std::uint64_t number) {
    state_ = mixed(state_ + 0x9E3779B97F4A7C15U + number);
    return *this;
  }
  Fingerprint& add(std::string_view text) { return add(std::hash<std::string_view>()(text)); }
  Fingerprint& add(const storage::Param& value) {
    add(value.index());
    if (const auto* text = std::get_if<std::string>(&value)) return add(std::string_view(*text));
    if (const auto* number = std::get_if<std::int64_t>(&value))
      return add(static_cast<std::uint64_t>(*number));
    const bool* yes = std::get_if<bool>(&value);
    return add(std::uint64_t{yes != nullptr && *yes});
  }
  std::uint64_t value() const { return state_; }

 private:
  // The last steps of SplitMix64: each bit depends on all the others.
  static std::uint64_t mixed(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
    return x ^ (x >> 31);
  }

  std::uint64_t state_ = 0;
};

// Of every value that a record's fields can name.
template <class R>
void add_record(Fingerprint& fingerprint, const R& record) {
  domain::each_field<R>([&](const auto& field) {
    if constexpr (std::remove_cvref_t<decltype(field)>::nameable)
      fingerprint.add(storage::to_param(record.*field.member));
  });
}

// Of the named fields and their values.
template <class R>
void add_fields(Fingerprint& fingerprint, const typename R::Fields& fields) {
  std::uint64_t index = 0;
  domain::each_field<R>([&](const auto& field) {
    ++index;
    if constexpr (std::remove_cvref_t<decltype(field)>::nameable) {
      const auto& change = fields.*field.change;
      if (change.named()) fingerprint.add(index).add(storage::to_param(change.value()));
    }
  });
}

}  // namespace crm::service
