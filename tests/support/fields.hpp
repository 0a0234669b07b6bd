// Walks over a record's fields, so that a test of "every field" also covers the field that is added tomorrow.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <type_traits>

#include "domain/fields.hpp"

namespace crm::test {

template <class R, class Visit>
void each_nameable(Visit visit) {
  domain::each_field<R>([&](const auto& field) {
    if constexpr (std::remove_cvref_t<decltype(field)>::nameable) visit(field);
  });
}

// A test that means all fields must name all fields.
template <class R>
void require_all_named(const typename R::Fields& fields) {
  each_nameable<R>([&](const auto& field) {
    INFO("field " << field.name);
    REQUIRE((fields.*field.change).named());
  });
}

// What was named is what the record holds.
template <class R>
void check_holds(const R& record, const typename R::Fields& fields) {
  each_nameable<R>([&](const auto& field) {
    const auto& change = fields.*field.change;
    if (!change.named()) return;
    INFO("field " << field.name);
    CHECK((record.*field.member == change.value()));
  });
}

// All that two records show is equal, or all but the fields that `fields` names.
template <class R>
void check_same(const R& a, const R& b) {
  domain::each_field<R>([&](const auto& field) {
    INFO("field " << field.name);
    CHECK((a.*field.member == b.*field.member));
  });
}
template <class R>
void check_same_but_for(const R& a, const R& b, const typename R::Fields& fields) {
  each_nameable<R>([&](const auto& field) {
    if ((fields.*field.change).named()) return;
    INFO("field " << field.name);
    CHECK((a.*field.member == b.*field.member));
  });
}

// A text of so many characters, each of four bytes.
inline std::string wide_text(std::size_t characters) {
  std::string text;
  for (std::size_t i = 0; i < characters; ++i) text += "\U0001F4DE";
  return text;
}

}  // namespace crm::test
