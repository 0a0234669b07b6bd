#include "differential/caller.hpp"

#include "differential/caller_parts.hpp"

namespace crm::test {

ExpectedVersion Caller::a_version(std::int64_t now) {
  if (random().percent(70)) return {};
  return random().percent(80) ? now : now + random().from(-1, 1);
}

std::size_t Caller::a_limit() {
  static constexpr std::size_t kLimits[] = {1, 2, 3, 7, 100, 1000};
  return random().percent(2) ? 1001 * random().below(2) : random().pick(kLimits);
}

// What customers own

template <class R>
void Caller::create() {
  const std::size_t owner = a_customer();
  auto fields = values_.fields_of_new<R>();
  aim<R>(fields, owner);
  comparison_.ask("create " + word<R>() + " of customer" + number_text(owner) + named_fields<R>(fields),
                  [&](auto& crm, Names& names) {
                    return records_of<R>(crm).create(names.id_of<Customer>(owner),
                                                     resolved<R>(names, fields));
                  });
}

template <class R>
void Caller::update() {
  const auto [owner, number] = a_record<R>();
  auto fields = values_.fields_of_change<R>();
  aim<R>(fields, owner);
  const auto& all = comparison_.model().all<R>();
  const auto known =
      all.find({comparison_.names().id_of<Customer>(owner), comparison_.names().id_of<R>(number)});
  const auto version = a_version(known == all.end() ? 1 : known->second.version);
  comparison_.ask("update " + word<R>() + number_text(number) + named_fields<R>(fields),
                  [&](auto& crm, Names& names) {
                    return records_of<R>(crm).update({names.id_of<Customer>(owner), names.id_of<R>(number)},
                                                     resolved<R>(names, fields), version);
                  });
}

template <class R>
void Caller::remove() {
  const auto [owner, number] = a_record<R>();
  comparison_.ask("remove " + word<R>() + number_text(number), [&](auto& crm, Names& names) {
    records_of<R>(crm).remove({names.id_of<Customer>(owner), names.id_of<R>(number)});
  });
}

template <class R>
void Caller::get() {
  const auto [owner, number] = a_record<R>();
  comparison_.ask("get " + word<R>() + number_text(number), [&](auto& crm, Names& names) {
    return records_of<R>(crm).get({names.id_of<Customer>(owner), names.id_of<R>(number)});
  });
}

template <class R>
void Caller::list() {
  const std::size_t owner = a_customer(), limit = a_limit();
  comparison_.ask("list " + word<R>() + " of customer" + number_text(owner), [&](auto& crm, Names& names) {
    return all_pages(limit, [&](const PageRequest& page) {
      return records_of<R>(crm).list(names.id_of<Customer>(owner), page);
    });
  });
}

void Caller::find_loan() {
  const std::size_t number = a_record<Loan>().number;
  comparison_.ask("find loan" + number_text(number),
                  [&](auto& crm, Names& names) { return crm.loans().find(names.id_of<Loan>(number)); });
}

void Caller::list_loans() {
  const std::size_t owner = a_customer(), limit = a_limit();
  const bool of_one = random().percent(30);
  LoanFilter filter;
  if (random().percent(50)) filter.min_days_past_due = random().from(0, 130);
  if (random().percent(50)) filter.status = "active";
  comparison_.ask("list loans", [&](auto& crm, Names& names) {
    if (of_one) filter.customer_id = names.id_of<Customer>(owner);
    return all_pages(limit, [&](const PageRequest& page) { return crm.loans().list(filter, page); });
  });
}

void Caller::find_vehicle() {
  const std::string vin = "1HGCM82633A0043" + std::to_string(10 + random().below(60));
  comparison_.ask("find vin " + vin, [&](auto& crm, Names&) { return crm.vehicles().find_vin(vin); });
}

void Caller::list_interactions() {
  const std::size_t owner = a_customer(), limit = a_limit();
  const bool of_one = random().percent(50);
  InteractionFilter filter;
  if (random().percent(70)) filter.follow_up_due = values_.instant();
  comparison_.ask("list interactions", [&](auto& crm, Names& names) {
    if (of_one) filter.customer_id = names.id_of<Customer>(owner);
    return all_pages(limit, [&](const PageRequest& page) { return crm.interactions().list(filter, page); });
  });
}

// Which, and how often

std::span<const Caller::Deed> Caller::deeds() {
  static constexpr Deed all[] = {{60, &Caller::create_customer},
                                 {60, &Caller::update_customer},
                                 {8, &Caller::remove_customer},
                                 {4, &Caller::erase_customer},
                                 {15, &Caller::get_customer},
                                 {15, &Caller::find_customer},
                                 {10, &Caller::find_ssn},
                                 {10, &Caller::reveal_ssn},
                                 {40, &Caller::list_customers},
                                 {40, &Caller::create<Loan>},
                                 {50, &Caller::update<Loan>},
                                 {12, &Caller::remove<Loan>},
                                 {10, &Caller::get<Loan>},
                                 {10, &Caller::list<Loan>},
                                 {8, &Caller::find_loan},
                                 {15, &Caller::list_loans},
                                 {30, &Caller::create<CustomerPhone>},
                                 {30, &Caller::update<CustomerPhone>},
                                 {15, &Caller::remove<CustomerPhone>},
                                 {6, &Caller::get<CustomerPhone>},
                                 {10, &Caller::list<CustomerPhone>},
                                 {25, &Caller::create<Vehicle>},
                                 {20, &Caller::update<Vehicle>},
                                 {12, &Caller::remove<Vehicle>},
                                 {6, &Caller::get<Vehicle>},
                                 {6, &Caller::list<Vehicle>},
                                 {8, &Caller::find_vehicle},
                                 {25, &Caller::create<Interaction>},
                                 {25, &Caller::update<Interaction>},
                                 {15, &Caller::remove<Interaction>},
                                 {6, &Caller::get<Interaction>},
                                 {8, &Caller::list<Interaction>},
                                 {15, &Caller::list_interactions},
                                 {15, &Caller::create<CustomerNote>},
                                 {12, &Caller::update<CustomerNote>},
                                 {10, &Caller::remove<CustomerNote>},
                                 {5, &Caller::get<CustomerNote>},
                                 {5, &Caller::list<CustomerNote>},
                                 {15, &Caller::create<LoanNote>},
                                 {12, &Caller::update<LoanNote>},
                                 {10, &Caller::remove<LoanNote>},
                                 {5, &Caller::get<LoanNote>},
                                 {5, &Caller::list<LoanNote>},
                                 {50, &Caller::record_payment},
                                 {20, &Caller::reverse_payment},
                                 {6, &Caller::get<Payment>},
                                 {8, &Caller::list<Payment>},
                                 {60, &Caller::pre_call},
                                 {20, &Caller::pre_call_one},
                                 {5, &Caller::pre_call_many},
                                 {110, &Caller::post_call},
                                 {50, &Caller::post_call_again},
                                 {10, &Caller::post_call_many},
                                 {10, &Caller::dashboard},
                                 {15, &Caller::audit}};
  return all;
}

void Caller::do_something() {
  std::uint64_t total = 0;
  for (const Deed& deed : deeds()) total += deed.weight;
  std::uint64_t chosen = random().below(total);
  for (const Deed& deed : deeds()) {
    if (chosen < deed.weight) return (this->*deed.act)();
    chosen -= deed.weight;
  }
}

}  // namespace crm::test
