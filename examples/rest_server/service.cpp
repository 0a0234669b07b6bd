// The way of a request. On the server's threads nothing waits: what may wait is handed over to the workers.
#include "service.hpp"

#include <chrono>

#include "request_id.hpp"

namespace rest {

struct Service::Flight {
  http::Request request;
  http::Respond respond;
  std::string id = request_id(request.header("x-request-id"));
  std::optional<http::Target> target = http::read_target(request.target);
  Found found{};
  crm::Principal who{};
  std::vector<http::Header> headers{};
};

Service::Service(Settings settings, crm::Database database)
    : settings_(std::move(settings)),
      database_(std::move(database)),
      workers_(settings_.workers, settings_.queue) {}

void Service::handle(http::Request request, http::Respond respond) {
  const auto flight = std::make_shared<Flight>(Flight{std::move(request), std::move(respond)});
  if (find(*flight)) start(flight);
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
    flight.headers.push_back({"Allow", flight.found.allowed + ", OPTIONS"});
    finish(flight, {204});
  } else {
    flight.headers.push_back({"Allow", flight.found.allowed + ", OPTIONS"});
    fail(flight, {405, "method_not_allowed", "This resource has no such method."});
  }
  return false;
}

void Service::start(const Flying& flight) {
  const Work work = flight->found.route->work;
  const bool waits =
      work == Work::writes || work == Work::hashes || (work != Work::computes && !settings_.local_database);
  if (waits) return hand_over(flight, &Service::identify_and_run);
  identify_and_run(flight);
}

void Service::hand_over(const Flying& flight, void (Service::*step)(const Flying&)) {
  if (!workers_.offer([this, flight, step] { (this->*step)(flight); }))
    fail(*flight,
         {503, "busy", "Too many requests wait already. Try again soon.", "", "", {{"Retry-After", "1"}}});
}

void Service::identify_and_run(const Flying& flight) {
  try {
    flight->who = identify(*flight);
    authorize(*flight);
  } catch (const Refusal& refusal) {
    return fail(*flight, refusal);
  } catch (const crm::Error& error) {
    return fail(*flight, refusal_of(error));
  }
  const bool writes =
      flight->found.route->work == Work::reveals && flight->who.rights.has(crm::Right::personal);
  if (writes && settings_.local_database) return hand_over(flight, &Service::run);
  run(flight);
}

void Service::run(const Flying& flight) {
  try {
    finish(*flight, answer(*flight));
  } catch (const Refusal& refusal) {
    fail(*flight, refusal);
  } catch (const crm::Error& error) {
    fail(*flight, refusal_of(error));
  } catch (const std::exception&) {
    fail(*flight, {500, "internal", "The server could not do it. Tell its operator the request id."});
  }
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

crm::Principal Service::identify(const Flight&) const {
  // Nobody is known yet: this build serves one machine without authentication, and shows no SSN.
  const crm::Rights all_but_personal =
      crm::Right::read | crm::Right::call | crm::Right::write | crm::Right::erase;
  return {"local", crm::Role::agent, all_but_personal};
}

void Service::authorize(const Flight& flight) const {
  const Access& access = flight.found.route->access;
  if ((access.rights() & flight.who.rights) == access.rights()) return;
  throw Refusal{403, "permission", "You may not do that. Ask an administrator for the right."};
}

void Service::fail(Flight& flight, const Refusal& refusal) {
  const ErrorBody body_of = flight.found.route == nullptr ? problem_body : flight.found.route->error_body;
  const char* type = body_of == problem_body ? "application/problem+json" : "application/json";
  for (const http::Header& header : refusal.headers) flight.headers.push_back(header);
  finish(flight, {refusal.status, body_of(refusal, flight.id), type});
}

void Service::finish(Flight& flight, Answer answer) {
  http::Response response{answer.status, std::move(answer.body), std::move(answer.content_type),
                          std::move(flight.headers)};
  response.headers.push_back({"X-Request-Id", flight.id});
  response.headers.push_back({"Cache-Control", "no-store"});
  response.headers.push_back({"X-Content-Type-Options", "nosniff"});
  flight.respond(std::move(response));
}

http::Response Service::refuse(int status) const {
  const std::string sentence = status == 413   ? "The request's body is too large."
                               : status == 431 ? "The request's header is too large."
                               : status == 503 ? "Too many connections are open. Try again soon."
                                               : "The request cannot be read.";
  const std::string id = random_id();
  return {status,
          problem_body({status, status == 503 ? "busy" : "invalid_argument", sentence}, id),
          "application/problem+json",
          {{"X-Request-Id", id}}};
}

}  // namespace rest
