// The customer of a file, and then their records.
#include "service/customer_file.hpp"

#include <crm/error.hpp>

#include "domain/record.hpp"
#include "service/customer_ssn.hpp"
#include "service/customer_store.hpp"
#include "service/file_writer.hpp"

namespace crm::service {

namespace {

// Most of what is wrong with a new customer's records is found before the customer is written.
void check_entries(const CustomerFile& file) {
  for (const CustomerPhoneFields& phone : file.phones)
    domain::check_record(domain::make_record<CustomerPhone>(phone));
  for (const Entry<Loan>& loan : file.loans) domain::check_record(domain::make_record<Loan>(loan));
}

}  // namespace

CustomerId add_file(Unit& unit, RunMemory& run, Customer customer, const CustomerFile& file, Tally& tally) {
  check_customer(customer);
  check_entries(file);
  ++tally.added;
  add_customer(unit, customer);
  run.say(customer.id, named_fields<Customer>(file.customer));
  FileWriter(unit, run, customer.id, file, tally, true).write();
  return customer.id;
}

void change_customer_of(Unit& unit, RunMemory& run, CustomerId id, const CustomerFile& file, Tally& tally) {
  const Customer before = require_record<Customer>(unit, id);
  Customer after = before;
  take_over(after, file.customer);
  forget_known_ssn(unit, before, after);
  if (customer_differs(before, after)) {
    refuse_contradiction(run.said(id), before, after);
    check_customer(after);
    ++tally.changed;
    write_customer(unit, before, after);
  }
  run.say(id, named_fields<Customer>(file.customer));
}

void write_records(Unit& unit, RunMemory& run, CustomerId owner, const CustomerFile& file, Tally& tally) {
  FileWriter(unit, run, owner, file, tally, false).write();
}

}  // namespace crm::service
