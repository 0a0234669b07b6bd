// The session: who asks, and the doors to the use cases.
#include <crm/error.hpp>
#include <crm/session.hpp>

#include "domain/checks.hpp"
#include "domain/record.hpp"
#include "json/pre_call_json.hpp"
#include "service/calls.hpp"
#include "service/paging.hpp"
#include "service/post_call.hpp"
#include "service/pre_call.hpp"
#include "storage/directory.hpp"

namespace crm {

using namespace service;
using storage::Connection;
using storage::Row;

namespace {

constexpr std::size_t kMaxAtOnce = 1000, kMaxActor = 100;

void refuse_too_many(std::size_t count) {
  if (count > kMaxAtOnce) throw Error(Code::invalid_argument, "At most 1000 can be asked or told at once.");
}

template <class T>
storage::Deadline in(T duration) {
  return storage::Clock::now() + duration;
}

}  // namespace

namespace service {

Call Calls::of(const Session& session) {
  return {session.actor_, in(session.deadline_.value_or(session.engine_->options().deadline)),
          watch_of(session.watch_)};
}

void check_actor(const std::string& actor) {
  if (actor.empty()) throw Error(Code::invalid_argument, "An actor is needed, for the audit trail.", "actor");
  domain::naming("actor", [&] { domain::check_text(actor, kMaxActor); });
}

Call Calls::before_call(const Session& session) {
  return {session.actor_, in(session.deadline_.value_or(session.engine_->options().pre_call_deadline)),
          watch_of(session.watch_), CallKind::pre_call};
}

const storage::Watch* watch_of(const std::function<bool()>& go_on) { return go_on ? &go_on : nullptr; }

void check_deadline(std::chrono::milliseconds deadline) {
  using namespace std::chrono_literals;
  if (deadline < 1ms || deadline > 24h)
    throw Error(Code::invalid_argument, "The deadline must be from 1 ms to one day.", "deadline");
}

}  // namespace service

Session::Session(std::shared_ptr<Engine> engine, std::string actor)
    : engine_(std::move(engine)), actor_(std::move(actor)) {
  check_actor(actor_);
}

Session& Session::set_deadline(std::chrono::milliseconds deadline) {
  service::check_deadline(deadline);
  deadline_ = deadline;
  return *this;
}

Session& Session::set_watch(std::function<bool()> watch) {
  watch_ = std::move(watch);
  return *this;
}

PreCall Session::pre_call(std::string_view number) {
  return pre_call(PhoneNumber::parse(number, engine_->options().default_country));
}

PreCall Session::pre_call(const PhoneNumber& number) {
  return engine_->read(Calls::before_call(*this), [&](Connection& connection) {
    return PreCallReader(*engine_, connection).by_number(number);
  });
}

std::vector<PreCall> Session::pre_call_many(std::span<const PhoneNumber> numbers) {
  refuse_too_many(numbers.size());
  return engine_->read(call_of(*this), [&](Connection& connection) {
    PreCallReader reader(*engine_, connection);
    std::vector<PreCall> answers;
    answers.reserve(numbers.size());
    for (const PhoneNumber& number : numbers) answers.push_back(reader.by_number(number));
    return answers;
  });
}

std::optional<Candidate> Session::pre_call_account(std::string_view account_number) {
  return engine_->read(Calls::before_call(*this), [&](Connection& connection) -> std::optional<Candidate> {
    const auto id = storage::account_directory().find(connection, std::string(account_number));
    if (!id) return std::nullopt;
    return PreCallReader(*engine_, connection).by_customer(*id);
  });
}

std::optional<Candidate> Session::pre_call_customer(CustomerId id) {
  return engine_->read(Calls::before_call(*this), [&](Connection& connection) {
    return PreCallReader(*engine_, connection).by_customer(id);
  });
}

void Session::pre_call_json(std::string_view number, std::string& out) {
  json::append_pre_call(out, pre_call(number));
}

OutcomeResult Session::post_call(const Outcome& outcome) {
  return engine_->write_repeatable(call_of(*this), [checked = service::check(outcome)](Unit& unit) {
    return record_outcome(unit, checked);
  });
}

std::vector<OutcomeResult> Session::post_call_many(std::span<const Outcome> outcomes) {
  refuse_too_many(outcomes.size());
  std::vector<CheckedOutcome> checked;
  checked.reserve(outcomes.size());
  for (const Outcome& outcome : outcomes) checked.push_back(service::check(outcome));
  return engine_->write_repeatable(call_of(*this), [checked = std::move(checked)](Unit& unit) {
    std::vector<OutcomeResult> results;
    results.reserve(checked.size());
    for (const CheckedOutcome& outcome : checked) results.push_back(record_outcome(unit, outcome));
    return results;
  });
}

Page<AuditEntry> Session::audit(CustomerId customer, const PageRequest& page) {
  return engine_->read(call_of(*this), [&](Connection& connection) {
    std::vector<AuditEntry> entries;
    constexpr std::string_view list = "audit";
    ListQuery query{
        list,
        "SELECT id, at, actor, action, record, record_id, changes FROM audit WHERE customer_id = $1",
        {customer.value},
        {{"id"}},
        true};
    run_list(connection, std::move(query), page, [&](const Row& row) {
      storage::read_stored([&] {
        entries.push_back({customer, row.integer(0), row.instant(1), std::string(row.text(2)),
                           std::string(row.text(3)), std::string(row.text(4)), row.integer(5),
                           std::string(row.text(6))});
      });
    });
    return make_page(list, std::move(entries), checked_limit(page),
                     [](const AuditEntry& entry) { return storage::Params{entry.id}; });
  });
}

}  // namespace crm
