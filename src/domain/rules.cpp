#include "domain/rules.hpp"

#include "zone/zone.hpp"

namespace crm::domain::rule {

namespace {
[[noreturn]] void refuse(std::string message) { throw Error(Code::invalid_argument, std::move(message)); }

constexpr std::size_t kMaxSteps = 50, kMaxStepCharacters = 100;
}  // namespace

void SomeText::operator()(const std::string& value) const {
  if (value.empty()) refuse("is required");
  check_text(value, max_characters);
}

void Range::check(std::int64_t number) const {
  if (number < low || number > high)
    refuse("must be from " + std::to_string(low) + " to " + std::to_string(high));
}

void TimeZone::operator()(const std::optional<std::string>& value) const {
  if (!value) return;
  check_zone_syntax(*value);
  if (!zone::known(*value)) refuse("is no time zone of this machine's tz database, such as America/New_York");
}

void NotNegative::check(const Money& money) {
  if (money.minor < 0) refuse("must not be less than 0");
}

void Positive::operator()(const Money& value) const {
  if (value.minor <= 0) refuse("must be more than 0");
}

void Rate::operator()(const std::optional<Decimal>& value) const {
  static const Decimal most = Decimal::parse("1000");
  if (value && (*value < Decimal{} || *value > most)) refuse("must be from 0 to 1000 percent");
}

void RequiredDate::operator()(const Date& value) const {
  if (!value.ok()) refuse("must be a date of the calendar");
}

void RequiredPhone::operator()(const PhoneNumber& value) const {
  if (value.e164().empty()) refuse("must be a phone number");
}

void Attributes::operator()(const std::optional<JsonObject>& value) const {
  if (!value) return;
  if (value->text.size() > max_bytes)
    refuse("must be at most " + std::to_string(max_bytes) + " bytes of JSON");
}

void Trace::operator()(const std::vector<std::string>& steps) const {
  if (steps.size() > kMaxSteps) refuse("must have at most " + std::to_string(kMaxSteps) + " steps");
  for (const std::string& step : steps) check_text(step, kMaxStepCharacters);
}

}  // namespace crm::domain::rule
