// The HTTP server: connections, limits, TLS, graceful stop. Behind it stands Boost.Beast, which only
// server.cpp and connection.hpp see, because it takes long to compile.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "message.hpp"

namespace rest::http {

struct Limits {
  std::size_t header_bytes = 16 << 10;
  std::size_t body_bytes = 1 << 20;
  std::size_t all_bodies_bytes =
      64 << 20;  // at any time, of those beyond 16 KiB; a body in chunks counts as a longest one
  std::size_t connections = 10'000;
  std::chrono::seconds header_time{5};    // from the first byte to the end of the header
  std::chrono::seconds request_time{10};  // for the body, and for taking the answer
  std::chrono::seconds idle_time{60};     // between two requests
  std::chrono::seconds stop_time{10};     // for finishing what is in flight when the server is stopped
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 5000;  // 0: any free one
  std::size_t threads = 2;
  Limits limits{};
  std::string certificate_file{}, key_file{};  // PEM; empty: no TLS
  // The answer to what is no request that the handler could see: 400, 408, 413, 431, 503, 505.
  std::function<Response(int status, const std::string& peer)> refusal;
  // Called about ten times a second, on a thread of the server: it must not wait for anything.
  std::function<void()> tick;
};

// Threads: every function may be called from any thread.
class Server {
 public:
  // Binds and listens. Throws crm::Error.
  Server(ServerOptions options, Handler handler);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;
  std::size_t connections() const;
  // Serves until SIGINT or SIGTERM; what is in flight then is finished.
  void run();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rest::http
