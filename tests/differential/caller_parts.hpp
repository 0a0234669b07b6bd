// What the files of the caller share: which records it chooses, and how it asks for lists and records.
#pragma once

#include "differential/caller.hpp"

namespace crm::test {

template <class R, class Crm>
auto records_of(Crm& crm) {
  if constexpr (std::is_same_v<R, CustomerPhone>) return crm.phones();
  if constexpr (std::is_same_v<R, Loan>) return crm.loans();
  if constexpr (std::is_same_v<R, Vehicle>) return crm.vehicles();
  if constexpr (std::is_same_v<R, Interaction>) return crm.interactions();
  if constexpr (std::is_same_v<R, CustomerNote>) return crm.customer_notes();
  if constexpr (std::is_same_v<R, LoanNote>) return crm.loan_notes();
  if constexpr (std::is_same_v<R, Payment>) return crm.payments();
}

// Page after page, with a line between two. The last one may be empty: a list with two filters does not look
// ahead.
template <class List>
auto all_pages(std::size_t limit, List list) {
  PageRequest request{.limit = limit};
  auto page = list(request);
  std::vector<decltype(page.items)> pages{page.items};
  while (page.next) {
    request.after = *page.next;
    page = list(request);
    if (!page.items.empty()) pages.push_back(page.items);
  }
  return pages;
}

template <class R>
std::string word() {
  return std::string(domain::record_name<R>);
}

inline std::string number_text(std::size_t number) { return " " + std::to_string(number); }

// The ids that fields hold are numbers until a participant is asked.
template <class R>
void resolve(const Names& names, Change<Id<R>>& id) {
  if (id.named()) id.value() = names.id_of<R>(static_cast<std::size_t>(id.value().value));
}
template <class R>
void resolve(const Names& names, std::optional<Id<R>>& id) {
  if (id) *id = names.id_of<R>(static_cast<std::size_t>(id->value));
}
template <class R>
void resolve(const Names& names, Change<std::optional<Id<R>>>& id) {
  if (id.named()) resolve(names, id.value());
}
template <class T>
void resolve(const Names&, T&) {}

template <class R>
typename R::Fields resolved(const Names& names, typename R::Fields fields) {
  domain::each_field<R>([&](const auto& field) {
    if constexpr (std::remove_cvref_t<decltype(field)>::nameable) resolve(names, fields.*field.change);
  });
  return fields;
}

template <class R>
Caller::Place<R> Caller::a_record() {
  const auto& all = comparison_.model().all<R>();
  if (all.empty() || random().percent(6))
    return {a_customer(), random().below(comparison_.names().count<R>() + 2)};
  auto chosen = all.begin();
  std::advance(chosen, random().below(all.size()));
  return {comparison_.names().known_number_of(chosen->first.customer_id),
          comparison_.names().known_number_of(chosen->first.id)};
}

template <class R>
std::size_t Caller::a_record_of(std::size_t owner) {
  const CustomerId id = comparison_.names().id_of<Customer>(owner);
  const auto& all = comparison_.model().all<R>();
  std::vector<std::size_t> numbers;
  for (auto row = all.lower_bound({id, {}}); row != all.end() && row->first.customer_id == id; ++row)
    numbers.push_back(comparison_.names().known_number_of(row->first.id));
  if (random().percent(4)) return a_record<R>().number;
  return numbers.empty() ? 0 : numbers[random().below(numbers.size())];
}

// A loan may have a vehicle as its security, any other record a loan that it is about.
template <class R>
void Caller::aim(typename R::Fields& fields, std::size_t owner) {
  if constexpr (std::is_same_v<R, Loan>) aim<Vehicle>(fields.vehicle_id, owner);
  if constexpr (requires { fields.loan_id; }) aim<Loan>(fields.loan_id, owner);
}

template <class Other>
void Caller::aim(Change<Id<Other>>& link, std::size_t owner) {
  if (link.named()) link.value().value = static_cast<std::int64_t>(a_record_of<Other>(owner));
}

template <class Other>
void Caller::aim(Change<std::optional<Id<Other>>>& link, std::size_t owner) {
  if (!link.named() || !link.value()) return;
  const std::size_t number = a_record_of<Other>(owner);
  number == 0 ? link.value().reset() : void(link.value()->value = static_cast<std::int64_t>(number));
}

}  // namespace crm::test
