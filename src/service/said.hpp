// What a caller said, as a digest that tells a repetition from something else.
#pragma once

#include <crm/customer.hpp>
#include <string>
#include <string_view>

#include "domain/record.hpp"
#include "json/record_json.hpp"
#include "service/unit.hpp"

namespace crm::service {

struct Said {
  std::string digest;  // of a form that shows an SSN masked
  Ssn ssn;  // the one that was named, which the digest alone does not tell from one that ends alike
};

// canonical: the text that is the same for the same content; customer: what it names of a customer.
Said said(std::string_view canonical, const CustomerFields& customer);

std::string digest_of(Unit& unit, const Said& said);
// What names an SSN may have been said under an earlier key.
bool is_digest_of(Unit& unit, const Said& said, const std::string& digest);

// A client that repeats itself may stamp it anew: the instants are no part of what it says.
template <class T>
constexpr bool is_instant = std::is_same_v<T, Instant> || std::is_same_v<T, std::optional<Instant>>;

// The named fields as a JSON object, for a canonical text.
template <class R>
void append_said(json::Writer& writer, const typename R::Fields& fields) {
  writer.begin_object();
  domain::each_field<R>([&](const auto& field) {
    using F = std::remove_cvref_t<decltype(field)>;
    if constexpr (F::nameable && !is_instant<typename F::Type>) {
      const auto& change = fields.*field.change;
      if (!change.named()) return;
      writer.key(field.name);
      domain::naming(field.name, [&] { json::append_value(writer, change.value()); });
    }
  });
  writer.end_object();
}

}  // namespace crm::service
