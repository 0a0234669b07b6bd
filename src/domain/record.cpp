#include "domain/record.hpp"

namespace crm::domain {

namespace {
constexpr std::chrono::year kFirstYear(1), kLastYear(9999);
constexpr std::size_t kLeastE164 = 1 + 7, kMostE164 = 1 + 15;  // "+" and digits
}  // namespace

void require_currency(const Money& money, Currency currency) {
  if (money.currency != currency)
    throw Error(Code::invalid_argument, "must be in the record's currency, " + std::string(currency.code()));
}

void check_form(const Money& money) {
  if (money.minor > Money::limit || money.minor < -Money::limit)
    throw Error(Code::invalid_argument, "is too large to be stored");
}

void check_form(Currency currency) { Currency::parse(currency.code()); }

void check_form(Date date) {
  if (!date.ok() || date.year() < kFirstYear || date.year() > kLastYear)
    throw Error(Code::invalid_argument, "must be a date of the calendar, in the years 1 to 9999");
}

void check_form(Instant instant) {
  if (instant < std::chrono::sys_days(kFirstYear / 1 / 1) ||
      instant >= std::chrono::sys_days((kLastYear + std::chrono::years(1)) / 1 / 1))
    throw Error(Code::invalid_argument, "must be in the years 1 to 9999");
}

void check_form(const PhoneNumber& number) {
  const std::string& text = number.e164();
  const bool e164 = text.size() >= kLeastE164 && text.size() <= kMostE164 && text.front() == '+' &&
                    text.find_first_not_of("0123456789", 1) == text.npos;
  if (!e164) throw Error(Code::invalid_argument, "must be a phone number");
}

void relabel(Money& money, Currency currency) {
  if (money.minor != 0 && money.currency.decimals() != currency.decimals())
    throw Error(Code::invalid_argument, "The new currency has other decimals: name every amount too.",
                "currency");
  money.currency = currency;
}

}  // namespace crm::domain
