// Who is let in: users, API keys, trusted addresses; and what each may do.
#include <fstream>

#include "cli/files.hpp"
#include "rest/people.hpp"
#include "support/process.hpp"

namespace crm::test {

using nlohmann::json;

namespace {

// Asks again and again until the answer has this status: what is revoked elsewhere ends within a second.
bool comes_to(const RestServer& server, int status, const Headers& headers) {
  const auto latest = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (server.get("/api/auth/me", headers).status != status)
    if (std::chrono::steady_clock::now() > latest) return false;
  return true;
}

void check_start_refused(const TempFolder& folder, std::vector<std::string> arguments, const char* sentence) {
  arguments.insert(arguments.begin(), {CRM_BIN_DIR "/crm_server", "--port", "0"});
  const Ended ended = run(arguments, {folder.path()});
  INFO(arguments.back());
  CHECK(ended.exit_code != 0);
  CHECK(ended.exit_code != -1);
  CHECK(ended.out.find("Listening") == std::string::npos);
  CHECK_THAT(ended.err, Catch::Contains(sentence));
}

const RestServer::Arguments kWithSamples{"--sample-data"};

}  // namespace

TEST_CASE("the first start shows an administrator's password once that must be changed") {
  RestServer server(every_server_database(), {});
  const std::string said = server.said();
  const std::size_t at = said.find("the password ");
  REQUIRE(at != said.npos);
  const std::string password = said.substr(at + 13, 23);
  const json tokens = sign_in(server, "admin", password);
  CHECK(tokens["user"]["must_change_password"] == true);
  const Headers headers = bearer(tokens["access_token"]);
  CHECK(server.get("/api/customers", headers).status == 403);
  CHECK(server.get("/api/auth/me", headers).status == 200);
  const json change{{"password", password}, {"new_password", kPassword}};
  CHECK(server.post("/api/auth/password", change.dump(), headers).status == 200);
  CHECK(server.get("/api/auth/me", headers).status == 401);
  CHECK(server.get("/api/customers", bearer(sign_in(server, "admin")["access_token"])).status == 200);
  CHECK(server.stop() == "");
  server.start({});
  CHECK(server.said().find("password") == std::string::npos);
}

TEST_CASE("nothing but what is public is answered without a credential") {
  const RestServer server(Where::in_a_file, kWithSamples);
  for (const char* open : {"/", "/health", "/deploy"}) CHECK(server.get(open).status == 200);
  CHECK(server.get("/health").json()["customers"].is_null());
  const HttpAnswer closed = server.get("/api/customers");
  check_message(closed, 401, "A credential is required: sign in at /api/auth/login, or send an API key.");
  CHECK(closed.header("www-authenticate") == "Bearer");
  CHECK(server.post("/api/customers", "{}").status == 401);
  CHECK(server.get("/api/nothing").status == 404);
}

TEST_CASE("credentials that are not good are 401 whatever is wrong with them") {
  const RestServer server(Where::in_a_file, kWithSamples);
  add_user(server, "ann", Role::agent);
  const std::string token = sign_in(server, "ann")["access_token"];
  CHECK(server.get("/api/customers", bearer(token)).status == 200);
  CHECK(server.get("/api/customers", {{"authorization", "bEaReR " + token}}).status == 200);
  for (const std::string& wrong :
       {token + "x", token.substr(0, token.size() - 1), token.substr(0, token.rfind('.')) + ".",
        std::string("crm_nonsense"), std::string("x"), std::string(4000, 'a')}) {
    INFO(wrong);
    CHECK(server.get("/api/customers", bearer(wrong)).status == 401);
  }
  CHECK(server.get("/api/customers", {{"Authorization", "Basic YTpi"}}).status == 401);
  CHECK(server.get("/api/customers", {{"X-API-Key", token}}).status == 401);
  CHECK(server.get("/api/customers?access_token=" + token).status == 401);
}

TEST_CASE("roles may do what their rights say") {
  const RestServer server(every_server_database(), kWithSamples);
  add_user(server, "ann", Role::agent);
  add_user(server, "sue", Role::supervisor);
  const Headers agent = bearer(sign_in(server, "ann")["access_token"]),
                supervisor = bearer(sign_in(server, "sue")["access_token"]);
  CHECK(server.put("/api/customers/1", R"({"city":"Boston"})", agent).status == 200);
  CHECK(server.del("/api/loans/1", agent).status == 403);
  CHECK(server.del("/api/loans/1", supervisor).status == 200);
  Session session = server.open().session("tester");
  CHECK(session.audit({1}).items.at(0).actor == "sue");
  CHECK(session.audit({1}).items.at(1).actor == "ann");
}

TEST_CASE("a whole SSN is shown to whoever may see it and each time is in the audit trail") {
  const RestServer server(every_server_database(), kWithSamples);
  add_user(server, "ann", Role::agent);
  add_user(server, "sue", Role::supervisor);
  const Headers agent = bearer(sign_in(server, "ann")["access_token"]),
                supervisor = bearer(sign_in(server, "sue")["access_token"]);
  const std::string pre_call = "/api/fetch_user_profile_pre_call/?caller_number=5551234567";
  CHECK(server.get("/api/customers/1", agent).json()["ssn"].is_null());
  CHECK(server.get(pre_call, agent).json()["caller_details"][0]["user_info"]["ssn"].is_null());
  CHECK(server.get("/api/customers/1", supervisor).json()["ssn"] == 123456789);
  CHECK(server.get(pre_call, supervisor).json()["caller_details"][0]["user_info"]["ssn"] == 123456789);
  Session session = server.open().session("tester");
  int reveals = 0;
  for (const AuditEntry& entry : session.audit({1}).items)
    if (entry.action == "reveal_ssn") {
      ++reveals;
      CHECK(entry.actor == "sue");
    }
  CHECK(reveals == 2);
  CHECK(server.put("/api/customers/1", R"({"ssn":null})", agent).status == 200);
  CHECK(server.get("/api/customers/1", supervisor).json()["ssn"] == 123456789);
  CHECK(server.put("/api/customers/1", R"({"ssn":null})", supervisor).status == 200);
  CHECK(server.get("/api/customers/1", supervisor).json()["ssn"].is_null());
}

TEST_CASE("an API key comes in both headers and may do what it was made for") {
  const RestServer server(Where::in_a_file, kWithSamples);
  const std::string key = add_key(server, "dialer-1", Right::call);
  const std::string pre_call = "/api/fetch_user_profile_pre_call/?caller_number=5551234567";
  CHECK(server.get(pre_call, bearer(key)).status == 200);
  CHECK(server.get(pre_call, {{"X-API-Key", key}}).status == 200);
  CHECK(server.get("/api/customers", {{"X-API-Key", key}}).status == 403);
  CHECK(server.get("/api/auth/me", bearer(key)).json()["name"] == "dialer-1");
  Session session = server.open().session("tester");
  ApiKeys(session).remove("dialer-1");
  CHECK(comes_to(server, 401, bearer(key)));
}

TEST_CASE("a session goes on with refresh and ends with logout") {
  const RestServer server(Where::in_a_file, kWithSamples);
  add_user(server, "ann", Role::agent);
  const json first = sign_in(server, "ann");
  CHECK(first["expires_in"] == 900);
  const std::string again = json{{"refresh_token", first["refresh_token"]}}.dump();
  const HttpAnswer next = server.post("/api/auth/refresh", again);
  REQUIRE(next.status == 200);
  CHECK(server.get("/api/auth/me", bearer(next.json()["access_token"])).json()["name"] == "ann");
  CHECK(
      server.post("/api/auth/logout", json{{"refresh_token", next.json()["refresh_token"]}}.dump()).status ==
      200);
  CHECK(server.get("/api/auth/me", bearer(next.json()["access_token"])).status == 401);
  CHECK(server.post("/api/auth/refresh", again).status == 401);
  CHECK(server.post("/api/auth/refresh", "{}").status == 400);
}

TEST_CASE("a session ends with logout also when only its access token is sent") {
  const RestServer server(Where::in_a_file, kWithSamples);
  add_user(server, "ann", Role::agent);
  const json tokens = sign_in(server, "ann"), other = sign_in(server, "ann");
  CHECK(server.post("/api/auth/logout", "").status == 400);
  CHECK(server.post("/api/auth/logout", "", bearer(tokens["access_token"])).status == 200);
  CHECK(server.get("/api/auth/me", bearer(tokens["access_token"])).status == 401);
  CHECK(server.post("/api/auth/refresh", json{{"refresh_token", tokens["refresh_token"]}}.dump()).status ==
        401);
  CHECK(server.get("/api/auth/me", bearer(other["access_token"])).status == 200);
  CHECK(server.post("/api/auth/logout", "", bearer("nonsense")).status == 200);
}

TEST_CASE("a user who is disabled elsewhere is let in no more within a second") {
  const RestServer server(Where::in_a_file, kWithSamples);
  add_user(server, "ann", Role::agent);
  const Headers headers = bearer(sign_in(server, "ann")["access_token"]);
  CHECK(server.get("/api/auth/me", headers).status == 200);
  Session session = server.open().session("tester");
  Users(session).set_disabled("ann", true);
  CHECK(comes_to(server, 401, headers));
}

TEST_CASE("sign-ins are limited by address and by user with one sentence for all") {
  const RestServer server(Where::in_a_file, {"--login-rate", "6"});
  add_user(server, "ann", Role::agent);
  const auto sign_in_as = [&](const char* name) {
    return server.post("/api/auth/login", json{{"username", name}, {"password", "not the password"}}.dump());
  };
  const HttpAnswer wrong = sign_in_as("ann"), unknown = sign_in_as("nobody");
  CHECK(wrong.status == 401);
  CHECK(unknown.status == 401);
  CHECK(wrong.json()["message"] == unknown.json()["message"]);
  for (int i = 0; i < 4; ++i) CHECK(sign_in_as("ann").status == 401);
  HttpAnswer limited = sign_in_as("ann");  // on a slow machine the address has got another one back by now
  for (int i = 0; i < 100 && limited.status == 401; ++i) limited = sign_in_as("ann");
  CHECK(limited.status == 429);
  CHECK(std::stoi(limited.header("retry-after")) > 0);
  CHECK(server.post("/api/auth/login", R"({"username":"ann"})").status == 429);
}

TEST_CASE("requests from a trusted address come in under its role") {
  const RestServer trusted(Where::in_a_file, {"--sample-data", "--trust", "127.0.0.0/8=supervisor"});
  CHECK(trusted.get("/api/customers/1").json()["ssn"] == 123456789);
  CHECK(trusted.get("/api/auth/me").json()["name"] == "address 127.0.0.1");
  const RestServer agent(Where::in_a_file, {"--sample-data", "--trust", "127.0.0.1"});
  CHECK(agent.get("/api/customers").status == 200);
  CHECK(agent.del("/api/loans/1").status == 403);
  CHECK(agent.get("/api/customers", bearer("wrong")).status == 401);
  const RestServer other(Where::in_a_file, {"--sample-data", "--trust", "10.0.0.0/8"});
  CHECK(other.get("/api/customers").status == 401);
  CHECK(other.get("/api/customers", {{"X-Forwarded-For", "10.0.0.1"}}).status == 401);
}

TEST_CASE("behind a proxy the address is what the proxy saw and not what the client wrote") {
  const RestServer server(Where::in_a_file, {"--trust", "10.0.0.7", "--behind-proxy", "127.0.0.1"});
  CHECK(server.get("/api/customers").status == 401);
  CHECK(server.get("/api/customers", {{"X-Forwarded-For", "10.0.0.7"}}).status == 200);
  CHECK(server.get("/api/customers", {{"X-Forwarded-For", "10.0.0.7, 1.2.3.4"}}).status == 401);
  CHECK(server.get("/api/customers", {{"X-Forwarded-For", "nonsense"}}).status == 401);
  const Headers two_lines = {{"X-Forwarded-For", "10.0.0.7"}, {"X-Forwarded-For", "1.2.3.4"}};
  CHECK(server.get("/api/customers", two_lines).status == 401);
}

TEST_CASE("without authentication there is no SSN and no other name than localhost") {
  const RestServer server;
  CHECK(server.get("/api/customers/1").json()["ssn"].is_null());
  CHECK(server.post("/api/auth/login", R"({"username":"a","password":"b"})").status == 503);
  HttpConnection rebound(server.port());
  rebound.send("GET /api/customers HTTP/1.1\r\nHost: evil.example\r\n\r\n");
  CHECK(rebound.answer().status == 403);
}

TEST_CASE("a name that is not the server's own is refused when its names are given") {
  const auto status_of = [](const RestServer& server, const std::string& host) {
    HttpConnection connection(server.port());
    connection.send("GET /api/customers HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    return connection.answer().status;
  };
  const RestServer named(Where::in_a_file, {"--trust", "127.0.0.1", "--host", "crm.example,crm.internal"});
  for (const char* host : {"crm.example", "crm.internal:5000", "localhost:1", "127.0.0.1:7", "[::1]:7"})
    CHECK(status_of(named, host) == 200);
  for (const char* host : {"evil.example", "crm.example.evil.example:5000"})
    CHECK(status_of(named, host) == 403);
  const RestServer unnamed(Where::in_a_file, {"--trust", "127.0.0.1"});
  CHECK(status_of(unnamed, "crm.example") == 200);
  CHECK_THAT(read_file(unnamed.folder().file("server.log")), Catch::Contains("--host"));
}

TEST_CASE("a request that a foreign page makes a browser send changes nothing") {
  const RestServer server;
  const std::string body = R"({"city":"X"})";
  for (const char* origin :
       {"https://evil.example", "null", "http://localhost.evil.example", "http://localhost:1"})
    CHECK(server.put("/api/customers/1", body, {{"Origin", origin}}).status == 403);
  CHECK(server.get("/api/customers/1").json()["city"] == "New York");
  CHECK(server.put("/api/customers/1", body, {{"Origin", "http://localhost"}}).status == 200);
}

TEST_CASE("pages of listed origins may use the server and no others") {
  const RestServer server(Where::in_a_file,
                          {"--cors-origin", "https://app.example.com,http://localhost:3000"});
  const auto allowed = [&](const char* origin) {
    const HttpAnswer preflight = server.ask("OPTIONS", "/api/customers", {},
                                            {{"Origin", origin}, {"Access-Control-Request-Method", "POST"}});
    CHECK(preflight.status == 204);
    CHECK(preflight.header("vary") == "Origin");
    const std::string said = preflight.header("access-control-allow-origin");
    CHECK((said.empty() || said == origin));
    CHECK(server.get("/health", {{"Origin", origin}}).header("access-control-allow-origin") == said);
    return !said.empty();
  };
  CHECK(allowed("https://app.example.com"));
  CHECK(allowed("http://localhost:3000"));
  for (const char* origin :
       {"null", "https://app.example.com.evil", "https://evilapp.example.com", "http://app.example.com",
        "https://app.example.com:444", "https://APP.example.com", "https://app.example.co", "*",
        "https://app.example.com/", "https://x.app.example.com"}) {
    INFO(origin);
    CHECK_FALSE(allowed(origin));
  }
}

TEST_CASE("a user's requests are limited and a machine's are not") {
  const RestServer server(Where::in_a_file, {"--sample-data", "--rate", "1"});
  add_user(server, "ann", Role::agent);
  const Headers user = bearer(sign_in(server, "ann")["access_token"]),
                machine = bearer(add_key(server, "m", Right::read));
  int limited = 0;
  for (int i = 0; i < 20; ++i) {
    CHECK(server.get("/api/auth/me", machine).status == 200);
    limited += server.get("/api/auth/me", user).status == 429;
  }
  CHECK(limited >= 15);
}

TEST_CASE("the last use of every key is stored when the server ends at the latest") {
  RestServer server(every_server_database(), kWithSamples);
  for (const char* name : {"first", "second", "third"})
    CHECK(server.get("/api/auth/me", bearer(add_key(server, name, Right::read))).status == 200);
  CHECK(server.stop() == "");
  Session session = server.open().session("tester");
  for (const ApiKey& key : ApiKeys(session).list()) {
    INFO(key.name);
    CHECK(key.last_used_at.has_value());
  }
}

TEST_CASE("the last use of a key is stored soon though nobody asks for anything more") {
  const RestServer server(every_server_database(), kWithSamples);
  const std::string key = add_key(server, "first", Right::read);
  CHECK(server.get("/api/auth/me", bearer(key)).status == 200);
  Session session = server.open().session("tester");
  const auto stored = [&] { return ApiKeys(session).list().at(0).last_used_at.has_value(); };
  const auto latest = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!stored() && std::chrono::steady_clock::now() < latest) {
  }
  CHECK(stored());
}

TEST_CASE("the server does not start in a way that is not safe") {
  const TempFolder folder;
  const auto refused = [&](const std::vector<std::string>& arguments, const char* sentence) {
    check_start_refused(folder, arguments, sentence);
  };
  refused({"--bind", "0.0.0.0"}, "would cross the network in clear");
  refused({"--auth", "off", "--bind", "0.0.0.0"}, "serves this machine only");
  refused({"--auth", "off", "--trust", "10.0.0.0/8"}, "leave one of the two out");
  refused({"--cors-origin", "*"}, "must be an origin");
  refused({"--cors-origin", "null"}, "must be an origin");
  refused({"--trust", "10.0.0.1/8"}, "must be a range");
  refused({"--trust", "10.0.0.0/8=king"}, "A role is one of");
  refused({"--tls-certificate", "x.pem"}, "needs its private key");
  std::ofstream(folder.file("tls-key")) << "a private key\n";
  std::filesystem::permissions(folder.file("tls-key"), std::filesystem::perms(0644));
  refused({"--tls-certificate", "x.pem", "--tls-key", "tls-key"}, "may read the private key");
  std::ofstream(folder.file("open.db")) << "a database\n";
  std::filesystem::permissions(folder.file("open.db"), std::filesystem::perms(0666));
  refused({"--database", "sqlite:///open.db"}, "may read or change the database");
  refused({"--bind", "nonsense"}, "is an IP address");
  std::ofstream(folder.file("secret")) << "a secret of the webhook\n";
  std::filesystem::permissions(folder.file("secret"), std::filesystem::perms(0600));
  refused({"--deploy-secret-file", "secret", "--deploy-command", "/no/such/program"}, "no such program");
}

TEST_CASE("the server does not start with a secret that others know or may guess") {
  const TempFolder folder;
  const auto write = [&](const char* name, const std::string& text, int mode) {
    std::ofstream(folder.file(name)) << text;
    std::filesystem::permissions(folder.file(name), static_cast<std::filesystem::perms>(mode));
  };
  const std::string digits = "00112233445566778899aabbccddeeff";
  write("open", digits + digits + "\n", 0644);
  write("of-a-group", digits + digits + "\n", 0640);
  write("short", "changeme\n", 0600);
  write("empty", "", 0600);
  write("zeros", std::string(64, '0') + "\n", 0600);
  write("word", "changeme changeme changeme chang", 0600);
  const auto refused = [&](const std::vector<std::string>& arguments, const char* sentence) {
    check_start_refused(folder, arguments, sentence);
  };
  refused({"--token-key-file", "open"}, "open to others");
  refused({"--token-key-file", "of-a-group"}, "open to others");
  refused({"--token-key-file", "short"}, "does not hold a key");
  refused({"--token-key-file", "empty"}, "does not hold a key");
  refused({"--token-key-file", "zeros"}, "a placeholder");
  refused({"--token-key-file", "word"}, "a placeholder");
  refused({"--token-key-file", "no/such/folder"}, "does not exist");
  const std::vector<std::string> deploying{"--deploy-command", "/bin/true", "--deploy-secret-file"};
  for (const auto& [file, sentence] : {std::pair{"open", "Others than its owner"},
                                       {"short", "16 characters"},
                                       {"empty", "cannot be read"},
                                       {"missing", "cannot be read"}}) {
    auto arguments = deploying;
    arguments.push_back(file);
    refused(arguments, sentence);
  }
  refused({"--deploy-command", "/bin/true"}, "needs both");
}

TEST_CASE("the server does not start on a database that everybody may read") {
  const TempFolder folder;
  std::ofstream(folder.file("crm.db")) << "a database\n";
  std::filesystem::permissions(folder.file("crm.db"), std::filesystem::perms(0604));
  check_start_refused(folder, {"--database", "sqlite:///crm.db"}, "Everybody on this machine");
  RestServer server;
  CHECK(server.stop() == "");
  for (const auto& entry : std::filesystem::directory_iterator(server.folder().path())) {
    INFO(entry.path());
    if (entry.path().filename() != "server.log")  // the shell has made that one
      CHECK((entry.status().permissions() & std::filesystem::perms(077)) == std::filesystem::perms::none);
  }
}

TEST_CASE("metrics count requests by route and are not public") {
  const RestServer server(Where::in_a_file, kWithSamples);
  CHECK(server.get("/metrics").status == 401);
  const Headers machine = bearer(add_key(server, "m", Right::read));
  server.get("/api/customers", machine);
  const std::string text = server.get("/metrics", machine).body;
  CHECK_THAT(text, Catch::Contains(
                       "crm_http_requests_total{method=\"GET\",route=\"/api/customers\",status=\"2xx\"} 1"));
  CHECK_THAT(text,
             Catch::Contains("crm_http_requests_total{method=\"GET\",route=\"/metrics\",status=\"4xx\"} 1"));
  CHECK_THAT(text, Catch::Contains("crm_database_calls_total{kind=\"read\",code=\"ok\"}"));
}

}  // namespace crm::test
