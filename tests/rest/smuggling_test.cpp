// Requests that two readers could understand in two ways: each is refused, and the connection ends, or it is
// read as one request. What one of the readers would take for a second request never runs.
#include <set>

#include "rest/rest_server.hpp"

namespace crm::test {

namespace {

using Texts = std::vector<std::string>;

const std::string kHost = "Host: localhost\r\nX-Request-Id: one\r\n";
const std::string kHidden =
    "GET /api/customers/77 HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: hidden\r\n\r\n";
const std::string kLast = "GET /health HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: last\r\n\r\n";
constexpr const char *kRefused = "refused end", *kOne = "one last ";

// What came back, a word for each answer: the id of the request that it is to, or "refused" where the server
// had not understood one; "end" where the connection ended.
std::string answers_to(const RestServer& server, const std::string& bytes) {
  static const std::set<int> refusals{400, 413, 505};
  HttpConnection connection(server.port());
  connection.send(bytes + kLast);
  std::string said;
  try {
    while (said.find("last") == said.npos) {
      const HttpAnswer answer = connection.answer();
      if (answer.status == 100) continue;
      const std::string id = answer.header("x-request-id");
      const bool known = id == "one" || id == "hidden" || id == "last";
      said += (known ? id : refusals.contains(answer.status) ? "refused" : "unknown") + " ";
    }
  } catch (const std::runtime_error&) {
    said += "end";
  }
  return said;
}

std::string post(const std::string& headers, const std::string& body) {
  return "POST /api/customers/77 HTTP/1.1\r\n" + kHost + headers + "\r\n" + body;
}
std::string get(const std::string& headers) {
  return "GET /api/customers/77 HTTP/1.1\r\n" + kHost + headers + "\r\n";
}
std::string chunked(const std::string& body) { return post("Transfer-Encoding: chunked\r\n", body); }
std::string line(const std::string& first) { return first + "\r\n" + kHost + "\r\n"; }

// The hidden request is behind the body for whoever sees chunks, and a part of the body for whoever counts
// bytes.
const std::string kBody = "0\r\n\r\n" + kHidden;
const std::string kLength = "Content-Length: " + std::to_string(kBody.size()) + "\r\n";

std::string with_nul(const char* before, const char* after) { return std::string(before) + '\0' + after; }

Texts hiding(const Texts& headers) {
  Texts all;
  for (const std::string& one : headers) all.push_back(post(one, kBody));
  return all;
}

void check_all(const RestServer& server, const char* expected, const Texts& requests) {
  for (const std::string& request : requests) {
    INFO(request.substr(0, 300));
    CHECK(answers_to(server, request) == expected);
  }
}

const RestServer::Arguments kQuiet{
    "--auth", "off", "--log", "off", "--header-seconds", "1", "--request-seconds", "1"};

}  // namespace

TEST_CASE("a request whose length is said in two ways is refused") {
  const RestServer server(Where::in_a_file, kQuiet);
  check_all(
      server, kRefused,
      hiding({kLength + "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\n" + kLength,
              "Content-Length: 5\r\n" + kLength, kLength + "Content-Length: 5\r\n", kLength + kLength,
              "Content-Length: 5, 5\r\n", "Transfer-Encoding: xchunked\r\n" + kLength,
              "Transfer-Encoding: identity\r\n" + kLength, "Transfer-Encoding:\tchunked\r\n" + kLength,
              "Transfer-Encoding : chunked\r\n" + kLength, "X: y\nTransfer-Encoding: chunked\r\n" + kLength,
              "X: y\rTransfer-Encoding: chunked\r\n" + kLength,
              "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
              "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"}));
}

TEST_CASE("a length that is no number is refused") {
  const RestServer server(Where::in_a_file, kQuiet);
  check_all(server, kRefused,
            hiding({"Content-Length: +5\r\n", "Content-Length: -5\r\n", "Content-Length: 0x5\r\n",
                    "Content-Length: 5 5\r\n", "Content-Length: 5;\r\n", "Content-Length:\r\n",
                    "Content-Length: 5.0\r\n", "Content-Length: 99999999999999999999\r\n",
                    "Content-Length: 18446744073709551621\r\n", with_nul("Content-Length: 5", "\r\n"),
                    "Content-Length : 5\r\n", "Content-Length: 5\r\n 0\r\n"}));
}

TEST_CASE("an encoding other than chunked is refused") {
  const RestServer server(Where::in_a_file, kQuiet);
  check_all(server, kRefused,
            hiding({"Transfer-Encoding: identity\r\n", "Transfer-Encoding: chunked, identity\r\n",
                    "Transfer-Encoding: identity, chunked\r\n", "Transfer-Encoding: gzip\r\n",
                    "Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding: chunked;q=1\r\n",
                    "Transfer-Encoding: \"chunked\"\r\n", "Transfer-Encoding:\r\n",
                    "Transfer-Encoding: \x0b"
                    "chunked\r\n",
                    with_nul("Transfer-Encoding: chunked", "\r\n")}));
  check_all(server, kRefused,
            {"POST /api/customers/77 HTTP/1.0\r\n" + kHost +
             "Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n" + kBody});
}

TEST_CASE("chunks are read to their end or refused") {
  const RestServer server(Where::in_a_file, kQuiet);
  const std::string end = "0\r\n\r\n";
  check_all(server, kOne,
            {chunked(end), chunked("2\r\n{}\r\n" + end), chunked("2;a=b\r\n{}\r\n" + end),
             chunked("2;a=\"b\"\r\n{}\r\n0;x\r\n\r\n"), chunked("0002\r\n{}\r\n" + end),
             chunked("00\r\n\r\n"), chunked("0\r\nX-API-Key: x\r\n\r\n"),
             post("Transfer-Encoding: CHUNKED\r\n", end), post("Transfer-Encoding:\r\n chunked\r\n", end)});
  check_all(server, kRefused,
            {chunked("2;\r\n{}\r\n" + end),
             chunked("2;a\nb\r\n{}\r\n" + end),
             chunked("2\n{}\n0\n\n"),
             chunked("2\r\n{}\n" + end),
             chunked("-2\r\n{}\r\n" + end),
             chunked("0x2\r\n{}\r\n" + end),
             chunked("2 \r\n{}\r\n" + end),
             chunked(" 2\r\n{}\r\n" + end),
             chunked("2\r\n{}XX\r\n" + end),
             chunked("3\r\n{}\r\n" + end),
             chunked("10000000000000002\r\n{}\r\n" + end),
             chunked("ffffffffffffffff\r\n{}\r\n" + end),
             chunked("\r\n{}\r\n" + end),
             chunked("g\r\n{}\r\n" + end),
             chunked("0\r\nContent-Length: 5\r\nHost: evil\r\n\r\n"),
             chunked("0\r\nTransfer-Encoding: chunked\r\n\r\n"),
             chunked("0\r\n" + kHidden),
             chunked("2\r\n{}\r\n0\r\n\r"),
             chunked("2;" + std::string(100'000, 'a') + "\r\n{}\r\n" + end),
             chunked("0\r\nX: " + std::string(100'000, 'a') + "\r\n\r\n")});
}

TEST_CASE("headers that are no headers are refused") {
  const RestServer server(Where::in_a_file, kQuiet);
  check_all(
      server, kRefused,
      {get("X y: a\r\n"), get("X\r\n"), get(": a\r\n"), get("X(: a\r\n"), get("X: a\x01\r\n"),
       get(with_nul("X: a", "b\r\n")), get("X: a\rb\r\n"), get("X: a\nY: b\r\n"), get("Host: localhost\r\n"),
       get("Host: evil\r\n"), "GET /health HTTP/1.1\r\n\r\n",
       "GET /health HTTP/1.1\r\nHost: localhost, evil\r\n\r\n",
       "GET /health HTTP/1.1\r\nHost: local host\r\n\r\n",
       "GET /health HTTP/1.1\r\nHost: a@localhost\r\n\r\n", "GET /health HTTP/1.1\nHost: localhost\n\n"});
  check_all(
      server, kOne,
      {get("X: a\r\n b\r\n"), get("X: a\r\n\tGET / HTTP/1.1\r\n"), get("X: \xff\xfe\r\n"),
       get("Transfer_Encoding: chunked\r\n"), get("Expect: 100-continue\r\n"), get("Content-Length: 0\r\n"),
       get("Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"),
       post("Expect: 100-continue\r\nContent-Length: 2\r\n", "{}"), post(kLength, kBody),
       post("Transfer_Encoding: chunked\r\n" + kLength, kBody),
       get("Content-Length: " + std::to_string(kHidden.size()) + "\r\n") + kHidden});
}

TEST_CASE("a first line that is none is refused") {
  const RestServer server(Where::in_a_file, kQuiet);
  const std::string path = "/api/customers/77";
  check_all(server, kRefused,
            {"GET " + path + "\r\n", line("GET " + path), line("GET " + path + " HTTP/1.1 HTTP/1.1"),
             line("GET  " + path + " HTTP/1.1"), line("GET\t" + path + "\tHTTP/1.1"),
             line("GET " + path + " HTTP/2.0"), line("GET " + path + " HTTP/1.2"),
             line("GET " + path + " HTTP/1.10"), line("GET " + path + " http/1.1"),
             line("GET " + path + " HTTP/01.1"), line("G(T " + path + " HTTP/1.1"),
             line(" GET " + path + " HTTP/1.1"), line("GET " + path + "\x01 HTTP/1.1"),
             line(with_nul("GET /api", " HTTP/1.1")), "\r\n\r\n" + line("GET " + path + " HTTP/1.1"),
             "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"});
  check_all(server, kOne,
            {line("get " + path + " HTTP/1.1"), line("GET http://localhost" + path + " HTTP/1.1"),
             line("CONNECT localhost:1 HTTP/1.1"), line("OPTIONS * HTTP/1.1"),
             line("GET //localhost" + path + " HTTP/1.1"), line("GET " + path + "#x HTTP/1.1"),
             line("GET /api/customers/%0d%0a77 HTTP/1.1")});
}

TEST_CASE("a hidden request that runs would be noticed") {
  const RestServer server(Where::in_a_file, kQuiet);
  CHECK(answers_to(server, get("") + kHidden) == "one hidden last ");
  CHECK(answers_to(server, get("Connection: close\r\n")) == "one end");
}

TEST_CASE("a line between chunks that never ends takes no memory") {
  const RestServer server(Where::in_a_file, kQuiet);
  HttpConnection connection(server.port());
  connection.send(chunked("2;"));
  const std::string much(1 << 20, 'a');
  for (int i = 0; i < 100; ++i) connection.send(much);
  CHECK(connection.answer().status == 400);
}

}  // namespace crm::test
