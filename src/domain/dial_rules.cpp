#include "domain/dial_rules.hpp"

#include <array>

#include "domain/calling_hours.hpp"
#include "domain/location.hpp"
#include "domain/states.hpp"

namespace crm::domain {

namespace {

struct Rule {
  std::string_view name;
  void (*look)(const CallFacts&, Decision&);
};

void against(Decision& decision, std::string_view rule, std::string_view code, std::string_view message) {
  decision.reasons.push_back({rule, code, message});
}

// The lender's own word.
void look_at_eligibility(const CallFacts& facts, Decision& decision) {
  if (!facts.customer.is_eligible_to_call)
    against(decision, "eligible", "not_eligible", "The lender has taken the customer off the calling list.");
}

// A wrong or dead number is not called again; without a number there is nothing to call.
void look_at_number(const CallFacts& facts, Decision& decision) {
  if (facts.phone == nullptr)
    against(decision, "number_status", "no_number", "The customer has no phone number that could be called.");
  else if (facts.phone->status != "active")
    against(decision, "number_status", "number_not_active",
            "The number is marked as wrong, disconnected or inactive.");
}

// 12 CFR 1006.14(h)(1): whoever asks not to be called is not called. The text asks for no writing.
void look_at_do_not_call(const CallFacts& facts, Decision& decision) {
  if (facts.customer.do_not_call)
    against(decision, "do_not_call", "do_not_call", "The customer has asked not to be called.");
  if (facts.phone != nullptr && facts.phone->do_not_call)
    against(decision, "do_not_call", "number_do_not_call",
            "The customer has asked not to be called on this number.");
}

std::string_view text_or(const std::optional<std::string>& text, std::string_view otherwise) {
  return text ? std::string_view(*text) : otherwise;
}

std::optional<Zones> zones_of(const CallFacts& facts) {
  const Whereabouts known{text_or(facts.customer.time_zone, {}),
                          text_or(facts.customer.country, facts.default_country),
                          text_or(facts.customer.state, {})};
  const ZoneNames names = zones_for(facts.number, known);
  if (names.empty() && facts.hours.unknown_location == UnknownLocation::every_us_zone)
    return load_zones(us_zones());
  return load_zones(names.span());
}

// 12 CFR 1006.6(b)(1)(i), 15 USC 1692c(a)(1): not before 8 in the morning and not from 9 in the evening on,
// at the customer's place; where several places are possible, in every one of them.
void look_at_calling_hours(const CallFacts& facts, Decision& decision) {
  const std::optional<Zones> zones = zones_of(facts);
  if (!zones) {
    if (facts.hours.unknown_location != UnknownLocation::ignore)
      against(decision, "calling_hours", "location_unknown",
              "Nothing tells in which time zone the customer is.");
    return;
  }
  const HoursAnswer answer = check_hours(facts.now, zones->span(), {facts.hours.opens, facts.hours.closes});
  decision.hours_allow_at = answer.next_open;
  if (!answer.open)
    against(decision, "calling_hours", "outside_calling_hours",
            "It is too early or too late where the customer may be.");
}

constexpr std::array<Rule, 4> kRules{{{"eligible", look_at_eligibility},
                                      {"number_status", look_at_number},
                                      {"do_not_call", look_at_do_not_call},
                                      {"calling_hours", look_at_calling_hours}}};

}  // namespace

Decision decide(const CallFacts& facts) {
  Decision decision;
  decision.rules.reserve(kRules.size());
  for (const Rule& rule : kRules) {
    decision.rules.push_back(rule.name);
    rule.look(facts, decision);
  }
  decision.allowed = decision.reasons.empty();
  return decision;
}

}  // namespace crm::domain
