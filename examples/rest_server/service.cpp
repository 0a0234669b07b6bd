// The way of a request. On the server's threads nothing waits: what may wait is handed over to the workers.
#include "service.hpp"

#include <chrono>

#include "request_id.hpp"
#include "request_log.hpp"

namespace rest {

namespace {

using Clock = std::chrono::steady_clock;

// Bcrypt takes a quarter of a second of one processor: few at a time, few that wait, and others first.
constexpr std::size_t kHashers = 2, kHashQueue = 16;
constexpr int kHasherNiceness = 10;
constexpr std::int64_t kUseSeconds = 5;

constexpr std::string_view kPageType = "text/html; charset=utf-8";

std::int64_t steady_seconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(Clock::now().time_since_epoch()).count();
}

}  // namespace

struct Service::Flight {
  http::Request request;
  http::Respond respond;
  Clock::time_point started = Clock::now();
  std::string id = request_id(request.header("x-request-id"));
  std::optional<http::Target> target = http::read_target(request.target);
  Found found{};
  crm::Principal who{};
  std::vector<http::Header> headers{};
};

Service::Service(Settings settings, crm::Database database)
    : settings_(std::move(settings)),
      database_(std::move(database)),
      door_(settings_, database_),
      deploy_(settings_.deploy),
      rates_(settings_.rate, 2 * settings_.rate),
      login_rates_(settings_.login_rate / 60, settings_.login_rate),
      workers_(settings_.workers, settings_.queue),
      hashers_(kHashers, kHashQueue, kHasherNiceness) {}

Service::~Service() {
  if (!settings_.auth_off) store_key_uses_now();
}

void Service::handle(http::Request request, http::Respond respond) {
  const auto flight = std::make_shared<Flight>(Flight{std::move(request), std::move(respond)});
  if (guarded(*flight, [&] { door_.check_origin(flight->request); }) && find(*flight)) start(flight);
}

// False: there is nobody to go to, and that was answered.
bool Service::find(Flight& flight) {
  if (!flight.target) {
    fail(flight, bad_request("The request's target cannot be read."));
    return false;
  }
  flight.found = find_route(flight.request.method, *flight.target);
  if (flight.found.route != nullptr) return true;
  if (flight.found.allowed.empty()) {
    fail(flight, not_found("There is no such resource."));
  } else if (flight.request.method == "OPTIONS") {
    answer_preflight(flight);
  } else {
    flight.headers.push_back({"Allow", flight.found.allowed + ", OPTIONS"});
    fail(flight, {405, "method_not_allowed", "This resource has no such method."});
  }
  return false;
}

void Service::answer_preflight(Flight& flight) {
  flight.headers.push_back({"Allow", flight.found.allowed + ", OPTIONS"});
  if (door_.is_friend(flight.request.header("origin"))) {
    flight.headers.push_back({"Access-Control-Allow-Methods", flight.found.allowed});
    flight.headers.push_back(
        {"Access-Control-Allow-Headers",
         "Authorization, Content-Type, Idempotency-Key, If-Match, X-API-Key, X-Request-Id"});
    flight.headers.push_back({"Access-Control-Max-Age", "600"});
  }
  finish(flight, {204});
}

void Service::start(const Flying& flight) {
  const Work work = flight->found.route->work;
  if (work == Work::hashes) {
    const auto take = [&] { login_rates_.take(std::string(door_.address_of(flight->request))); };
    if (guarded(*flight, take)) hand_over(hashers_, flight, &Service::identify_and_run);
    return;
  }
  const bool waits = work == Work::writes || (work != Work::computes && !settings_.local_database);
  if (waits) return hand_over(workers_, flight, &Service::identify_and_run);
  identify_and_run(flight);
}

void Service::hand_over(Workers& workers, const Flying& flight, void (Service::*step)(const Flying&)) {
  if (!workers.offer([this, flight, step] { (this->*step)(flight); }))
    fail(*flight,
         {503, "busy", "Too many requests wait already. Try again soon.", "", "", {{"Retry-After", "1"}}});
}

void Service::identify_and_run(const Flying& flight) {
  if (!guarded(*flight, [&] { let_in(*flight); })) return;
  const bool writes =
      flight->found.route->work == Work::reveals && flight->who.rights.has(crm::Right::personal);
  if (writes && settings_.local_database) return hand_over(workers_, flight, &Service::run);
  run(flight);
}

void Service::run(const Flying& flight) {
  guarded(*flight, [&] { finish(*flight, answer(*flight)); });
}

template <class Step>
bool Service::guarded(Flight& flight, Step step) {
  try {
    step();
    return true;
  } catch (const Refusal& refusal) {
    fail(flight, refusal);
  } catch (const crm::Error& error) {
    fail(flight, refusal_of(error), error.what());
  } catch (const std::exception& error) {
    fail(flight, {500, "internal", "The server could not do it. Tell its operator the request id."},
         error.what());
  }
  return false;
}

Answer Service::answer(Flight& flight) {
  Exchange exchange{*this,
                    flight.request,
                    *flight.target,
                    flight.who,
                    flight.id,
                    database_.session(flight.who.actor),
                    flight.found.places,
                    {}};
  Answer answer = flight.found.route->answer(exchange);
  flight.headers = std::move(exchange.headers);
  return answer;
}

// Default deny: only a route that says so is open to everyone.
void Service::let_in(Flight& flight) {
  const Access& access = flight.found.route->access;
  if (!access.needs_credential()) {
    flight.who = {"nobody"};
    return;
  }
  flight.who = identify(flight);
  if ((access.rights() & flight.who.rights) != access.rights())
    throw Refusal{403, "permission",
                  flight.who.must_change_password
                      ? "Change your password first, at /api/auth/password."
                      : "You may not do that. Ask an administrator for the right."};
  limit(flight);
}

// Who guesses is slowed down by the address.
crm::Principal Service::identify(const Flight& flight) {
  try {
    if (auto who = door_.identify(flight.request)) return std::move(*who);
    throw Refusal{401,
                  "unauthorized",
                  "A credential is required: sign in at /api/auth/login, or send an API key.",
                  "",
                  "",
                  {{"WWW-Authenticate", "Bearer"}}};
  } catch (const Refusal& refusal) {
    if (refusal.status == 401) rates_.take("address " + std::string(door_.address_of(flight.request)));
    throw;
  }
}

// Machines that do their work are not slowed down.
void Service::limit(const Flight& flight) {
  if (flight.who.role != crm::Role::service) rates_.take(flight.who.actor);
}

void Service::store_key_uses() {
  if (settings_.auth_off) return;
  std::int64_t last = uses_stored_at_;
  const std::int64_t now = steady_seconds();
  if (now - last < kUseSeconds || !uses_stored_at_.compare_exchange_strong(last, now)) return;
  workers_.offer([this] { store_key_uses_now(); });
}

void Service::store_key_uses_now() {
  try {
    door_.gatekeeper().store_uses();
  } catch (const crm::Error&) {  // the next request with the key tells it again
  }
}

void Service::fail(Flight& flight, const Refusal& refusal, std::string_view for_operator) {
  const ErrorBody body_of = flight.found.route == nullptr ? problem_body : flight.found.route->error_body;
  const char* type = body_of == problem_body ? "application/problem+json" : "application/json";
  for (const http::Header& header : refusal.headers) flight.headers.push_back(header);
  finish(flight, {refusal.status, body_of(refusal, flight.id), type},
         refusal.status < 500 ? "" : for_operator);
}

void Service::finish(Flight& flight, Answer answer, std::string_view for_operator) {
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - flight.started);
  const Route* route = flight.found.route;
  metrics_.count(route, answer.status, took);
  write_log(settings_.log,
            {flight.request.method, route == nullptr ? "-" : route->pattern, flight.id, flight.who.actor,
             door_.address_of(flight.request), answer.status, took, for_operator});
  const bool is_page = answer.content_type == kPageType;
  http::Response response{answer.status, std::move(answer.body), std::move(answer.content_type),
                          std::move(flight.headers), answer.lasting_body};
  auto& headers = response.headers;
  headers.push_back({"X-Request-Id", flight.id});
  headers.push_back({"Cache-Control", std::string(answer.cache_control)});
  headers.push_back({"X-Content-Type-Options", "nosniff"});
  headers.push_back({"Referrer-Policy", "no-referrer"});
  if (!is_page) headers.push_back({"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"});
  if (!settings_.http.certificate_file.empty())
    headers.push_back({"Strict-Transport-Security", "max-age=31536000"});
  if (!settings_.cors_origins.empty()) headers.push_back({"Vary", "Origin"});
  if (const std::string_view origin = flight.request.header("origin"); door_.is_friend(origin)) {
    headers.push_back({"Access-Control-Allow-Origin", std::string(origin)});
    headers.push_back({"Access-Control-Expose-Headers", "ETag, Link, Retry-After, X-Request-Id"});
  }
  flight.respond(std::move(response));
}

http::Response Service::refuse(int status, const std::string& peer) {
  const std::string sentence = status == 408   ? "The request came too slowly."
                               : status == 413 ? "The request's body is too large."
                               : status == 431 ? "The request's header is too large."
                               : status == 503 ? "The server has too much to do. Try again soon."
                                               : "The request cannot be read.";
  const std::string id = random_id();
  metrics_.count(nullptr, status, {});
  write_log(settings_.log, {"-", "-", id, "nobody", peer, status, {}});
  http::Response response{status,
                          problem_body({status, status == 503 ? "busy" : "invalid_argument", sentence}, id),
                          "application/problem+json",
                          {{"X-Request-Id", id}}};
  if (status == 503) response.headers.push_back({"Retry-After", "1"});
  return response;
}

}  // namespace rest
