// The header of every token is the same text, and is compared as such: there is no algorithm to choose.
#include "auth/token.hpp"

#include <crm/error.hpp>
#include <crm/json_value.hpp>
#include <crm/json_writer.hpp>

#include "auth/base64url.hpp"

namespace crm::auth {

namespace {

constexpr std::string_view kIssuer = "libcrm", kAudience = "libcrm";
constexpr std::size_t kMostBytes = 4096;
constexpr std::chrono::seconds kLeeway{30};  // of the clocks of several servers

const std::string& header() {
  static const std::string text = base64url(R"({"alg":"HS256","typ":"at+jwt"})");
  return text;
}

std::int64_t seconds(Instant instant) {
  return std::chrono::duration_cast<std::chrono::seconds>(instant.time_since_epoch()).count();
}

Instant instant(std::int64_t seconds) { return Instant(std::chrono::seconds(seconds)); }

std::string payload_of(const Claims& claims) {
  std::string text;
  json::Writer out(text);
  out.begin_object().key("iss").value(kIssuer).key("aud").value(kAudience);
  out.key("sub").value(claims.user).key("sid").value(claims.session_id).key("ver").value(claims.version);
  out.key("iat").value(seconds(claims.issued_at)).key("nbf").value(seconds(claims.issued_at));
  out.key("exp").value(seconds(claims.expires_at)).key("jti").value(random_token(""));
  out.end_object();
  return text;
}

const std::string& text_of(const json::Value& claims, std::string_view name) {
  const json::Value* value = claims.find(name);
  if (value == nullptr) throw Error(Code::permission, "A claim is missing.");
  return value->string();
}

std::int64_t number_of(const json::Value& claims, std::string_view name) {
  const json::Value* value = claims.find(name);
  const auto number = value == nullptr ? std::nullopt : value->integer();
  if (!number || *number < 0 || *number > 99'999'999'999'999'999)
    throw Error(Code::permission, "A claim is missing.");
  return *number;
}

std::optional<Claims> read_claims(std::string_view payload, Instant now) {
  const json::Value claims = json::parse(payload);
  if (text_of(claims, "iss") != kIssuer || text_of(claims, "aud") != kAudience) return std::nullopt;
  const std::int64_t from = number_of(claims, "nbf"), until = number_of(claims, "exp"), at = seconds(now);
  if (at + kLeeway.count() < from || at >= until) return std::nullopt;
  return Claims{text_of(claims, "sub"), text_of(claims, "sid"), number_of(claims, "ver"),
                instant(number_of(claims, "iat")), instant(until)};
}

}  // namespace

std::string random_token(std::string_view prefix) {
  return std::string(prefix) + base64url(crypto::random_secret().bytes());
}

std::string sign(const crypto::Secret& key, const Claims& claims) {
  const std::string text = header() + "." + base64url(payload_of(claims));
  return text + "." + base64url(crypto::hmac_sha256(key, text));
}

std::optional<Claims> verify(const crypto::Secret& key, std::string_view token, Instant now) {
  const std::size_t end = token.rfind('.');
  if (token.size() > kMostBytes || end == token.npos || !token.starts_with(header() + "."))
    return std::nullopt;
  const std::string_view signed_text = token.substr(0, end);
  if (!crypto::same(base64url(crypto::hmac_sha256(key, signed_text)), token.substr(end + 1)))
    return std::nullopt;
  if (signed_text.size() <= header().size()) return std::nullopt;
  const auto payload = from_base64url(signed_text.substr(header().size() + 1));
  if (!payload) return std::nullopt;
  try {
    return read_claims(*payload, now);
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace crm::auth
