// The use cases of everything a customer owns, written once.
#include <crm/error.hpp>
#include <crm/session.hpp>

#include "domain/record.hpp"
#include "service/calls.hpp"
#include "service/creation.hpp"
#include "service/owned_upkeep.hpp"
#include "service/paging.hpp"
#include "service/post_call.hpp"
#include "storage/directory.hpp"

namespace crm {

using namespace service;
using storage::Connection;
using storage::Param;
using storage::Row;
using storage::Sql;

namespace {

// A call has one interaction.
void claim(Unit& unit, const Interaction& interaction) {
  refuse_recorded_call(unit, interaction);
  claim_call(unit, interaction);
}
template <class R>
void claim(Unit&, const R&) {}

}  // namespace

template <class R>
R Owned<R>::create(CustomerId owner, const typename R::Fields& fields, const IdempotencyKey& key) {
  R record = domain::make_record<R>(fields);
  record.customer_id = owner;
  return create_record(*session_, std::move(record), fields, key, [](Unit& unit, const R& wanted) {
    require_record<Customer>(unit, wanted.customer_id);
    R made = add_owned(unit, wanted);
    claim(unit, made);
    audit_new(unit, "create", made);
    return made;
  });
}

template <class R>
std::optional<R> Owned<R>::get(Key<R> key) {
  return engine_of(*session_).read(call_of(*session_),
                                   [&](Connection& connection) { return storage::find<R>(connection, key); });
}

template <class R>
R Owned<R>::update(Key<R> key, const typename R::Fields& fields, ExpectedVersion version) {
  return engine_of(*session_).write(call_of(*session_), [key, fields, version](Unit& unit) {
    const R before = require_record<R>(unit, key, version);
    R after = before;
    domain::apply_changes(after, fields);
    change_owned(unit, before, after);
    return after;
  });
}

template <class R>
void Owned<R>::remove(Key<R> key, ExpectedVersion version) {
  engine_of(*session_).write(call_of(*session_), [key, version](Unit& unit) {
    const R record = require_record<R>(unit, key, version);
    removing(unit, record);
    storage::remove<R>(unit.connection, key);
    audit_delete(unit, record);
    return true;
  });
}

template <class R>
Page<R> Owned<R>::list(CustomerId owner, const PageRequest& page) {
  return list_owned<R>(*session_, owner, {}, page);
}

template <class R>
Page<R> Owned<R>::list(CustomerId owner, const typename R::Fields& like, const PageRequest& page) {
  return list_owned<R>(*session_, owner, like, page);
}

template class Owned<CustomerPhone>;
template class Owned<Loan>;
template class Owned<Vehicle>;
template class Owned<Interaction>;
template class Owned<CustomerNote>;
template class Owned<LoanNote>;

std::optional<Key<Loan>> Loans::find(LoanId id) {
  return engine_of(*session_).read(call_of(*session_),
                                   [&](Connection& connection) -> std::optional<Key<Loan>> {
                                     const auto owner = storage::loan_directory().find(connection, id.value);
                                     if (!owner) return std::nullopt;
                                     return Key<Loan>{*owner, id};
                                   });
}

std::optional<Vehicle> Vehicles::find_vin(std::string_view vin) {
  static const Sql select("SELECT customer_id, vehicle_id FROM vin_directory WHERE vin = $1");
  return engine_of(*session_).read(call_of(*session_), [&](Connection& connection) -> std::optional<Vehicle> {
    const Param params[] = {std::string(vin)};
    std::optional<Key<Vehicle>> key;
    connection.execute({select, params, [&](const Row& row) { key = {{row.integer(0)}, {row.integer(1)}}; }});
    return key ? storage::find<Vehicle>(connection, *key) : std::nullopt;
  });
}

}  // namespace crm
