// What else must happen when something a customer owns is added, changed or removed: directories, counts,
// links.
#pragma once

#include "service/unit.hpp"

namespace crm::service {

// The moments of a record. A record type that needs more than its own row overloads them in
// owned_upkeep.cpp; before is the record as it was, after as it will be.
template <class R>
void prepare(Unit&, R&) {}  // before a new record is checked: what nobody named, what it refers to
template <class R>
void changing(Unit&, const R&, const R&) {}  // before a change is written: what it refers to
template <class R>
void added(Unit&, const R&) {}
template <class R>
void changed(Unit&, const R&, const R&) {}
template <class R>
void removing(Unit&, const R&) {}

void prepare(Unit& unit, Loan& loan);
void prepare(Unit& unit, Interaction& interaction);
void prepare(Unit& unit, CustomerNote& note);
void prepare(Unit& unit, LoanNote& note);

void added(Unit& unit, const CustomerPhone& phone);
void changed(Unit& unit, const CustomerPhone& before, const CustomerPhone& after);
void removing(Unit& unit, const CustomerPhone& phone);

void changing(Unit& unit, const Loan& before, const Loan& after);
void added(Unit& unit, const Loan& loan);
void changed(Unit& unit, const Loan& before, const Loan& after);
void removing(Unit& unit, const Loan& loan);

void added(Unit& unit, const Vehicle& vehicle);
void changed(Unit& unit, const Vehicle& before, const Vehicle& after);
void removing(Unit& unit, const Vehicle& vehicle);

void added(Unit& unit, const Interaction& interaction);
void removing(Unit& unit, const Interaction& interaction);

// A new record that can be written: nobody's wish is missing, and what it refers to is there.
template <class R>
void check_new(Unit& unit, R& record) {
  prepare(unit, record);
  domain::check_record(record);
}

// Writes a checked new record, with its id, and everything that hangs on it.
template <class R>
void insert_owned(Unit& unit, R& record) {
  stamp_new(unit, record);
  storage::insert(unit.connection, record);
  added(unit, record);
}

// Adds a record of a customer who exists.
template <class R>
R add_owned(Unit& unit, R record) {
  check_new(unit, record);
  insert_owned(unit, record);
  return record;
}

// A change that can be written.
template <class R>
void check_change(Unit& unit, const R& before, const R& after) {
  domain::check_record(after);
  changing(unit, before, after);
}

// Writes a checked change. after gets its new version.
template <class R>
void write_owned(Unit& unit, const R& before, R& after) {
  stamp_changed(unit, after);
  storage::update(unit.connection, before, after);
  changed(unit, before, after);
}

// False: nothing differs. The trail tells of the change.
template <class R>
bool change_owned(Unit& unit, const R& before, R& after) {
  if (!domain::differ(before, after)) return false;
  check_change(unit, before, after);
  write_owned(unit, before, after);
  audit_update(unit, before, after);
  return true;
}

}  // namespace crm::service
