// Putting customers in: who is there is brought up to date, who is not is added; each file for itself.
#include <algorithm>
#include <crm/error.hpp>
#include <crm/session.hpp>

#include "domain/checks.hpp"
#include "domain/record.hpp"
#include "service/calls.hpp"
#include "service/customer_file.hpp"
#include "storage/directory.hpp"
#include "storage/savepoint.hpp"

namespace crm {

using namespace service;

namespace {

using Taken = PutResult::Taken;

constexpr std::size_t kMaxFiles = 10'000, kMaxSource = 500;

bool is_named(const Change<std::optional<std::string>>& change) {
  return change.named() && change.value() && !change.value()->empty();
}

// What cannot be found again would be added again by the same file.
void refuse_unrepeatable(const CustomerFile& file) {
  for (const InteractionFields& interaction : file.interactions)
    if (!interaction.creation_date.named() && !is_named(interaction.call_id))
      throw Error(Code::invalid_argument,
                  "An interaction needs its creation_date or call_id, or the same file would add it again.",
                  "creation_date");
  for (const PaymentEntry& payment : file.payments)
    if (!payment.paid_at.named() && !is_named(payment.idempotency_key))
      throw Error(Code::invalid_argument,
                  "A payment needs its paid_at or idempotency_key, or the same file would record it again.",
                  "paid_at");
}

std::optional<Customer> find_through(Unit& unit, const storage::UniqueDirectory& directory,
                                     const Change<std::optional<std::string>>& value) {
  const auto id = directory.find(unit.connection, *value.value());
  return id ? storage::find<Customer>(unit.connection, *id) : std::nullopt;
}

// An id alone means somebody only when nothing that is known outside does.
std::optional<Customer> find_nameless(Unit& unit, CustomerId id) {
  auto customer = storage::find<Customer>(unit.connection, id);
  if (customer && (customer->account_number || customer->external_id))
    throw Error(Code::conflict, "The customer with this id has an account number or external id: name that.",
                "customer_id");
  return customer;
}

std::optional<Customer> find_customer(Unit& unit, const CustomerFile& file) {
  const CustomerFields& fields = file.customer;
  if (is_named(fields.account_number))
    return find_through(unit, storage::account_directory(), fields.account_number);
  if (is_named(fields.external_id))
    return find_through(unit, storage::external_directory(), fields.external_id);
  if (file.customer_id) return find_nameless(unit, file.customer_id);
  throw Error(Code::invalid_argument,
              "A customer needs an account_number or external_id, or the same file would add them again.",
              "account_number");
}

// Whether the file says anything about the customer but who it is.
bool describes_customer(const CustomerFile& file) {
  CustomerFields rest = file.customer;
  rest.account_number = {};
  rest.external_id = {};
  return domain::names_anything<Customer>(rest);
}

Customer new_customer(Unit& unit, const CustomerFile& file) {
  Customer customer = domain::make_record<Customer>(file.customer);
  if (is_named(file.customer.account_number) || is_named(file.customer.external_id)) return customer;
  if (!unit.ids.claim(domain::record_name<Customer>, file.customer_id.value))
    throw Error(Code::not_found, "There is no customer with this id any more.", "customer_id");
  customer.id = file.customer_id;
  return customer;
}

[[noreturn]] void refuse_unknown_customer(const CustomerFile& file) {
  const char* field = is_named(file.customer.account_number) ? "account_number"
                      : is_named(file.customer.external_id)  ? "external_id"
                                                             : "customer_id";
  throw Error(Code::not_found, "There is no such customer. To add one, say more than who it is.", field);
}

PutResult take(Unit& unit, const CustomerFile& file) {
  refuse_unrepeatable(file);
  PutResult result;
  Tally tally;
  if (const auto before = find_customer(unit, file)) {
    change_file(unit, *before, file, tally);
    result.customer_id = before->id;
    if (tally.added + tally.changed > 0) result.taken = Taken::updated;
  } else {
    if (!describes_customer(file)) refuse_unknown_customer(file);
    result.customer_id = add_file(unit, new_customer(unit, file), file, tally);
    result.taken = Taken::created;
  }
  result.added = tally.added;
  result.changed = tally.changed;
  return result;
}

// Whether the file is to blame, and not the state of the database or the machine.
bool is_files_own(const Error& error) {
  return error.code() == Code::invalid_argument || error.code() == Code::conflict ||
         error.code() == Code::not_found;
}

PutResult put_file(Unit& unit, const CustomerFile& file) {
  storage::Totals totals;
  Unit part{unit.connection, unit.ids, totals, unit.actor, unit.now, unit.engine};
  try {
    storage::Savepoint savepoint(unit.connection);
    PutResult result = take(part, file);
    savepoint.keep();
    unit.totals.merge(totals);
    return result;
  } catch (const Error& error) {
    if (!is_files_own(error) || !unit.connection.in_transaction()) throw;
    return {.taken = Taken::refused, .error = error};
  }
}

std::int64_t count(const std::vector<PutResult>& results, Taken taken) {
  return std::count_if(results.begin(), results.end(),
                       [&](const PutResult& result) { return result.taken == taken; });
}

void audit_put(Unit& unit, const std::vector<PutResult>& results, std::string_view source) {
  const std::int64_t created = count(results, Taken::created), updated = count(results, Taken::updated);
  if (created + updated == 0) return;
  std::string what;
  json::Writer writer(what);
  writer.begin_object().key("source").value(source);
  writer.key("created").value(created).key("updated").value(updated);
  writer.key("unchanged").value(count(results, Taken::unchanged));
  writer.key("refused").value(count(results, Taken::refused)).end_object();
  audit(unit, CustomerId{}, "put", "customer", 0, what);
}

using Files = std::shared_ptr<const std::vector<CustomerFile>>;

Files share(std::vector<CustomerFile> files) {
  if (files.size() > kMaxFiles)
    throw Error(Code::invalid_argument, "At most 10,000 customers can be put at once.");
  return std::make_shared<const std::vector<CustomerFile>>(std::move(files));
}

std::vector<PutResult> put_all(Unit& unit, const std::vector<CustomerFile>& files) {
  std::vector<PutResult> results;
  results.reserve(files.size());
  for (const CustomerFile& file : files) results.push_back(put_file(unit, file));
  return results;
}

// Ends a rehearsal, so that its transaction is rolled back.
struct Rehearsed {};

}  // namespace

std::vector<PutResult> Session::put(std::vector<CustomerFile> files, std::string_view source) {
  domain::naming("source", [&] { domain::check_text(source, kMaxSource); });
  return engine_->write(call_of(*this),
                        [files = share(std::move(files)), source = std::string(source)](Unit& unit) {
                          auto results = put_all(unit, *files);
                          audit_put(unit, results, source);
                          return results;
                        });
}

std::vector<PutResult> Session::rehearse_put(std::vector<CustomerFile> files) {
  const auto results = std::make_shared<std::vector<PutResult>>();
  try {
    engine_->write(call_of(*this), [files = share(std::move(files)), results](Unit& unit) -> bool {
      *results = put_all(unit, *files);
      throw Rehearsed();
    });
  } catch (const Rehearsed&) {
  }
  return std::move(*results);
}

}  // namespace crm
