// Dates and amounts in declared forms.
#include "intake/formats.hpp"

#include <catch2/catch.hpp>
#include <crm/error.hpp>

#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;
using intake::AmountFormat;
using intake::DateFormat;

TEST_CASE("A date is read in the form that is declared") {
  CHECK(DateFormat("%m/%d/%Y").to_iso("01/31/2024") == "2024-01-31");
  CHECK(DateFormat("%m/%d/%Y").to_iso("1/3/2024") == "2024-01-03");
  CHECK(DateFormat("%d.%m.%Y").to_iso("31.1.2024") == "2024-01-31");
  CHECK(DateFormat("%Y%m%d").to_iso("20240131") == "2024-01-31");
  CHECK(DateFormat("%d-%b-%Y").to_iso("31-JAN-2024") == "2024-01-31");
  CHECK(DateFormat("%B %d, %Y").to_iso("May 3, 2024") == "2024-05-03");
  CHECK(DateFormat("%m/%d/%Y").to_iso("02/30/2024") == "2024-02-30");  // the calendar is asked later
}

TEST_CASE("A time of day behind a date stays") {
  CHECK(DateFormat("%m/%d/%Y").to_iso("01/31/2024 10:30") == "2024-01-31 10:30");
  CHECK(DateFormat("%m/%d/%Y").to_iso("01/31/2024T10:30:00Z") == "2024-01-31T10:30:00Z");
}

TEST_CASE("A date in another form is refused") {
  const DateFormat format("%m/%d/%Y");
  for (const char* text :
       {"2024-01-31", "01/31/24", "01/31/20244", "1/31", "x1/31/2024", "", "/31/2024", "01-31-2024"}) {
    INFO(text);
    CHECK_REFUSED(invalid_argument, "", format.to_iso(text));
  }
  CHECK_REFUSED(invalid_argument, "", DateFormat("%d-%b-%Y").to_iso("31-XYZ-2024"));
}

TEST_CASE("A date format that leaves something open is refused") {
  for (const char* pattern :
       {"", "%m/%d", "%m/%d/%y", "%Y-%m", "%Y-%m-%d-%d", "%Y-%m-%b-%d", "%Y-%m-%d%", "%Y-%j"}) {
    INFO(pattern);
    CHECK_REFUSED(invalid_argument, "", DateFormat(pattern));
  }
}

TEST_CASE("An amount is read in the form that is declared") {
  const AmountFormat us("1,234.56"), german("1.234,56"), french("1 234,56"), swiss("1'234.56"),
      plain("1234,56");
  CHECK(us.to_plain("1,234,567.89") == "1234567.89");
  CHECK(us.to_plain("1234.5") == "1234.5");
  CHECK(us.to_plain("12,34,567") == "1234567");  // as in India
  CHECK(german.to_plain("1.234,56") == "1234.56");
  CHECK(french.to_plain("12 345,6") == "12345.6");
  CHECK(swiss.to_plain("1'234.56") == "1234.56");
  CHECK(plain.to_plain("1234,56") == "1234.56");
  CHECK(AmountFormat("1\u00A0234,56").to_plain("1\u00A0234,56") == "1234.56");
}

TEST_CASE("Signs and codes of currencies around an amount are left out") {
  const AmountFormat format("1,234.56");
  CHECK(format.to_plain("$1,250.00") == "1250.00");
  CHECK(format.to_plain(" \u20AC 1,250 ") == "1250");
  CHECK(format.to_plain("1,250 USD") == "1250");
  CHECK(format.to_plain("-$5") == "-5");
  CHECK(format.to_plain("$-5") == "-5");
  CHECK(format.to_plain("($5.00)") == "-5.00");
}

TEST_CASE("An amount that could be another one is refused") {
  const AmountFormat us("1,234.56"), german("1.234,56");
  for (const char* text :
       {"1,23", "1,2345", ",123", "12,3,456", "1.2.3", "x", "", "$", "1 234", "1e5", "--5", "5-"}) {
    INFO(text);
    CHECK_REFUSED(invalid_argument, "", us.to_plain(text));
  }
  CHECK_REFUSED(invalid_argument, "", german.to_plain("12.50"));
}

TEST_CASE("An amount format that is no example is refused") {
  for (const char* example :
       {"", "1,234", "1,234,56", "#,##0.00", "1x234.56", "123456", "1.234.56", "12,34.56"}) {
    INFO(example);
    CHECK_REFUSED(invalid_argument, "", AmountFormat(example));
  }
}
