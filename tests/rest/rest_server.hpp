// crm_server at work on a database of a test's own, and requests to it.
#pragma once

#include <catch2/catch.hpp>
#include <crm/crm.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rest/document.hpp"
#include "rest/http_client.hpp"
#include "support/child.hpp"
#include "support/databases.hpp"

namespace crm::test {

inline Where every_server_database() { return GENERATE(Where::in_a_file, Where::on_postgres); }

class RestServer {
 public:
  using Arguments = std::vector<std::string>;

  explicit RestServer(Where where = Where::in_a_file,
                      const Arguments& arguments = {"--auth", "off", "--sample-data"},
                      const Arguments& environment = {}) {
    if (where == Where::on_postgres) postgres_.emplace();
    start(arguments, environment);
  }
  // On a database of the test's own.
  RestServer(std::string url, const Arguments& arguments) : url_(std::move(url)) { start(arguments); }
  ~RestServer() {
    if (server_) server_->kill();
  }

  void start(const Arguments& arguments, const Arguments& environment = {}) {
    Arguments command{"/bin/sh",
                      "-c",
                      "cd \"$0\" && exec /usr/bin/env \"$@\" 2>>server.log",
                      folder_.path(),
                      "DATABASE_URL=" + url(),
                      "CRM_KEY_FILE=" + folder_.file("crm.key")};
    command.insert(command.end(), environment.begin(), environment.end());
    command.insert(command.end(), {CRM_BIN_DIR "/crm_server", "--port", "0"});
    command.insert(command.end(), arguments.begin(), arguments.end());
    server_.emplace(command, kLongestLife);
    wait_for_port();
  }

  // As Ctrl-C does; waits for the end and gives back what went wrong, which should be nothing.
  std::string stop() {
    server_->interrupt();
    const std::string trouble = server_->trouble();
    server_.reset();
    return trouble;
  }
  void interrupt() { server_->interrupt(); }
  pid_t pid() const { return server_->pid(); }

  std::string url() const {
    if (!url_.empty()) return url_;
    return postgres_ ? postgres_->url() : "sqlite:///" + folder_.file("crm.db");
  }
  Database open() const { return Database(options()); }
  // The same, as it was on a day long ago.
  Database open_on(std::string_view day) const {
    Options then = options();
    then.clock = [at = parse_instant(std::string(day) + "T00:00:00Z")] { return at; };
    return Database(then);
  }
  const TempFolder& folder() const { return folder_; }
  int port() const { return port_; }
  const std::string& said() const { return said_; }  // on standard output, up to the line with the port

  // Every answer is held against the server's own document.
  HttpAnswer ask(const std::string& method, const std::string& target, const std::string& body = {},
                 const Headers& headers = {}) const {
    const HttpAnswer answer = ask_only(method, target, body, headers);
    INFO(method << " " << target << ": " << answer.body.substr(0, 2000));
    CHECK(document().faults(method, target, answer) == std::vector<std::string>{});
    return answer;
  }
  // The document is the same whatever server tells it.
  const Document& document() const {
    static const Document all(ask_only("GET", "/openapi.json").json());
    return all;
  }
  HttpAnswer get(const std::string& target, const Headers& headers = {}) const {
    return ask("GET", target, {}, headers);
  }
  HttpAnswer post(const std::string& target, const std::string& body, const Headers& headers = {}) const {
    return ask("POST", target, body, headers);
  }
  HttpAnswer put(const std::string& target, const std::string& body, const Headers& headers = {}) const {
    return ask("PUT", target, body, headers);
  }
  HttpAnswer del(const std::string& target, const Headers& headers = {}) const {
    return ask("DELETE", target, {}, headers);
  }

 private:
  Options options() const {
    Options options{.url = url(), .deadline = std::chrono::seconds(60)};
    options.key_file = folder_.file("crm.key");
    return options;
  }

  HttpAnswer ask_only(const std::string& method, const std::string& target, const std::string& body = {},
                      const Headers& headers = {}) const {
    HttpConnection connection(port_);
    connection.send(http_request(method, target, body, headers));
    return connection.answer(method == "HEAD");
  }

  void wait_for_port() {
    const std::string mark = "Listening on ";
    said_.clear();
    while (said_.find(mark) == said_.npos || said_.back() != '\n') {
      const std::string more = server_->read_some();
      if (more.empty()) throw std::runtime_error("crm_server has ended: " + server_->trouble());
      said_ += more;
    }
    port_ = std::stoi(said_.substr(said_.rfind(':') + 1));
  }

  static constexpr unsigned kLongestLife = 900;  // seconds: the longest test lasts five minutes

  TempFolder folder_{};
  const std::string url_{};
  std::optional<PostgresDatabase> postgres_{};
  std::optional<Child> server_{};
  std::string said_{};
  int port_ = 0;
};

// {"message": …} with this status.
inline void check_message(const HttpAnswer& answer, int status, const std::string& message) {
  CHECK(answer.status == status);
  CHECK(answer.json().at("message") == message);
}

}  // namespace crm::test
