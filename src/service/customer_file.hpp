// Writing one customer's file: the customer, and every record of theirs in it.
#pragma once

#include <crm/load.hpp>

#include "domain/record.hpp"
#include "service/run_memory.hpp"
#include "service/unit.hpp"

namespace crm::service {

// Records that a file made or changed. Counted before each is written: while both are 0, nothing of the file
// is in the database.
struct Tally {
  std::size_t added = 0, changed = 0;
};

// What a file names is taken over; but a list may be older than what the customer said since, so a
// do-not-call mark is only ever set by it.
template <class R>
void take_over(R& record, const typename R::Fields& fields) {
  const R before = record;
  domain::apply_changes(record, fields);
  if constexpr (requires { record.do_not_call; })
    record.do_not_call = record.do_not_call || before.do_not_call;
}

// The customer is new. customer: without an id, or with one that was claimed.
CustomerId add_file(Unit& unit, RunMemory& run, Customer customer, const CustomerFile& file, Tally& tally);

// The customer is there, and the file says something about them: the fields that it names are taken over.
void change_customer_of(Unit& unit, RunMemory& run, CustomerId id, const CustomerFile& file, Tally& tally);

// The records in the file of a customer who is there: what is found again is brought up to date, the rest is
// added.
void write_records(Unit& unit, RunMemory& run, CustomerId owner, const CustomerFile& file, Tally& tally);

}  // namespace crm::service
