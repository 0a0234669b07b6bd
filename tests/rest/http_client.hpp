// A plain HTTP client for tests: sends exactly the bytes that a test gives, and reads one answer.
#pragma once

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crm::test {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpAnswer {
  int status = 0;
  Headers headers{};  // names in lower case
  std::string body{};

  nlohmann::json json() const { return nlohmann::json::parse(body); }
  std::string header(std::string_view name) const {
    for (const auto& [key, value] : headers)
      if (key == name) return value;
    return {};
  }
};

// One connection to this machine. What does not come within a minute throws.
class HttpConnection {
 public:
  explicit HttpConnection(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{60, 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("nobody listens on the port");
  }
  ~HttpConnection() { ::close(socket_); }
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  void send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;  // the other side has heard enough
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  // Throws when the connection ends before the answer does. without_body: the answer to HEAD.
  HttpAnswer answer(bool without_body = false) {
    while (buffer_.find("\r\n\r\n") == buffer_.npos) receive();
    const std::size_t end = buffer_.find("\r\n\r\n");
    HttpAnswer answer = read_head(buffer_.substr(0, end));
    buffer_.erase(0, end + 4);
    const std::string length = answer.header("content-length");
    const std::size_t size = without_body || length.empty() ? 0 : std::stoul(length);
    while (buffer_.size() < size) receive();
    answer.body = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return answer;
  }

  // Whether an answer, or the end, is there already.
  bool readable() const {
    char byte;
    return !buffer_.empty() || ::recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0;
  }

  // Whether the other side ends the connection, within a minute and without a word more.
  bool ends() {
    char byte;
    errno = 0;
    return buffer_.empty() && ::recv(socket_, &byte, 1, 0) <= 0 && errno != EAGAIN;
  }

 private:
  void receive() {
    char bytes[16384];
    const ssize_t got = ::recv(socket_, bytes, sizeof bytes, 0);
    if (got <= 0)
      throw std::runtime_error("the connection ended, or was silent, before the answer was whole");
    buffer_.append(bytes, static_cast<std::size_t>(got));
  }

  static HttpAnswer read_head(const std::string& head) {
    HttpAnswer answer{std::stoi(head.substr(9, 3))};
    for (std::size_t line = head.find("\r\n"); line != head.npos; line = head.find("\r\n", line + 2)) {
      const std::size_t colon = head.find(": ", line),
                        end = std::min(head.find("\r\n", line + 2), head.size());
      std::string name = head.substr(line + 2, colon - line - 2);
      for (char& letter : name)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
      answer.headers.emplace_back(std::move(name), head.substr(colon + 2, end - colon - 2));
    }
    return answer;
  }

  int socket_;
  std::string buffer_{};
};

inline std::string http_request(const std::string& method, const std::string& target,
                                const std::string& body = {}, const Headers& headers = {}) {
  std::string text = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n";
  for (const auto& [name, value] : headers) text.append(name).append(": ").append(value).append("\r\n");
  if (!body.empty())
    text += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  return text + "\r\n" + body;
}

}  // namespace crm::test
