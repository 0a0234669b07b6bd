// Small records that tests begin with: they name only what a record cannot do without.
#pragma once

#include <crm/session.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace crm::test {

inline Money usd(std::int64_t cents) { return {cents, Currency("USD")}; }

inline Date day(std::string_view text) { return parse_date(text); }
inline Instant instant(std::string_view text) { return parse_instant(text); }
inline PhoneNumber phone(std::string_view text) { return PhoneNumber::parse(text); }

inline LoanFields a_loan(Money due = usd(125'000)) {
  const Currency currency = due.currency;
  return {.product_name = "Auto Loan",
          .currency = currency,
          .due_amount = due,
          .contractual_installment_amount = Money{42'550, currency},
          .interest_late_fee = Money{2'500, currency},
          .minimum_amount = Money{5'000, currency},
          .due_date = day("2024-01-31")};
}

inline InteractionFields an_interaction(std::string_view creation_date = "2024-01-28T14:30:00Z") {
  return {.creation_date = instant(creation_date), .source = "Inbound Call", .status = "Completed"};
}

inline VehicleFields a_vehicle(std::string vin = "1HGCM82633A004352") {
  return {.vin = std::move(vin), .make = "Honda", .model = "Accord", .year = std::int64_t{2003}};
}

// Who is called in most tests: may be called at noon in New York.
inline CustomerFields john_doe() {
  return {.account_number = "1234567890",
          .first_name = "John",
          .last_name = "Doe",
          .primary_phone_number = phone("2125551234"),
          .state = "NY"};
}

// All rows of a paged list: list(page) is asked for page after page. A list that does not end throws.
template <class List>
auto all_pages(List list, std::size_t limit = 1000) {
  PageRequest request{.limit = limit};
  auto page = list(request);
  auto items = std::move(page.items);
  while (page.next) {
    if (items.size() > 100'000) throw std::runtime_error("the list does not end");
    request.after = *page.next;
    page = list(request);
    items.insert(items.end(), page.items.begin(), page.items.end());
  }
  return items;
}

template <class R>
auto ids_of(const std::vector<R>& records) {
  std::vector<std::int64_t> ids;
  for (const R& record : records) {
    if constexpr (requires { record.id.value; }) {
      ids.push_back(record.id.value);
    } else {
      ids.push_back(record.id);
    }
  }
  return ids;
}

}  // namespace crm::test
