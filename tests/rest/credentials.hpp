// Every kind of credential, good and bad, for tests that try each on each route.
#pragma once

#include <crm/auth.hpp>
#include <string>
#include <vector>

#include "auth/base64url.hpp"
#include "crypto/key_file.hpp"
#include "rest/people.hpp"

namespace crm::test {

struct Credential {
  std::string name;
  Headers headers{};
  bool good = false;
  Rights rights{};
};

// Changes a good token, and signs it as the server does or as others would.
class Forger {
 public:
  Forger(crypto::Secret key, std::string token) : key_(std::move(key)), token_(std::move(token)) {
    const std::size_t first = token_.find('.'), second = token_.rfind('.');
    payload_ = nlohmann::json::parse(*auth::from_base64url(token_.substr(first + 1, second - first - 1)));
  }

  std::string with_claim(const char* name, const nlohmann::json& value) const {
    nlohmann::json payload = payload_;
    payload[name] = value;
    return signed_with(key_, kHeader, payload);
  }
  std::string without_claim(const char* name) const {
    nlohmann::json payload = payload_;
    payload.erase(name);
    return signed_with(key_, kHeader, payload);
  }
  std::string with_header(const std::string& header) const { return signed_with(key_, header, payload_); }
  std::string with_key(std::string_view key) const { return signed_with(key, kHeader, payload_); }
  std::string with_key(const crypto::Secret& key) const { return signed_with(key, kHeader, payload_); }
  std::string unsigned_with(const std::string& header) const { return text_of(header, payload_) + "."; }
  std::string unchanged() const { return with_header(kHeader); }
  std::string with_signature(const std::string& signature) const {
    return token_.substr(0, token_.rfind('.') + 1) + signature;
  }
  std::string signature() const { return token_.substr(token_.rfind('.') + 1); }

 private:
  static constexpr const char* kHeader = R"({"alg":"HS256","typ":"at+jwt"})";

  static std::string text_of(const std::string& header, const nlohmann::json& payload) {
    return auth::base64url(header) + "." + auth::base64url(payload.dump());
  }
  static std::string signed_with(std::span<const unsigned char> key, const std::string& header,
                                 const nlohmann::json& payload) {
    const std::string text = text_of(header, payload);
    return text + "." + auth::base64url(crypto::hmac_sha256(key, text));
  }
  static std::string signed_with(const crypto::Secret& key, const std::string& header,
                                 const nlohmann::json& payload) {
    return signed_with(key.bytes(), header, payload);
  }
  static std::string signed_with(std::string_view key, const std::string& header,
                                 const nlohmann::json& payload) {
    return signed_with(std::span(reinterpret_cast<const unsigned char*>(key.data()), key.size()), header,
                       payload);
  }

  crypto::Secret key_;
  std::string token_;
  nlohmann::json payload_;
};

// Tokens that were never issued so, of somebody who may do everything.
inline std::vector<Credential> forged_tokens(const Forger& forger) {
  const auto seconds = [](int from_now) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::seconds>(now).count() + from_now;
  };
  const auto bad = [](const char* name, const std::string& token) { return Credential{name, bearer(token)}; };
  return {
      bad("expired", forger.with_claim("exp", seconds(-1))),
      bad("not valid before a later time", forger.with_claim("nbf", seconds(120))),
      bad("another audience", forger.with_claim("aud", "another")),
      bad("another issuer", forger.with_claim("iss", "another")),
      bad("a list of audiences", forger.with_claim("aud", {"another", "libcrm"})),
      bad("nobody's", forger.with_claim("sub", "nobody")),
      bad("another session", forger.with_claim("sid", "another")),
      bad("an older version", forger.with_claim("ver", -1)),
      bad("without an end", forger.without_claim("exp")),
      bad("another type", forger.with_header(R"({"alg":"HS256","typ":"JWT"})")),
      bad("without a type", forger.with_header(R"({"alg":"HS256"})")),
      bad("alg none", forger.unsigned_with(R"({"alg":"none","typ":"at+jwt"})")),
      bad("alg nOnE", forger.unsigned_with(R"({"alg":"nOnE","typ":"at+jwt"})")),
      bad("alg none with a signature", forger.with_header(R"({"alg":"none","typ":"at+jwt"})")),
      bad("alg RS256 signed as HS256", forger.with_header(R"({"alg":"RS256","typ":"at+jwt"})")),
      bad("alg HS512 signed as HS256", forger.with_header(R"({"alg":"HS512","typ":"at+jwt"})")),
      bad("a key in the header", forger.with_header(R"({"alg":"HS256","typ":"at+jwt","jwk":{"k":"YQ"}})")),
      bad("a key's address in the header",
          forger.with_header(R"({"alg":"HS256","typ":"at+jwt","jku":"https://evil.example"})")),
      bad("signed with a public key", forger.with_key("-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQ\n")),
      bad("signed with nothing", forger.with_key("")),
      bad("signed with a guess", forger.with_key("secret")),
      bad("key of another environment", forger.with_key(crypto::random_secret())),
      bad("cut signature", forger.with_signature(forger.signature().substr(0, 20))),
      bad("no signature", forger.with_signature("")),
      bad("padded signature", forger.with_signature(forger.signature() + "=")),
      bad("signature twice", forger.with_signature(forger.signature() + "." + forger.signature())),
  };
}

// A server's users, keys and tokens.
class Population {
 public:
  explicit Population(const RestServer& server)
      : key_file_(server.folder().file("crm.db.token-key")),
        session_(server.open().session("tester")),
        long_ago_(server.open_on("2020-01-01").session("tester")),
        gatekeeper_(server.open(), {key_file_}) {}

  std::vector<Credential> everybody() {
    std::vector<Credential> all{{"none"},
                                {"nonsense", bearer("nonsense")},
                                {"another scheme", {{"Authorization", "Basic YTpi"}}},
                                {"two credentials", {{"Authorization", "Bearer x"}, {"X-API-Key", "y"}}}};
    append(all, users());
    append(all, former_users());
    append(all, keys());
    const Forger forger(crypto::read_key_file(key_file_), token_of("admin"));
    all.push_back({"signed anew", bearer(forger.unchanged()), true, rights_of(Role::admin)});
    append(all, forged_tokens(forger));
    return all;
  }

 private:
  static void append(std::vector<Credential>& all, std::vector<Credential> more) {
    for (Credential& one : more) all.push_back(std::move(one));
  }

  std::string token_of(const std::string& name, const std::string& password = kPassword) {
    return gatekeeper_.sign_in(name, password).access;
  }

  std::vector<Credential> users() {
    Users users(session_);
    std::vector<Credential> all;
    users.set_password("admin", kPassword);  // the first start has made that one
    for (const Role role : {Role::admin, Role::supervisor, Role::agent, Role::service}) {
      if (role != Role::admin) users.create(name(role), role, kPassword);
      all.push_back(
          {std::string(name(role)), bearer(token_of(std::string(name(role)))), true, rights_of(role)});
    }
    const std::string password = users.invite("invited", Role::admin);
    all.push_back({"must change the password", bearer(token_of("invited", password)), true, {}});
    return all;
  }

  // Administrators once.
  std::vector<Credential> former_users() {
    Users users(session_);
    std::vector<Credential> all;
    for (const char* name : {"disabled", "removed", "demoted", "renewed"}) {
      users.create(name, Role::admin, kPassword);
      all.push_back({name, bearer(token_of(name))});
    }
    users.set_disabled("disabled", true);
    users.remove("removed");
    users.set_role("demoted", Role::agent);
    users.set_password("renewed", "another password");
    const Tokens left = gatekeeper_.sign_in("admin", kPassword);
    gatekeeper_.sign_out(left.refresh);
    all.push_back({"signed out", bearer(left.access)});
    all.push_back({"a refresh token", bearer(left.refresh)});
    return all;
  }

  std::vector<Credential> keys() {
    ApiKeys keys(session_);
    std::vector<Credential> all;
    for (const Right right : {Right::read, Right::call, Right::write, Right::erase, Right::manage})
      all.push_back(
          {"key " + names_of(right), {{"X-API-Key", keys.create(names_of(right), right)}}, true, right});
    const std::string removed = keys.create("removed", Right::read);
    keys.remove("removed");
    all.push_back({"removed key", {{"X-API-Key", removed}}});
    all.push_back({"removed key as a token", bearer(removed)});
    const Instant past = parse_instant("2020-01-02T00:00:00Z");
    all.push_back({"expired key", {{"X-API-Key", ApiKeys(long_ago_).create("expired", Right::read, past)}}});
    TestDatabase other;
    Session elsewhere = other.session();
    all.push_back(
        {"key of another environment", {{"X-API-Key", ApiKeys(elsewhere).create("other", Right::read)}}});
    return all;
  }

  const std::string key_file_;
  Session session_, long_ago_;
  Gatekeeper gatekeeper_;
};

}  // namespace crm::test
