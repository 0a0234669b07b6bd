// Access tokens: ours are taken, and nothing else.
#include "auth/token.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "auth/base64url.hpp"

namespace crm::auth {

namespace {

const Instant kNow = parse_instant("2026-01-01T12:00:00Z");

Claims claims() { return {"ann", "session", 7, kNow, kNow + std::chrono::minutes(15)}; }

// A token of any content, signed with the key as ours are.
std::string forged(const crypto::Secret& key, const std::string& header, const std::string& payload) {
  const std::string text = base64url(header) + "." + base64url(payload);
  return text + "." + base64url(crypto::hmac_sha256(key, text));
}

nlohmann::json good_payload() {
  const auto at = std::chrono::duration_cast<std::chrono::seconds>(kNow.time_since_epoch()).count();
  return {{"iss", "libcrm"}, {"aud", "libcrm"}, {"sub", "ann"}, {"sid", "session"},
          {"ver", 7},        {"iat", at},       {"nbf", at},    {"exp", at + 900}};
}

constexpr const char* kHeader = R"({"alg":"HS256","typ":"at+jwt"})";

}  // namespace

TEST_CASE("a token says what was signed until it ends") {
  const crypto::Secret key = crypto::random_secret();
  const std::string token = sign(key, claims());
  const auto read = verify(key, token, kNow);
  REQUIRE(read);
  CHECK(read->user == "ann");
  CHECK(read->session_id == "session");
  CHECK(read->version == 7);
  CHECK(verify(key, token, kNow + std::chrono::seconds(899)));
  CHECK_FALSE(verify(key, token, kNow + std::chrono::seconds(900)));
  CHECK(verify(key, token, kNow - std::chrono::seconds(30)));
  CHECK_FALSE(verify(key, token, kNow - std::chrono::seconds(31)));
  CHECK(sign(key, claims()) != token);
}

TEST_CASE("a token of another key or with one letter changed is none") {
  const crypto::Secret key = crypto::random_secret(), other = crypto::random_secret();
  const std::string token = sign(key, claims());
  CHECK_FALSE(verify(other, token, kNow));
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    INFO(i);
    CHECK_FALSE(verify(key, changed, kNow));
    CHECK_FALSE(verify(key, token.substr(0, i), kNow));
  }
}

TEST_CASE("a token that names another algorithm or type is none even when it is signed") {
  const crypto::Secret key = crypto::random_secret();
  const std::string payload = good_payload().dump();
  CHECK(verify(key, forged(key, kHeader, payload), kNow));  // the test's own forging is right
  for (const char* header :
       {R"({"alg":"none","typ":"at+jwt"})", R"({"alg":"RS256","typ":"at+jwt"})",
        R"({"alg":"HS512","typ":"at+jwt"})", R"({"alg":"HS256","typ":"JWT"})",
        R"({"typ":"at+jwt","alg":"HS256"})", R"({"alg":"HS256","typ":"at+jwt","crit":["x"]})", ""}) {
    INFO(header);
    CHECK_FALSE(verify(key, forged(key, header, payload), kNow));
  }
  CHECK_FALSE(
      verify(key, base64url(std::string_view(R"({"alg":"none"})")) + "." + base64url(payload) + ".", kNow));
}

TEST_CASE("a token without each of its claims is none") {
  const crypto::Secret key = crypto::random_secret();
  for (const char* claim : {"iss", "aud", "sub", "sid", "ver", "iat", "nbf", "exp"}) {
    INFO(claim);
    auto without = good_payload(), wrong = good_payload(), list = good_payload();
    without.erase(claim);
    wrong[claim] = claim == std::string_view("sub") || claim == std::string_view("sid")
                       ? nlohmann::json(1)
                       : nlohmann::json("other");
    list[claim] = nlohmann::json::array({list[claim]});
    CHECK_FALSE(verify(key, forged(key, kHeader, without.dump()), kNow));
    CHECK_FALSE(verify(key, forged(key, kHeader, wrong.dump()), kNow));
    CHECK_FALSE(verify(key, forged(key, kHeader, list.dump()), kNow));
  }
}

TEST_CASE("text that is no token is none") {
  const crypto::Secret key = crypto::random_secret();
  const std::string header = base64url(std::string_view(kHeader));
  for (const std::string& text : {std::string(), std::string("."), std::string(".."), header, header + ".",
                                  header + "..", std::string(5000, 'A'), std::string(3, '\0')})
    CHECK_FALSE(verify(key, text, kNow));
  CHECK_FALSE(verify(key, forged(key, kHeader, "[1]"), kNow));
  CHECK_FALSE(verify(key, forged(key, kHeader, R"({"exp":1,"exp":99999999999})"), kNow));
}

}  // namespace crm::auth
