// The kinds of records that files hold, by the words that the command line uses for them.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include <crm/fields.hpp>

namespace crm::intake {

// In the order in which they can be imported one after the other: what is referred to comes first.
enum class Kind { customer, phone, vehicle, loan, interaction, payment, note, loan_note };

inline constexpr std::array kKinds{Kind::customer,    Kind::phone,   Kind::vehicle, Kind::loan,
                                   Kind::interaction, Kind::payment, Kind::note,    Kind::loan_note};

// "customer", "phone", ...
std::string_view name(Kind kind);
std::optional<Kind> kind_of(std::string_view name);

// Calls visit with a std::type_identity of the kind's record.
template <class Visit>
decltype(auto) with_record(Kind kind, Visit&& visit) {
  switch (kind) {
    case Kind::phone:
      return visit(std::type_identity<CustomerPhone>());
    case Kind::vehicle:
      return visit(std::type_identity<Vehicle>());
    case Kind::loan:
      return visit(std::type_identity<Loan>());
    case Kind::interaction:
      return visit(std::type_identity<Interaction>());
    case Kind::payment:
      return visit(std::type_identity<Payment>());
    case Kind::note:
      return visit(std::type_identity<CustomerNote>());
    case Kind::loan_note:
      return visit(std::type_identity<LoanNote>());
    default:
      return visit(std::type_identity<Customer>());
  }
}

std::span<const FieldInfo> fields_of(Kind kind);

}  // namespace crm::intake
