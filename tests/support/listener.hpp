// A TCP port behind which there is no server.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace crm::test {

// Takes connections, as many as `backlog`, and never answers.
class Listener {
 public:
  explicit Listener(int backlog) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address_;
    if (::bind(socket_, as_socket_address(), size) != 0 || ::listen(socket_, backlog) != 0 ||
        ::getsockname(socket_, as_socket_address(), &size) != 0)
      throw std::runtime_error("the test cannot listen");
  }
  ~Listener() {
    for (const int visitor : visitors_) ::close(visitor);
    ::close(socket_);
  }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // Takes up all room: from now on the kernel drops whatever asks for a connection, as a dead address does.
  void fill_up() {
    for (int i = 0; i < 3; ++i) {
      visitors_.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
      ::connect(visitors_.back(), as_socket_address(), sizeof address_);
    }
  }
  std::string port() const { return std::to_string(ntohs(address_.sin_port)); }
  std::string url() const { return "postgresql://crm@127.0.0.1:" + port() + "/crm"; }

 private:
  sockaddr* as_socket_address() { return reinterpret_cast<sockaddr*>(&address_); }

  const int socket_;
  sockaddr_in address_{};
  std::vector<int> visitors_;
};

}  // namespace crm::test
