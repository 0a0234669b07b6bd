// Putting customers in: who is there is brought up to date, who is not is added; each file for itself.
#include <algorithm>
#include <crm/error.hpp>
#include <crm/session.hpp>
#include <utility>

#include "domain/checks.hpp"
#include "domain/record.hpp"
#include "service/calls.hpp"
#include "service/customer_file.hpp"
#include "service/file_match.hpp"
#include "service/file_owner.hpp"
#include "storage/savepoint.hpp"

namespace crm {

using namespace service;

namespace {

using Taken = PutResult::Taken;

constexpr std::size_t kMaxFiles = 10'000, kMaxSource = 500;

// What cannot be found again would be added again by the same file.
void refuse_unrepeatable(const CustomerFile& file) {
  for (const InteractionFields& interaction : file.interactions)
    if (!interaction.creation_date.named() && named_key(interaction.call_id) == nullptr)
      throw Error(Code::invalid_argument,
                  "An interaction needs its creation_date or call_id, or the same file would add it again.",
                  "creation_date");
  for (const PaymentEntry& payment : file.payments)
    if (!payment.paid_at.named() && named_key(payment.idempotency_key) == nullptr)
      throw Error(Code::invalid_argument,
                  "A payment needs its paid_at or idempotency_key, or the same file would record it again.",
                  "paid_at");
}

void take(Unit& unit, RunMemory& run, const CustomerFile& file, Tally& tally, PutResult& result) {
  refuse_unrepeatable(file);
  const FileOwner owner = find_owner(unit, run, file);
  if (owner.id) {
    lock_customer(unit, *owner.id);
    if (owner.says_more) change_customer_of(unit, run, *owner.id, file, tally);
    write_records(unit, run, *owner.id, file, tally);
    result.customer_id = *owner.id;
    result.taken = tally.added + tally.changed > 0 ? Taken::updated : Taken::unchanged;
  } else {
    if (!owner.says_more)
      throw Error(Code::not_found, "There is no such customer. To add one, say more than who it is.",
                  std::string(owner.key));
    result.customer_id = add_file(unit, run, new_customer(unit, run, file, owner.key), file, tally);
    result.taken = Taken::created;
  }
  if (owner.key != "account_number") run.translate(file.customer_id, result.customer_id);
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
PutResult put_quickly(Unit& unit, RunMemory& run, const CustomerFile& file) {
  const std::size_t before = run.moment();
  Tally tally;
  PutResult result;
  try {
    take(unit, run, file, tally, result);
  } catch (const Error& error) {
    if (!is_files_own(error)) throw;
    if (tally.added + tally.changed > 0) throw Spoiled();
    run.take_back(before);
    return {.taken = Taken::refused, .error = error};
  }
  return result;
}

PutResult put_with_care(Unit& unit, RunMemory& run, const CustomerFile& file) {
  const std::size_t before = run.moment();
  storage::Totals totals;
  Unit part{unit.connection, unit.ids, totals, unit.actor, unit.now, unit.engine};
  Tally tally;
  PutResult result;
  try {
    storage::Savepoint savepoint(unit.connection);
    take(part, run, file, tally, result);
    savepoint.keep();
  } catch (const Error& error) {
    if (!is_files_own(error) || !unit.connection.in_transaction()) throw;
    run.take_back(before);
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
std::vector<PutResult> put_all(Unit& unit, RunMemory& run, const std::vector<CustomerFile>& files,
                               PutOne put_one) {
  std::vector<PutResult> results;
  results.reserve(files.size());
  run.take_back(0);  // of an attempt that failed
  for (const CustomerFile& file : files) results.push_back(put_one(unit, run, file));
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

std::vector<PutResult> Session::put(std::vector<CustomerFile> files, std::string_view source) {
  PutRun run;
  return put(std::move(files), source, run);
}

std::vector<PutResult> Session::put(std::vector<CustomerFile> all, std::string_view source, PutRun& run) {
  domain::naming("source", [&] { domain::check_text(source, kMaxSource); });
  const Files files = share(std::move(all));
  // Until it is done, the run is over: what the memory holds of a put that fails is not what was written.
  const std::shared_ptr<RunMemory> memory = std::exchange(run.memory_, nullptr);
  if (!memory) throw Error(Code::misuse, "A put with this run has failed: begin again with a new one.");
  std::vector<PutResult> results;
  put_either_way([&, source = std::string(source)](auto put_one) {
    results = engine_->write(call_of(*this), [files, source, memory, put_one](Unit& unit) {
      auto answers = put_all(unit, *memory, *files, put_one);
      audit_put(unit, answers, source);
      return answers;
    });
  });
  memory->keep();
  run.memory_ = memory;
  return results;
}

std::vector<PutResult> Session::rehearse_put(std::vector<CustomerFile> all) {
  const Files files = share(std::move(all));
  const auto memory = std::make_shared<RunMemory>(PutRun::Ids::here);
  const auto results = std::make_shared<std::vector<PutResult>>();
  try {
    put_either_way([&](auto put_one) {
      engine_->write(call_of(*this), [files, results, memory, put_one](Unit& unit) -> bool {
        *results = put_all(unit, *memory, *files, put_one);
        throw Rehearsed();
      });
    });
  } catch (const Rehearsed&) {
  }
  return std::move(*results);
}

}  // namespace crm
