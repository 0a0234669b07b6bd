// How often and how many: exactly as many as allowed, also when all come at once; and what a sign-in tells by
// its time.
#include <algorithm>
#include <thread>

#include "rest/load.hpp"
#include "rest/people.hpp"
#include "rest/tables.hpp"

namespace crm::test {

namespace {

struct Burst {
  Statuses statuses{};
  double seconds = 0;  // from the first request to the last answer
};

// So many requests, each on a connection of its own, sent at the same moment.
void fire(const RestServer& server, int clients, const std::string& request, Burst& burst) {
  std::vector<std::unique_ptr<HttpConnection>> connections;
  for (int i = 0; i < clients; ++i) connections.push_back(std::make_unique<HttpConnection>(server.port()));
  const auto start = LoadClock::now();
  std::vector<std::jthread> threads;
  for (const auto& connection : connections)
    threads.emplace_back([&] {
      connection->send(request);
      burst.statuses.add(connection->answer().status);
    });
  threads.clear();
  burst.seconds = std::chrono::duration<double>(LoadClock::now() - start).count();
}

std::string login(const char* name, const char* password) {
  const nlohmann::json body{{"username", name}, {"password", password}};
  return http_request("POST", "/api/auth/login", body.dump());
}

std::int64_t failures_of(const RestServer& server, const std::string& name) {
  return std::stoll(
      Tables(server).rows("SELECT failed_sign_ins FROM auth_user WHERE name = '" + name + "'").at(0).at(0));
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

double seconds_of_sign_in(const RestServer& server, const std::string& request) {
  HttpConnection connection(server.port());
  const auto start = LoadClock::now();
  connection.send(request);
  CHECK(connection.answer().status == 401);
  return std::chrono::duration<double>(LoadClock::now() - start).count();
}

// By how much the medians differ, in parts of one: sign-ins of nobody, of somebody with a wrong password and
// of somebody who is disabled, in turn.
double difference_of_sign_ins(int tries) {
  const RestServer server(Where::in_a_file, {"--login-rate", "0", "--log", "off"});
  add_user(server, "ann", Role::agent);
  add_user(server, "bob", Role::agent);
  Session session = server.open().session("tester");
  Users users(session);
  users.set_disabled("bob", true);
  std::vector<double> unknown, wrong, disabled;
  for (int i = 0; i < tries / 2; ++i) {
    unknown.push_back(seconds_of_sign_in(server, login("nobody", "not the password")));
    wrong.push_back(seconds_of_sign_in(server, login("ann", "not the password")));
    if (i % 2 == 0) disabled.push_back(seconds_of_sign_in(server, login("bob", kPassword)));
    if (i % 3 == 0) users.unlock("ann");  // or nobody would look at her password
  }
  const auto apart = [&](const std::vector<double>& times) {
    return std::abs(median(unknown) - median(times)) / median(unknown);
  };
  WARN("sign-ins of nobody take " << median(unknown) * 1000 << " ms, with a wrong password "
                                  << median(wrong) * 1000 << " ms, of a disabled user "
                                  << median(disabled) * 1000 << " ms");
  return std::max(apart(wrong), apart(disabled));
}

}  // namespace

TEST_CASE("of many sign-ins at once exactly as many are looked at as the address may", "[threads]") {
  const RestServer server(Where::in_a_file, {"--login-rate", "6", "--log", "off"});
  Burst burst;
  fire(server, 64, login("nobody", "not the password"), burst);
  const auto taken = burst.statuses[401] + burst.statuses[503];
  INFO(burst.statuses.text() << " in " << burst.seconds << " s");
  CHECK(taken >= 6);
  CHECK(static_cast<double>(taken) <= 6 + burst.seconds / 10);
  CHECK(burst.statuses[429] == 64 - taken);
}

TEST_CASE("of many requests at once exactly as many are served as the user may", "[threads]") {
  const RestServer server(every_server_database(), {"--rate", "5", "--log", "off"});
  add_user(server, "ann", Role::agent);
  const std::string token = sign_in(server, "ann")["access_token"];
  Burst burst;
  fire(server, 64, http_request("GET", "/api/auth/me", "", bearer(token)), burst);
  INFO(burst.statuses.text() << " in " << burst.seconds << " s");
  CHECK(burst.statuses[200] >= 10);
  CHECK(static_cast<double>(burst.statuses[200]) <= 10 + burst.seconds * 5 + 1);
  CHECK(burst.statuses[429] == 64 - burst.statuses[200]);
}

TEST_CASE("a rate of less than one lets the first request pass") {
  const RestServer server(Where::in_a_file, {"--login-rate", "0.1", "--rate", "0.01", "--log", "off"});
  add_user(server, "ann", Role::agent);
  const Headers ann = bearer(sign_in(server, "ann")["access_token"]);
  CHECK(server.get("/api/auth/me", ann).status == 200);
  CHECK(server.get("/api/auth/me", ann).status == 429);
  CHECK(try_sign_in(server, "ann").status == 429);
}

TEST_CASE("many wrong passwords at once lock the user and each that is looked at counts", "[threads]") {
  const RestServer server(every_server_database(), {"--login-rate", "0", "--log", "off"});
  add_user(server, "ann", Role::agent);
  Burst burst;
  fire(server, 64, login("ann", "not the password"), burst);
  INFO(burst.statuses.text());
  CHECK(burst.statuses.only({401, 503}));
  CHECK(failures_of(server, "ann") >= 5);
  CHECK(failures_of(server, "ann") <= burst.statuses[401]);
  Session session = server.open().session("tester");
  CHECK(Users(session).get("ann")->locked_until);
}

TEST_CASE("connections that are too many do not cost those their place that were there before") {
  const RestServer server(Where::in_a_file, {"--auth", "off", "--max-connections", "10", "--log", "off"});
  const std::string request = http_request("GET", "/health");
  std::vector<std::unique_ptr<HttpConnection>> connections;
  Statuses statuses;
  for (int i = 0; i < 64; ++i) connections.push_back(std::make_unique<HttpConnection>(server.port()));
  for (const auto& connection : connections) connection->send(request);
  for (const auto& connection : connections) statuses.add(connection->answer().status);
  CHECK(statuses[200] == 10);
  CHECK(statuses[503] == 54);
  connections.front()->send(request);
  CHECK(connections.front()->answer().status == 200);
}

TEST_CASE("large bodies that are too many at once are refused and small ones are not") {
  const RestServer server(Where::in_a_file, {"--auth", "off", "--max-all-bodies", "100000", "--log", "off"});
  const auto begun = [&](std::size_t bytes) {
    auto connection = std::make_unique<HttpConnection>(server.port());
    connection->send("POST /api/customers HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
                     std::to_string(bytes) + "\r\nExpect: 100-continue\r\n\r\n");
    return connection;
  };
  const auto first = begun(60'000);
  CHECK(first->answer().status == 100);
  const auto second = begun(60'000);
  CHECK(second->answer().status == 503);
  CHECK(second->ends());
  CHECK(begun(16'000)->answer().status == 100);
  first->send("{\"city\":\"X\"}" + std::string(60'000 - 12, ' '));
  CHECK(first->answer().status == 201);
  CHECK(begun(90'000)->answer().status == 100);  // the memory is free again
  HttpConnection chunked(server.port());
  chunked.send("POST /api/customers HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
  CHECK(chunked.answer().status == 503);
}

TEST_CASE("whoever is not known yet sends small bodies") {
  const RestServer server(Where::in_a_file, {"--login-rate", "0"});
  const std::string large = "{\"refresh_token\":\"" + std::string(20'000, 'x') + "\"}";
  for (const char* path : {"/api/auth/login", "/api/auth/refresh", "/api/auth/logout"})
    CHECK(server.post(path, large).status == 413);
}

TEST_CASE("the time of a sign-in does not tell whether there is such a user", "[slow]") {
  // Tests run beside it, and one try may be unlucky; without the pretence each would give 0.98.
  double least = difference_of_sign_ins(40);
  for (int tries = 1; tries < 4 && least >= 0.5; ++tries) least = std::min(least, difference_of_sign_ins(40));
  CHECK(least < 0.5);
}

TEST_CASE("the time of four hundred sign-ins does not tell whether there is such a user", "[exhaustive]") {
  CHECK(difference_of_sign_ins(400) < 0.05);
}

}  // namespace crm::test
