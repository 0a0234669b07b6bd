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

// The field that says who the file is about.
std::string_view key_field(const CustomerFile& file) {
  if (is_named(file.customer.account_number)) return "account_number";
  if (is_named(file.customer.external_id)) return "external_id";
  if (file.customer_id) return "customer_id";
  throw Error(Code::invalid_argument,
              "A customer needs an account_number or external_id, or the same file would add them again.",
              "account_number");
}

// An id alone means somebody only when nothing that is known outside does.
std::optional<CustomerId> find_nameless(Unit& unit, CustomerId id) {
  const auto customer = storage::find<Customer>(unit.connection, id);
  if (!customer) return std::nullopt;
  if (customer->account_number || customer->external_id)
    throw Error(Code::conflict, "The customer with this id has an account number or external id: name that.",
                "customer_id");
  return id;
}

std::optional<CustomerId> find_customer(Unit& unit, const CustomerFile& file, std::string_view key) {
  const CustomerFields& fields = file.customer;
  if (key == "customer_id") return find_nameless(unit, file.customer_id);
  if (key == "external_id")
    return storage::external_directory().find(unit.connection, *fields.external_id.value());
  return storage::account_directory().find(unit.connection, *fields.account_number.value());
}

// Whether the file says anything about the customer but who it is.
bool says_more(const CustomerFile& file, std::string_view key) {
  bool more = false;
  domain::each_field<Customer>([&](const auto& field) {
    if constexpr (std::remove_cvref_t<decltype(field)>::nameable)
      more = more || ((file.customer.*field.change).named() && field.name != key);
  });
  return more;
}

Customer new_customer(Unit& unit, const CustomerFile& file, std::string_view key) {
  Customer customer = domain::make_record<Customer>(file.customer);
  if (key != "customer_id") return customer;
  if (!unit.ids.claim(domain::record_name<Customer>, file.customer_id.value))
    throw Error(Code::not_found, "There is no customer with this id any more.", "customer_id");
  customer.id = file.customer_id;
  return customer;
}

void take(Unit& unit, const CustomerFile& file, Tally& tally, PutResult& result) {
  refuse_unrepeatable(file);
  const std::string_view key = key_field(file);
  const bool more = says_more(file, key);
  if (const auto id = find_customer(unit, file, key)) {
    lock_customer(unit, *id);
    if (more) change_customer_of(unit, *id, file, tally);
    write_records(unit, *id, file, tally);
    result.customer_id = *id;
    result.taken = tally.added + tally.changed > 0 ? Taken::updated : Taken::unchanged;
  } else {
    if (!more)
      throw Error(Code::not_found, "There is no such customer. To add one, say more than who it is.",
                  std::string(key));
    result.customer_id = add_file(unit, new_customer(unit, file, key), file, tally);
    result.taken = Taken::created;
  }
  result.added = tally.added;
  result.changed = tally.changed;
}

// Whether the file is to blame, and not the state of the database or the machine.
bool is_files_own(const Error& error) {
  return error.code() == Code::invalid_argument || error.code() == Code::conflict ||
         error.code() == Code::not_found;
}

// A file was refused when a part of it was written already: everything is rolled back and done again, with
// care.
struct Spoiled {};

// Without a savepoint, which would cost a tenth of the time: what is wrong with a file is nearly always found
// before anything of it is written.
PutResult put_quickly(Unit& unit, const CustomerFile& file) {
  Tally tally;
  PutResult result;
  try {
    take(unit, file, tally, result);
  } catch (const Error& error) {
    if (!is_files_own(error)) throw;
    if (tally.added + tally.changed > 0) throw Spoiled();
    return {.taken = Taken::refused, .error = error};
  }
  return result;
}

PutResult put_with_care(Unit& unit, const CustomerFile& file) {
  storage::Totals totals;
  Unit part{unit.connection, unit.ids, totals, unit.actor, unit.now, unit.engine};
  Tally tally;
  PutResult result;
  try {
    storage::Savepoint savepoint(unit.connection);
    take(part, file, tally, result);
    savepoint.keep();
  } catch (const Error& error) {
    if (!is_files_own(error) || !unit.connection.in_transaction()) throw;
    return {.taken = Taken::refused, .error = error};
  }
  unit.totals.merge(totals);
  return result;
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

template <class PutOne>
std::vector<PutResult> put_all(Unit& unit, const std::vector<CustomerFile>& files, PutOne put_one) {
  std::vector<PutResult> results;
  results.reserve(files.size());
  for (const CustomerFile& file : files) results.push_back(put_one(unit, file));
  return results;
}

// Calls write(way) with the quick way to put one file, and when that is spoiled with the careful one.
template <class Write>
void put_either_way(Write write) {
  try {
    write(put_quickly);
  } catch (const Spoiled&) {
    write(put_with_care);
  }
}

// Ends a rehearsal, so that its transaction is rolled back.
struct Rehearsed {};

}  // namespace

std::vector<PutResult> Session::put(std::vector<CustomerFile> all, std::string_view source) {
  domain::naming("source", [&] { domain::check_text(source, kMaxSource); });
  const Files files = share(std::move(all));
  std::vector<PutResult> results;
  put_either_way([&, source = std::string(source)](auto put_one) {
    results = engine_->write(call_of(*this), [files, source, put_one](Unit& unit) {
      auto answers = put_all(unit, *files, put_one);
      audit_put(unit, answers, source);
      return answers;
    });
  });
  return results;
}

std::vector<PutResult> Session::rehearse_put(std::vector<CustomerFile> all) {
  const Files files = share(std::move(all));
  const auto results = std::make_shared<std::vector<PutResult>>();
  try {
    put_either_way([&](auto put_one) {
      engine_->write(call_of(*this), [files, results, put_one](Unit& unit) -> bool {
        *results = put_all(unit, *files, put_one);
        throw Rehearsed();
      });
    });
  } catch (const Rehearsed&) {
  }
  return std::move(*results);
}

}  // namespace crm
