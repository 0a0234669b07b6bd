#include "domain/record.hpp"

namespace crm::domain {

void require_currency(const Money& money, Currency currency) {
  if (money.currency != currency)
    throw Error(Code::invalid_argument, "must be in the record's currency, " + std::string(currency.code()));
}

void relabel(Money& money, Currency currency) {
  if (money.minor != 0 && money.currency.decimals() != currency.decimals())
    throw Error(Code::invalid_argument, "The new currency has other decimals: name every amount too.",
                "currency");
  money.currency = currency;
}

}  // namespace crm::domain
