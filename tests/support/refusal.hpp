// What a call that must fail says: its code, the field that it names, its message.
#pragma once

#include <catch2/catch.hpp>
#include <crm/error.hpp>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

namespace crm::test {

struct Refusal {
  std::optional<Code> code;  // none: the call was not refused
  std::string field;
  bool operator==(const Refusal&) const = default;
};

inline std::ostream& operator<<(std::ostream& out, const Refusal& refusal) {
  if (!refusal.code) return out << "not refused";
  return out << name(*refusal.code) << " of \"" << refusal.field << '"';
}

template <class Call>
Refusal refusal_of(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    CHECK(std::string_view(error.what()).size() > 10);  // a sentence, whatever the code
    return {error.code(), error.field()};
  }
  return {};
}

// What the refusal says; empty when there is none.
template <class Call>
std::string message_of(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

}  // namespace crm::test

// CHECK_REFUSED(conflict, "version", customers.update(id, fields, 1));
#define CHECK_REFUSED(code, field, ...)                          \
  CHECK(::crm::test::refusal_of([&] { (void)(__VA_ARGS__); }) == \
        (::crm::test::Refusal{::crm::Code::code, field}))
