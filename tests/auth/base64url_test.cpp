// Six bits a letter.
#include "auth/base64url.hpp"

#include <catch2/catch.hpp>

namespace crm::auth {

TEST_CASE("base64url writes and reads what RFC 4648 shows") {
  const std::pair<const char*, const char*> cases[] = {
      {"", ""}, {"f", "Zg"}, {"fo", "Zm8"}, {"foo", "Zm9v"}, {"foob", "Zm9vYg"}, {"\xfb\xff", "-_8"}};
  for (const auto& [plain, text] : cases) {
    CHECK(base64url(std::string_view(plain)) == text);
    CHECK(from_base64url(text) == plain);
  }
}

TEST_CASE("base64url refuses every other spelling of the same bytes") {
  for (const char* text : {"Zg==", "Zh", "Zm9=", "Z", "Zm 9", "Zm+v", "Zm8\n", "Zm9vY"}) {
    INFO(text);
    CHECK_FALSE(from_base64url(text));
  }
}

}  // namespace crm::auth
