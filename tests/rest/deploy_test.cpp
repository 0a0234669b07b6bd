// GitHub's webhook.
#include <crm/auth.hpp>
#include <filesystem>
#include <fstream>

#include "crypto/crypto.hpp"
#include "rest/rest_server.hpp"

namespace crm::test {

namespace {

constexpr std::string_view kSecret = "a secret of the webhook";

std::string signature_of(const std::string& body) {
  const std::span key(reinterpret_cast<const unsigned char*>(kSecret.data()), kSecret.size());
  return "sha256=" + crypto::hex(crypto::hmac_sha256(key, body));
}

// A server whose deploy command makes a file: it gets the file's name as its last word.
struct Deploying {
  explicit Deploying(std::string_view secret = kSecret, const std::string& command = "/usr/bin/touch") {
    std::ofstream(files.file("secret")) << secret << '\n';
    std::filesystem::permissions(files.file("secret"), std::filesystem::perms(0600));
    arguments = {"--deploy-secret-file", files.file("secret"),
                 "--deploy-command",     command + " " + files.file("deployed"),
                 "--deploy-branch",      "release"};
    server.emplace(Where::in_a_file, arguments);
  }

  HttpAnswer push(const std::string& body, const std::string& signature, const std::string& delivery = "d-1",
                  const std::string& event = "push") const {
    return server->post(
        "/deploy", body,
        {{"X-Hub-Signature-256", signature}, {"X-GitHub-Delivery", delivery}, {"X-GitHub-Event", event}});
  }
  HttpAnswer push_signed(const std::string& body, const std::string& delivery) const {
    return push(body, signature_of(body), delivery);
  }

  bool has_run() const { return std::filesystem::exists(files.file("deployed")); }

  // Until the command has ended, in ten seconds at most.
  std::string state() const {
    const auto latest = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    std::string state;
    do {
      state = server->get("/deploy").json()["status"];
    } while ((state == "running" || state == "never ran") && std::chrono::steady_clock::now() < latest);
    return state;
  }

  TempFolder files{};
  RestServer::Arguments arguments{};
  std::optional<RestServer> server{};
};

const std::string kPush = R"({"ref":"refs/heads/release","after":"abc"})";

}  // namespace

TEST_CASE("a signed push to the branch runs the command and says no more than that") {
  const Deploying deploying;
  const HttpAnswer answer = deploying.push_signed(kPush, "d-1");
  CHECK(answer.status == 202);
  CHECK(answer.json()["status"] == "queued");
  CHECK(answer.json()["output"].is_null());
  CHECK(deploying.state() == "succeeded");
  CHECK(deploying.has_run());
  CHECK(deploying.push_signed(kPush, "d-1").status == 409);  // replayed
}

TEST_CASE("the command inherits neither the server's port nor its connections") {
  const Deploying deploying(kSecret, "/usr/bin/find /proc/self/fd -lname socket:* -fprint");
  deploying.push_signed(kPush, "d-1");
  CHECK(deploying.state() == "succeeded");
  CHECK(std::filesystem::file_size(deploying.files.file("deployed")) == 0);
}

TEST_CASE("a push whose signature is missing or wrong is refused") {
  const Deploying deploying;
  const std::string good = signature_of(kPush);
  for (const std::string& wrong : {std::string("x"), good.substr(0, good.size() - 1), good + "0",
                                   "sha1=" + good.substr(7), good.substr(7)})
    CHECK(deploying.push(kPush, wrong).status == 401);
  CHECK(deploying.push(kPush + " ", good).status == 401);
  CHECK(deploying.server->post("/deploy", kPush).status == 401);
  CHECK_FALSE(deploying.has_run());
}

TEST_CASE("a push that was deployed before a restart does not deploy again") {
  Deploying deploying;
  CHECK(deploying.push_signed(kPush, "d-1").status == 202);
  CHECK(deploying.state() == "succeeded");
  CHECK(deploying.server->stop() == "");
  deploying.server->start(deploying.arguments);
  CHECK(deploying.push_signed(kPush, "d-1").status == 409);
  CHECK(deploying.push_signed(kPush, "d-2").status == 202);
}

TEST_CASE("GitHub's own example of a signature is taken and everything near it is not") {
  const std::string body = "Hello, World!",
                    good = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
  const Deploying deploying("It's a Secret to Everybody");
  CHECK(deploying.push(body, good, "d-1", "ping").json()["status"] == "ignored");
  CHECK(deploying.push(body, good, "d-2").status == 400);  // signed, and no JSON
  std::string upper = good;
  for (char& letter : upper)
    if (letter >= 'a' && letter <= 'f') letter = static_cast<char>(letter - 'a' + 'A');
  for (const std::string& wrong :
       {upper, "SHA256=" + good.substr(7), "sha256:" + good.substr(7), "sha512=" + good.substr(7),
        good + " " + good, good + ", " + good, " =" + good, good.substr(0, 70) + "8"}) {
    INFO(wrong);
    CHECK(deploying.push(body, wrong, "d-3", "ping").status == 401);
  }
  for (const std::string& other :
       {body + "!", body + "\n", " " + body, std::string("hello, World!"), std::string("{}")})
    CHECK(deploying.push(other, good, "d-4", "ping").status == 401);
  const HttpAnswer old = deploying.server->post(
      "/deploy", body, {{"X-Hub-Signature", "sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59"}});
  CHECK(old.status == 401);
}

TEST_CASE("a push is read as it came and not as it could be written") {
  const Deploying deploying;
  const std::string spaced = "{ \"ref\" :\t\"refs/heads/release\" }\n";
  CHECK(deploying.push_signed(spaced, "d-1").status == 202);
  CHECK(deploying.push(nlohmann::json::parse(spaced).dump(), signature_of(spaced), "d-2").status == 401);
}

TEST_CASE("other branches and events deploy nothing") {
  const Deploying deploying;
  CHECK(deploying.push_signed(R"({"ref":"refs/heads/main"})", "d-2").json()["status"] == "ignored");
  CHECK(deploying.push_signed(R"({"ref":"refs/heads/release2"})", "d-3").json()["status"] == "ignored");
  CHECK(deploying.push(kPush, signature_of(kPush), "d-4", "ping").json()["status"] == "ignored");
  const std::string deleted = R"({"ref":"refs/heads/release","deleted":true})";
  CHECK(deploying.push_signed(deleted, "d-5").json()["status"] == "ignored");
  CHECK(deploying.push(kPush, signature_of(kPush), "").status == 400);
  CHECK(deploying.push(kPush, signature_of(kPush), "d 6").status == 400);
  CHECK_FALSE(deploying.has_run());
}

TEST_CASE("the webhook is off until a secret and a command are given") {
  const RestServer server;
  CHECK(server.post("/deploy", kPush, {{"X-Hub-Signature-256", signature_of(kPush)}}).status == 404);
  CHECK_THAT(server.get("/deploy").json()["status"].get<std::string>(), Catch::StartsWith("off"));
}

}  // namespace crm::test
