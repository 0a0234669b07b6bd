// Phone numbers in national forms: the library's own and libphonenumber's.
#include "intake/phone_reader.hpp"

#include <catch2/catch.hpp>
#include <crm/error.hpp>

#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;
using intake::PhoneReader;

TEST_CASE("National numbers of many countries are read") {
  CHECK(PhoneReader("US").read("(212) 555-1234").e164() == "+12125551234");
  CHECK(PhoneReader("DE").read("030 123456").e164() == "+4930123456");
  CHECK(PhoneReader("FR").read("01 23 45 67 89").e164() == "+33123456789");
  CHECK(PhoneReader("MX").read("55 1234 5678").e164() == "+525512345678");
  CHECK(PhoneReader("GB").read("020 7946 0958").e164() == "+442079460958");
  CHECK(PhoneReader("IT").read("06 1234 5678").e164() == "+390612345678");  // Italy keeps the 0
  CHECK(PhoneReader("DE").read("+1 212 555 1234").e164() == "+12125551234");
  CHECK(PhoneReader("DE").read("+49 (0)30 123456").e164() == "+4930123456");
}

TEST_CASE("Whatever the library itself takes is never refused") {
  PhoneReader reader("US");
  for (const char* text :
       {"5551234567", "1 555 123 4567", "tel:+15551234567", "0115551234567", "+999 1234567"}) {
    INFO(text);
    CHECK(reader.read(text) == PhoneNumber::parse(text, "US"));
  }
}

TEST_CASE("What is no number is refused and so is one with an extension") {
  PhoneReader us("US"), germany("DE");
  for (const char* text : {"", "12", "hello", "212555123456789012", "555-123-4567 ext. 12"}) {
    INFO(text);
    CHECK_REFUSED(invalid_argument, "", us.read(text));
    CHECK_REFUSED(invalid_argument, "", germany.read(text));
  }
}

TEST_CASE("A region that does not exist is refused at once") {
  CHECK_REFUSED(invalid_argument, "--region", PhoneReader("XX"));
  CHECK_REFUSED(invalid_argument, "--region", PhoneReader(""));
  CHECK_REFUSED(invalid_argument, "--region", PhoneReader("us"));
}
