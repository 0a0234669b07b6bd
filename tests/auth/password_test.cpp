// Passwords.
#include "auth/password.hpp"

#include <catch2/catch.hpp>

#include "support/refusal.hpp"

namespace crm::auth {

using test::Refusal;
using test::refusal_of;

TEST_CASE("a hash fits its password and no other and never looks the same") {
  const std::string password = "correct horse battery", hash = hash_password(password);
  CHECK_THAT(hash, Catch::StartsWith("$2b$12$"));
  CHECK(is_password(password, hash));
  CHECK_FALSE(is_password("correct horse batterz", hash));
  CHECK_FALSE(is_password("", hash));
  CHECK(hash_password(password) != hash);
}

TEST_CASE("a password that bcrypt would cut is refused and never matches") {
  const std::string longest(72, 'x'), hash = hash_password(longest);
  CHECK(is_password(longest, hash));
  CHECK_FALSE(is_password(longest + "y", hash));
  CHECK_FALSE(is_password(longest + std::string(1, '\0'), hash));
  CHECK_NOTHROW(check_password(longest, "ann"));
  CHECK(refusal_of([&] { check_password(longest + "y", "ann"); }) ==
        Refusal{Code::invalid_argument, "password"});
  std::string eighteen;  // characters of four bytes each
  for (int i = 0; i < 18; ++i) eighteen += "\U0001F511";
  CHECK_NOTHROW(check_password(eighteen, "ann"));
  CHECK(refusal_of([&] { check_password(eighteen + "x", "ann"); }).code == Code::invalid_argument);
}

TEST_CASE("a password that is short or holds the name is refused") {
  for (const char* password : {"", "short", "elevenchars", "i am ann, really"}) {
    INFO(password);
    CHECK(refusal_of([&] { check_password(password, "ann"); }) ==
          Refusal{Code::invalid_argument, "password"});
  }
  CHECK(refusal_of([&] { check_password(std::string("twelve chars\0", 13), "ann"); }).code ==
        Code::invalid_argument);
}

TEST_CASE("a random password may be used and is another one each time") {
  CHECK_NOTHROW(check_password(random_password(), "admin"));
  CHECK(random_password() != random_password());
  CHECK_NOTHROW(pretend_to_check("whatever"));
}

}  // namespace crm::auth
