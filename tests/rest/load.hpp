// Clients that mean it well and clients that do not, each a thread, for tests of overload.
#pragma once

#include <fcntl.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "rest/http_client.hpp"

namespace crm::test {

using LoadClock = std::chrono::steady_clock;

// Until the time, or until the load ends; false: it has ended.
inline bool wait_until(const std::stop_token& stop, LoadClock::time_point time) {
  std::mutex mutex;
  std::unique_lock lock(mutex);
  std::condition_variable_any never;
  never.wait_until(lock, stop, time, [] { return false; });
  return !stop.stop_requested();
}

// How often each status came; 0 where the connection ended without an answer.
class Statuses {
 public:
  void add(int status) { ++counts_.at(static_cast<std::size_t>(status)); }
  std::int64_t operator[](int status) const { return counts_.at(static_cast<std::size_t>(status)); }
  std::int64_t all() const {
    std::int64_t sum = 0;
    for (const auto& count : counts_) sum += count;
    return sum;
  }
  // "413: 12, 503: 3"
  std::string text() const {
    std::string text;
    for (std::size_t status = 0; status < counts_.size(); ++status)
      if (counts_[status] > 0)
        text += (text.empty() ? "" : ", ") + std::to_string(status) + ": " + std::to_string(counts_[status]);
    return text;
  }
  // Whether there were these statuses and no others.
  bool only(std::initializer_list<int> allowed) const {
    std::int64_t sum = 0;
    for (const int status : allowed) sum += (*this)[status];
    return sum == all();
  }

 private:
  std::array<std::atomic<std::int64_t>, 600> counts_{};
};

// The same request again and again on one connection; a new one when it ends.
inline void hammer(const std::stop_token& stop, int port, const std::string& request, Statuses& statuses) {
  std::unique_ptr<HttpConnection> connection;
  while (!stop.stop_requested()) {
    try {
      if (!connection) connection = std::make_unique<HttpConnection>(port);
      connection->send(request);
      const HttpAnswer answer = connection->answer();
      statuses.add(answer.status);
      if (answer.header("connection") == "close") connection.reset();
    } catch (const std::exception&) {
      statuses.add(0);
      connection.reset();
    }
  }
}

// One request at each beat, with how long each took from its beat on: who is late has waited.
class Paced {
 public:
  Paced(int port, std::string request, std::chrono::milliseconds beat)
      : port_(port), request_(std::move(request)), beat_(beat) {}

  void run(const std::stop_token& stop) {
    auto next = LoadClock::now();
    for (; wait_until(stop, next); next += beat_) {
      statuses.add(ask());
      took_.push_back(LoadClock::now() - next);
    }
  }

  // In milliseconds.
  double percentile(double part) {
    std::sort(took_.begin(), took_.end());
    const auto at = static_cast<std::size_t>(static_cast<double>(took_.size() - 1) * part);
    return std::chrono::duration<double, std::milli>(took_.at(at)).count();
  }
  // Those that were answered with 200 within this time.
  std::size_t served_within(std::chrono::milliseconds time) const {
    if (statuses[200] != statuses.all()) return static_cast<std::size_t>(statuses[200]);
    return static_cast<std::size_t>(
        std::count_if(took_.begin(), took_.end(), [&](const auto& one) { return one <= time; }));
  }

  Statuses statuses{};

 private:
  int ask() {
    try {
      if (!connection_) connection_ = std::make_unique<HttpConnection>(port_);
      connection_->send(request_);
      return connection_->answer().status;
    } catch (const std::exception&) {
      connection_.reset();
      return 0;
    }
  }

  const int port_;
  const std::string request_;
  const std::chrono::milliseconds beat_;
  std::unique_ptr<HttpConnection> connection_{};
  std::vector<LoadClock::duration> took_{};
};

// Many connections that send a byte of a header a second, each replaced when the server has had enough of it.
class Slowloris {
 public:
  Slowloris(int port, std::size_t connections) : port_(port), sockets_(connections, -1) {}
  ~Slowloris() {
    for (const int socket : sockets_)
      if (socket >= 0) ::close(socket);
  }
  Slowloris(const Slowloris&) = delete;
  Slowloris& operator=(const Slowloris&) = delete;

  void run(const std::stop_token& stop) {
    auto next = LoadClock::now();
    for (; wait_until(stop, next); next += std::chrono::seconds(1))
      for (int& socket : sockets_) dribble(socket);
  }

  Statuses statuses{};

 private:
  void dribble(int& socket) {
    if (socket < 0) socket = connect();
    if (socket < 0) return;
    char answer[4096];
    const ssize_t got = ::recv(socket, answer, sizeof answer, MSG_DONTWAIT);
    const bool cut = got >= 0 || ::send(socket, "X", 1, MSG_NOSIGNAL | MSG_DONTWAIT) < 0;
    if (!cut) return;
    statuses.add(got > 12 ? std::stoi(std::string(answer + 9, 3)) : 0);
    ::close(socket);
    socket = -1;
  }

  int connect() const {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port_));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (made >= 0 && ::connect(made, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return made;
    if (made >= 0) ::close(made);
    return -1;
  }

  const int port_;
  std::vector<int> sockets_;
};

}  // namespace crm::test
