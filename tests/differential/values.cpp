#include "differential/values.hpp"

namespace crm::test {

namespace {

using std::chrono::microseconds;
using std::chrono::sys_days;

constexpr std::string_view kTexts[] = {
    "",        "a",         "Card",       "card",          "100%",   "a_b",    "it's \"so\"", "\\",
    "--",      "line\nend", "\ttab",      " two  blanks ", "Straße", "ÉCLAIR", "éclair",      "e\u0301clair",
    "Дмитрий", "日本",      "\U0001F4DE", "\u200b"};
constexpr std::string_view kWrongTexts[] = {std::string_view("zero\0byte", 9), "\xff", "\xed\xa0\x80",
                                            "bell\a", "\u0085"};
constexpr std::string_view kNames[] = {"Doe",   "doe",        "DOE",    "Dö",      "Döe", "O'Neil",
                                       "Ángel", "angel",      "Wright", "Wright ", "Øre", "ΩΜΕΓΑ",
                                       "ωμεγα", "Жуков",      "жуков",  "李",      "Zz",  "_",
                                       "%",     "\U0001F600", "a-b",    "a b",     "",    "Smith"};
constexpr std::string_view kStatuses[] = {"active", "past_due", "paid_off", "arranged", "Active", "ünpaid"};
constexpr std::string_view kStates[] = {"NY", "CA", "Texas", "HI", "nowhere"};
constexpr std::string_view kDispositions[] = {
    "promise_to_pay", "Promise_to_Pay", "paid", "Resolved", "no answer", "current", "callback_scheduled", ""};
constexpr std::string_view kExternals[] = {"x1",  "x2",  "X1",  "x 1", "é",   "x10",
                                           "x11", "x12", "x13", "x14", "x15", "x16"};
constexpr std::string_view kKeys[] = {"k1", "k2", "K1", "", "k 1", "ключ"};

std::string wide(std::size_t characters) {
  std::string text;
  for (std::size_t i = 0; i < characters; ++i) text += i % 2 == 0 ? "\U0001F4DE" : "é";
  return text;
}

constexpr Instant kBegin = sys_days(std::chrono::year(1) / 1 / 1);
constexpr Instant kEnd =
    Instant(sys_days(std::chrono::year(9999) / 12 / 31)) + std::chrono::days(1) - microseconds(1);

}  // namespace

std::string Values::text(std::size_t most) {
  if (is_wrong()) return random_.percent(50) ? wide(most + 1) : std::string(random_.pick(kWrongTexts));
  if (is_extreme() && most <= 500) return wide(most);
  const std::string_view text = random_.pick(kTexts);
  return std::string(text.size() <= most ? text : text.substr(0, 0));
}

std::string Values::name() { return std::string(random_.pick(kNames)); }

std::string Values::reason() { return random_.percent(10) ? text(500) : "because"; }

Ssn Values::ssn() {
  if (random_.percent(10)) return Ssn::of_last4("0001");  // as a client sends it back
  return Ssn::parse("90000" + std::to_string(1000 + random_.below(4)).substr(0, 3) +
                    std::to_string(random_.below(9)));
}

Currency Values::currency() {
  static const Currency kOthers[] = {Currency("EUR"), Currency("JPY"), Currency("KWD")};
  return random_.percent(90) ? Currency{} : random_.pick(kOthers);
}

Instant Values::instant() {
  if (is_wrong()) return random_.percent(50) ? kBegin - microseconds(1) : kEnd + microseconds(1);
  if (is_extreme()) return random_.percent(50) ? kBegin : kEnd;
  if (is_extreme()) return Instant{};
  const auto day = sys_days(std::chrono::year(2024) / 1 / 1) + std::chrono::days(random_.below(60));
  if (random_.percent(30)) return day;  // so that some are equal
  return Instant(day) + microseconds(random_.below(1u << 31));
}

Date Values::date() {
  if (is_wrong()) return std::chrono::year(10000) / 1 / 1;
  if (is_extreme()) return std::chrono::year(1) / 1 / 1;
  if (is_extreme()) return std::chrono::year(9999) / 12 / 31;
  return sys_days(std::chrono::year(1960) / 1 / 1) + std::chrono::days(random_.below(30'000));
}

Money Values::money(std::int64_t least) {
  const Currency currency = is_wrong() ? Currency("CHF") : currency_;
  if (is_wrong()) return {least - 1, currency};
  if (is_wrong()) return {Money::limit + 1, currency};
  if (is_extreme()) return {Money::limit, currency};
  if (is_extreme()) return {least, currency};
  return {random_.from(least, 200'000), currency};
}

void Values::fill(std::int64_t& value, const domain::rule::Range& rule) {
  value = random_.from(rule.low, std::min(rule.high, rule.low + 120));
  if (is_extreme()) value = random_.percent(50) ? rule.low : rule.high;
  if (is_wrong()) value = random_.percent(50) ? rule.low - 1 : rule.high + 1;
}

void Values::fill(std::string& value, const domain::rule::Vin&) {
  value = "1HGCM82633A0043" + std::to_string(10 + random_.below(60));
  if (is_wrong()) value.back() = 'Q';
}

void Values::fill(std::string& value, const decltype(domain::rule::email)&) {
  value = is_wrong() ? "nobody" : random_.percent(50) ? "ana@example.com" : "Ünal@example.org";
}

void Values::fill(std::string& value, const decltype(domain::rule::country)&) {
  static constexpr std::string_view kCountries[] = {"US", "CA", "GB", "IN", "DE"};
  value = is_wrong() ? "us" : random_.pick(kCountries);
}

void Values::fill(std::string& value, const decltype(domain::rule::language)&) {
  value = is_wrong() ? "English" : random_.percent(50) ? "en" : "zh-Hant-TW";
}

void Values::fill(std::string& value, const decltype(domain::rule::ip_address)&) {
  value = is_wrong() ? "192.0.2.256" : random_.percent(50) ? "192.0.2.1" : "2001:db8::1";
}

void Values::fill(std::string& value, const domain::rule::TimeZone&) {
  value = is_wrong() ? "Mars/Olympus" : random_.percent(50) ? "America/New_York" : "Asia/Kolkata";
}

void Values::fill(Decimal& value, const domain::rule::Rate&) {
  static const Decimal kRates[] = {Decimal::parse("0"), Decimal::parse("7.25"), Decimal::parse("0.000000001"),
                                   Decimal::parse("1000")};
  value = is_wrong() ? Decimal::parse("-0.5") : random_.pick(kRates);
}

void Values::fill(JsonObject& value, const domain::rule::Attributes& rule) {
  static constexpr std::string_view kObjects[] = {"{}", R"({"a":1,"b":2.50})",
                                                  R"( {"ключ" : [null, 1e3, "\u00e9"]} )"};
  value.text = random_.pick(kObjects);
  if (is_extreme()) value.text = R"({"a":")" + std::string(rule.max_bytes - 8, 'x') + R"("})";
  if (is_wrong()) value.text = random_.percent(50) ? "[]" : std::string(rule.max_bytes + 1, ' ');
}

void Values::fill(std::vector<std::string>& value, const domain::rule::Trace&) {
  const std::uint64_t steps = is_wrong() ? 51 : random_.below(4);
  for (std::uint64_t i = 0; i < steps; ++i) value.push_back(text(100));
}

std::span<const std::string_view> Values::usual(std::string_view field) const {
  if (field == "external_id") return kExternals;
  if (field == "first_name" || field == "last_name") return kNames;
  if (field == "idempotency_key") return kKeys;
  if (field == "status") return kStatuses;
  if (field == "state") return kStates;
  if (field == "disposition") return kDispositions;
  return {};
}

void Values::meet(std::string_view field, std::string& value) {
  if (random_.percent(10)) return;
  if (field == "account_number") value = account_number();
  const auto words = usual(field);
  if (!words.empty()) value = words[random_.below(words.size())];
}

Outcome Values::outcome() {
  Outcome outcome;
  currency_ = currency();
  domain::each_field<Outcome>([&](const auto& field) {
    if (!random_.percent(field.name == "currency" ? 100 : 30)) return;
    fill(outcome.*field.member, field.rule);
    meet(field.name, outcome.*field.member);
  });
  outcome.call_id = call_id();
  if (random_.percent(10)) outcome.customer = fields_of_change<Customer>();
  if (random_.percent(15)) outcome.loan = fields_of_change<Loan>();
  return outcome;
}

}  // namespace crm::test
