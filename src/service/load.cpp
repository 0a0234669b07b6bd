// Loading many customers in one transaction, with one audit row for all.
#include <algorithm>
#include <crm/error.hpp>
#include <crm/session.hpp>

#include "domain/checks.hpp"
#include "domain/record.hpp"
#include "service/calls.hpp"
#include "service/customer_store.hpp"
#include "service/owned_upkeep.hpp"

namespace crm {

using namespace service;

namespace {

constexpr std::size_t kMaxFiles = 10'000, kMaxSource = 500;

template <class R>
void add_all(Unit& unit, CustomerId owner, const std::vector<typename R::Fields>& all) {
  for (const auto& fields : all) {
    R record = domain::make_record<R>(fields);
    record.customer_id = owner;
    add_owned(unit, std::move(record));
  }
}

// A customer is added with a plain phone for the primary number; an entry of the file that says more
// replaces it.
void make_room(Unit& unit, const Customer& customer, const std::vector<CustomerPhoneFields>& phones) {
  static const storage::Sql remove("DELETE FROM customer_phone WHERE customer_id = $1 AND number = $2");
  if (!customer.primary_phone_number) return;
  const auto is_primary = [&](const CustomerPhoneFields& phone) {
    return phone.number.named() && phone.number.value() == *customer.primary_phone_number;
  };
  if (std::none_of(phones.begin(), phones.end(), is_primary)) return;
  const storage::Param params[] = {customer.id.value, customer.primary_phone_number->e164()};
  unit.connection.execute({remove, params});
}

CustomerId add_file(Unit& unit, const CustomerFile& file) {
  Customer customer = domain::make_record<Customer>(file.customer);
  check_customer(customer);
  add_customer(unit, customer);
  make_room(unit, customer, file.phones);
  add_all<CustomerPhone>(unit, customer.id, file.phones);
  add_all<Loan>(unit, customer.id, file.loans);
  add_all<Interaction>(unit, customer.id, file.interactions);
  return customer.id;
}

void audit_load(Unit& unit, std::size_t customers, std::string_view source) {
  std::string what;
  json::Writer writer(what);
  writer.begin_object()
      .key("source")
      .value(source)
      .key("customers")
      .value(static_cast<std::int64_t>(customers));
  writer.end_object();
  audit(unit, CustomerId{}, "load", "customer", 0, what);
}

}  // namespace

std::vector<CustomerId> Session::load(std::vector<CustomerFile> files, std::string_view source) {
  if (files.size() > kMaxFiles)
    throw Error(Code::invalid_argument, "At most 10,000 customers can be loaded at once.");
  domain::naming("source", [&] { domain::check_text(source, kMaxSource); });
  const auto shared = std::make_shared<const std::vector<CustomerFile>>(std::move(files));
  return engine_->write(call_of(*this), [shared, source = std::string(source)](Unit& unit) {
    std::vector<CustomerId> ids;
    ids.reserve(shared->size());
    for (const CustomerFile& file : *shared) ids.push_back(add_file(unit, file));
    audit_load(unit, shared->size(), source);
    return ids;
  });
}

}  // namespace crm
