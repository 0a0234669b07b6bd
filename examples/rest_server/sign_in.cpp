// /api/auth: signing in and out.
#include "answers.hpp"
#include "body.hpp"
#include "handlers.hpp"
#include "service.hpp"

namespace rest {

namespace {

using crm::json::Writer;

std::string required(const Value& body, const char* name) {
  auto text = said_text(body, name);
  if (!text) throw crm::Error(crm::Code::invalid_argument, std::string(name) + " is required.", name);
  return std::move(*text);
}

// Nobody knows yet who asks, and a body of a few bytes can take a hundred times as much memory once it is
// read.
Value small_body(const Exchange& exchange) {
  constexpr std::size_t most = 16 << 10;
  if (exchange.request.body.size() > most)
    throw Refusal{413, "invalid_argument", "The request's body is too large."};
  return read_body(exchange.request.body);
}

// Clients call it one or the other.
std::string user_in(const Value& body) {
  const auto name = said_text(body, "name");
  return name ? *name : required(body, "username");
}

void append_principal(Writer& out, const crm::Principal& who) {
  out.begin_object().key("name").value(who.actor).key("role").value(name(who.role));
  out.key("rights").value(names_of(who.rights)).key("must_change_password").value(who.must_change_password);
  out.end_object();
}

Answer tokens_answer(const crm::Tokens& tokens) {
  Answer answer;
  Writer out(answer.body);
  out.begin_object().key("message").value("Signed in").key("access_token").value(tokens.access);
  out.key("refresh_token").value(tokens.refresh).key("token_type").value("Bearer");
  out.key("expires_in").value(std::int64_t{tokens.expires_in.count()}).key("user");
  append_principal(out, tokens.who);
  out.end_object();
  return answer;
}

// What the gatekeeper refuses is a 401 with its sentence.
template <class Work>
auto at_the_door(Work work) {
  try {
    return work();
  } catch (const crm::Error& error) {
    if (error.code() != crm::Code::permission) throw;
    throw Refusal{401, "unauthorized", error.what(), "", "", {{"WWW-Authenticate", "Bearer"}}};
  }
}

}  // namespace

Answer login(Exchange& exchange) {
  const Value body = small_body(exchange);
  const std::string user = user_in(body), password = required(body, "password");
  return tokens_answer(
      at_the_door([&] { return exchange.service.door().gatekeeper().sign_in(user, password); }));
}

Answer refresh(Exchange& exchange) {
  const std::string token = required(small_body(exchange), "refresh_token");
  return tokens_answer(at_the_door([&] { return exchange.service.door().gatekeeper().refresh(token); }));
}

// The session is told by its refresh token, or by the access token that the request comes with.
Answer logout(Exchange& exchange) {
  const std::string_view bearer = bearer_of(exchange.request);
  const bool has_body = !exchange.request.body.empty();
  exchange.service.door().gatekeeper().sign_out(
      has_body || bearer.empty() ? required(small_body(exchange), "refresh_token") : std::string(bearer));
  return done("Signed out");
}

Answer me(Exchange& exchange) {
  Answer answer;
  Writer out(answer.body);
  append_principal(out, exchange.who);
  return answer;
}

Answer change_password(Exchange& exchange) {
  const Value body = small_body(exchange);
  const std::string password = required(body, "password"), new_password = required(body, "new_password");
  at_the_door([&] {
    exchange.service.door().gatekeeper().change_password(exchange.who.actor, password, new_password);
    return true;
  });
  return done("Password changed; sign in again");
}

}  // namespace rest
