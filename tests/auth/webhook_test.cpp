// Signatures of webhooks.
#include <catch2/catch.hpp>
#include <crm/auth.hpp>

namespace crm::test {

TEST_CASE("a webhook's signature is GitHub's and no other") {
  // From GitHub's documentation.
  const std::string secret = "It's a Secret to Everybody", body = "Hello, World!",
                    good = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
  CHECK(is_signed(body, secret, good));
  CHECK_FALSE(is_signed(body + "!", secret, good));
  CHECK_FALSE(is_signed(body, secret + "!", good));
  CHECK_FALSE(is_signed(body, "", good));
  for (const char* wrong :
       {"", "sha256=", "sha1=757107ea", "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
        "SHA256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
        "sha256=757107EA0EB2509FC211221CCE984B8A37570B6D7586C22C46F4379C8B043E17",
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e170"}) {
    INFO(wrong);
    CHECK_FALSE(is_signed(body, secret, wrong));
  }
}

}  // namespace crm::test
