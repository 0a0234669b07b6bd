// Puts customers together from the words, with integer arithmetic only.
#include "samples/generator.hpp"

#include <charconv>
#include <iterator>

#include <crm/error.hpp>

#include "samples/words.hpp"

namespace crm::samples {

namespace {

using std::chrono::days;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year_month_day;

// All dates lie around this day: the data would not be the same on every machine if it followed the clock.
constexpr sys_days kToday = year_month_day(std::chrono::year(2026), std::chrono::March, std::chrono::day(1));
constexpr std::size_t kHistoryDays = 180;
constexpr std::int64_t kCents = 100, kHundredDollars = 100 * kCents;

constexpr std::size_t kCodes = std::size(kPlaces) * 2;  // a place with one area code leaves the second empty
constexpr std::string_view kExchanges[] = {"555", "211", "311", "411", "511", "611", "711", "811"};
constexpr std::uint32_t kLines = 10'000, kNumbersPerCode = std::size(kExchanges) * kLines;

constexpr std::uint64_t kMaxCustomers = [] {
  std::uint64_t codes = 0;
  for (const Place& place : kPlaces)
    for (const std::string_view code : place.area_codes) codes += code.empty() ? 0 : 1;
  return codes * kNumbersPerCode;
}();
static_assert(kMaxCustomers == 8'240'000, "the header and the error say so");

// Appends a number with leading zeros up to the width.
void append_number(std::string& out, std::uint64_t number, std::size_t width) {
  char digits[20];
  const char* end = std::to_chars(digits, std::end(digits), number).ptr;
  const auto size = static_cast<std::size_t>(end - digits);
  if (size < width) out.append(width - size, '0');
  out.append(digits, size);
}

std::string numbered(std::string_view prefix, std::uint64_t number, std::size_t width) {
  std::string text(prefix);
  append_number(text, number, width);
  return text;
}

std::string email_of(std::uint64_t customer) { return numbered("customer", customer, 1) + "@example.com"; }

Date date_after(std::int64_t days_from_today) { return kToday + days(days_from_today); }

Money dollars(std::int64_t cents) { return {cents, Currency()}; }

const Standing& pick_standing(Random& random) {
  std::uint64_t share = random.below(100);
  const Standing* standing = kStandings;
  for (; share >= standing->percent; ++standing) share -= standing->percent;
  return *standing;
}

// 0 to 3, 1.5 on average.
std::size_t pick_loan_count(Random& random) {
  constexpr std::size_t counts[] = {0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3};
  return random.pick(counts);
}

// 0 to 10, 5 on average.
std::size_t pick_interaction_count(Random& random) { return random.below(11); }

// What a post-call would have written: see "Post-call" in the REST contract.
std::string call_notes(const Contact& contact, const InteractionFields& fields) {
  const auto duration = static_cast<std::uint64_t>(*fields.duration_seconds.value());
  std::string notes;
  notes.reserve(320);
  notes.append("Call Type: ").append(contact.direction).append("; Duration: 00:");
  append_number(notes, duration / 60, 2);
  append_number(notes += ':', duration % 60, 2);
  notes.append("; Call ID: ").append(*fields.call_id.value()).append("; Disposition Trace: ");
  for (std::size_t i = 0; i < contact.trace.size(); ++i)
    notes.append(i == 0 ? "" : " \u2192 ").append(contact.trace[i]);
  notes.append("; Call End: ").append(contact.end_status).append("; Outcome Note: ").append(contact.note);
  return notes;
}

void describe_call(InteractionFields& fields, const Contact& contact, Random& random) {
  fields.call_id = numbered("gen-", random.next() >> 24, 13);
  fields.agent = numbered("agent-", random.below(40) + 1, 2);
  fields.direction = std::string(contact.direction);
  fields.disposition = std::string(contact.status);
  fields.disposition_trace = std::vector<std::string>(contact.trace.begin(), contact.trace.end());
  fields.duration_seconds = random.from(12, 540);
  fields.end_status = std::string(contact.end_status);
  fields.notes = call_notes(contact, fields);
}

}  // namespace

Generator::Generator(std::uint64_t seed) : random_(seed), numbers_used_(kCodes) {
  for (int quarter = 12; quarter < 100; ++quarter) {  // 3 to 24.75 percent
    std::string rate = numbered("", static_cast<std::uint64_t>(quarter) / 4, 1) + ".";
    append_number(rate, static_cast<std::uint64_t>(quarter) % 4 * 25, 2);
    rates_.push_back(Decimal::parse(rate));
  }
}

CustomerFile Generator::next() {
  if (customers_ == kMaxCustomers)
    throw Error(Code::unsupported, "There are no more numbers: at most 8,240,000 customers can be made up.");
  ++customers_;
  CustomerFile file;
  fill(file.customer);
  file.loans.resize(pick_loan_count(random_));
  for (LoanFields& loan : file.loans) fill(loan);
  file.interactions.resize(pick_interaction_count(random_));
  // The oldest first, one in each part of the history.
  std::size_t left = file.interactions.size();
  for (InteractionFields& interaction : file.interactions) {
    const std::size_t part = kHistoryDays / file.interactions.size();
    fill(interaction, part * left-- - random_.below(part));
  }
  return file;
}

void Generator::fill(CustomerFields& fields) {
  const std::size_t home = random_.below(std::size(kPlaces));
  const std::size_t phone_place = random_.percent(5) ? random_.below(std::size(kPlaces)) : home;
  const Place& place = kPlaces[home];
  fields.account_number = numbered("GEN", customers_, 10);
  fields.customer_number = static_cast<std::int64_t>(1'000'000 + customers_);
  fields.record_type = std::string("responsible_party");
  fields.first_name = std::string(random_.pick(kFirstNames));
  fields.last_name = std::string(random_.pick(kLastNames));
  fields.dob = date_after(-random_.from(21 * 365, 80 * 365));
  fields.email_address = email_of(customers_);
  fields.primary_phone_number = next_number(phone_place);
  fields.address_line_1 =
      numbered("", random_.below(9900) + 100, 1).append(" ").append(random_.pick(kStreets));
  fields.city = std::string(place.city);
  if (!random_.percent(4)) fields.state = std::string(place.state);
  fields.postal_code = numbered(place.postal_prefix, random_.below(100), 2);
  fields.is_eligible_to_call = !random_.percent(3);
  fields.do_not_call = random_.percent(2);
  fields.credit_score = random_.from(450, 790);
  fields.monthly_income = dollars(random_.from(15, 95) * kHundredDollars);
}

void Generator::fill(LoanFields& fields) {
  const Product& product = random_.pick(kProducts);
  const Standing& standing = pick_standing(random_);
  const std::int64_t lent = random_.from(product.least, product.most) * kHundredDollars;
  const std::int64_t term = random_.from(2, 6) * 12;
  const std::int64_t instalment =
      lent / term + lent / 240;  // and about 10 percent of interest a year on half of it
  const std::int64_t months_left = standing.status == "paid_off" ? 0 : random_.from(1, term);
  const std::int64_t days_late = random_.from(standing.least_days, standing.most_days);
  const std::int64_t missed = (days_late + 29) / 30;
  const std::int64_t days_to_due = days_late > 0 ? -days_late : random_.from(1, 28);
  fields.product_name = std::string(product.name);
  fields.status = std::string(standing.status);
  fields.no_of_missed_installments = missed;
  fields.contractual_installment_amount = dollars(instalment);
  fields.interest_late_fee = dollars(missed * 25 * kCents);
  fields.due_amount = dollars(missed * (instalment + 25 * kCents));
  fields.minimum_amount = dollars(instalment / 4);
  fields.due_date = date_after(days_to_due);
  fields.acceptable_pay_later_date = date_after(days_to_due + 30);
  fields.acceptable_already_paid_date = date_after(days_to_due);
  fields.grace_period_date = date_after(days_to_due + 10);
  fields.days_past_due = days_late;
  fields.loan_amount = dollars(lent);
  fields.interest_rate = rates_[random_.below(rates_.size())];
  fields.term_months = term;
  fields.monthly_payment = dollars(instalment);
  fields.balance_remaining = dollars(instalment * months_left);
  fields.origination_date = date_after(-(term - months_left) * 30 - 30);
}

void Generator::fill(InteractionFields& fields, std::size_t days_ago) {
  const Contact& contact = random_.pick(kContacts);
  const Instant at = kToday - days(days_ago) + seconds(random_.from(15 * 3600, 24 * 3600 - 1));
  fields.creation_date = at;
  fields.last_updated_date = date_of(at);
  fields.source = std::string(contact.source);
  fields.status = std::string(contact.status);
  if (contact.direction.empty()) {
    fields.notes = std::string(contact.note);
  } else {
    describe_call(fields, contact, random_);
  }
}

// Takes the place's other code, and then the next place's, when a code has no number left.
PhoneNumber Generator::next_number(std::size_t place) {
  const auto code_at = [](std::size_t i) { return kPlaces[i / 2].area_codes[i % 2]; };
  std::size_t code = place * 2 + random_.below(2);
  while (code_at(code).empty() || numbers_used_[code] == kNumbersPerCode) code = (code + 1) % kCodes;
  const std::uint32_t used = numbers_used_[code]++;
  std::string number("+1");
  number.append(code_at(code)).append(kExchanges[used / kLines]);
  append_number(number, used % kLines * 7919 % kLines, 4);  // 7919 has no factor in common with 10,000
  return PhoneNumber::stored(std::move(number));
}

}  // namespace crm::samples
