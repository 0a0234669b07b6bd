// What the caller does with customers and payments.
#include "differential/caller_parts.hpp"

namespace crm::test {

namespace {

constexpr std::size_t kUsualCustomers = 60;

}  // namespace

std::size_t Caller::a_customer() {
  const auto& all = comparison_.model().all_customers();
  if (all.empty() || random().percent(4)) return random().below(comparison_.names().count<Customer>() + 2);
  auto chosen = all.begin();
  std::advance(chosen, random().below(all.size()));
  return comparison_.names().known_number_of(chosen->first);
}

// Customers

void Caller::create_customer() {
  if (comparison_.model().all_customers().size() > kUsualCustomers) return erase_customer();
  const auto fields = values_.fields_of_new<Customer>();
  comparison_.ask("create customer " + named_fields<Customer>(fields),
                  [&](auto& crm, Names&) { return crm.customers().create(fields); });
}

void Caller::update_customer() {
  const std::size_t number = a_customer();
  const auto fields = values_.fields_of_change<Customer>();
  const auto known = comparison_.model().all_customers().find(comparison_.names().id_of<Customer>(number));
  const auto version =
      a_version(known == comparison_.model().all_customers().end() ? 1 : known->second.version);
  comparison_.ask("update customer" + number_text(number) + named_fields<Customer>(fields),
                  [&](auto& crm, Names& names) {
                    return crm.customers().update(names.id_of<Customer>(number), fields, version);
                  });
}

void Caller::remove_customer() {
  const std::size_t number = a_customer();
  comparison_.ask("remove customer" + number_text(number),
                  [&](auto& crm, Names& names) { crm.customers().remove(names.id_of<Customer>(number)); });
}

void Caller::erase_customer() {
  const std::size_t number = a_customer();
  const std::string reason = values_.reason();
  comparison_.ask("erase customer" + number_text(number), [&](auto& crm, Names& names) {
    crm.customers().erase(names.id_of<Customer>(number), reason);
  });
}

void Caller::get_customer() {
  const std::size_t number = a_customer();
  comparison_.ask("get customer" + number_text(number), [&](auto& crm, Names& names) {
    return crm.customers().get(names.id_of<Customer>(number));
  });
}

void Caller::find_customer() {
  const std::string account = values_.account_number(), external = "x" + std::to_string(random().below(20));
  comparison_.ask("find account " + account,
                  [&](auto& crm, Names&) { return crm.customers().find_account(account); });
  comparison_.ask("find external " + external,
                  [&](auto& crm, Names&) { return crm.customers().find_external(external); });
}

void Caller::find_ssn() {
  const Ssn ssn = values_.ssn();
  comparison_.ask("find ssn " + std::string(ssn.digits()),
                  [&](auto& crm, Names&) { return crm.customers().find_ssn(ssn); });
}

void Caller::reveal_ssn() {
  const std::size_t number = a_customer();
  const std::string reason = values_.reason();
  comparison_.ask("reveal ssn of customer" + number_text(number), [&](auto& crm, Names& names) {
    return crm.customers().reveal_ssn(names.id_of<Customer>(number), reason);
  });
}

void Caller::list_customers() {
  CustomerFilter filter;
  if (random().percent(25)) filter.phone = values_.phone();
  if (random().percent(25)) filter.account_prefix = values_.account_number().substr(0, random().below(5));
  if (random().percent(40)) filter.name_prefix = values_.name().substr(0, 1 + random().below(30));
  if (random().percent(25)) filter.first_name_prefix = values_.name();
  const std::size_t limit = a_limit();
  comparison_.ask("list customers by " + filter.phone.value_or(PhoneNumber()).e164() + "/" +
                      filter.account_prefix.value_or("-") + "/" + filter.name_prefix.value_or("-") + "/" +
                      filter.first_name_prefix.value_or("-") + number_text(limit),
                  [&](auto& crm, Names&) {
                    return all_pages(
                        limit, [&](const PageRequest& page) { return crm.customers().list(filter, page); });
                  });
}

void Caller::record_payment() {
  const auto [owner, loan] = a_record<Loan>();
  auto fields = values_.fields_of_new<Payment>();
  fields.loan_id = LoanId{static_cast<std::int64_t>(loan)};
  comparison_.ask("record payment of customer" + number_text(owner) + named_fields<Payment>(fields),
                  [&](auto& crm, Names& names) {
                    return crm.payments().record(names.id_of<Customer>(owner),
                                                 resolved<Payment>(names, fields));
                  });
}

void Caller::reverse_payment() {
  const auto [owner, number] = a_record<Payment>();
  const std::string reason = values_.reason();
  comparison_.ask("reverse payment" + number_text(number), [&](auto& crm, Names& names) {
    return crm.payments().reverse({names.id_of<Customer>(owner), names.id_of<Payment>(number)}, reason);
  });
}

}  // namespace crm::test
