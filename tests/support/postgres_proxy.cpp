#include "support/postgres_proxy.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <stdexcept>

#include "support/url_parameter.hpp"

namespace crm::test {

namespace {

constexpr std::string_view kCommitted(
    "C\0\0\0\x0b"
    "COMMIT\0",
    12);  // CommandComplete, as it stands on the wire

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) throw std::runtime_error("the socket's path is too long");
  path.copy(address.sun_path, path.size());
  return address;
}

int connect_to(const std::string& path) {
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_un address = address_of(path);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return socket;
  ::close(socket);
  return -1;
}

bool write_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

PostgresProxy::PostgresProxy(const std::string& server) {
  const std::string folder = url_parameter(server, "host"), port = url_parameter(server, "port");
  server_path_ = folder + "/.s.PGSQL." + port;
  url_ = server;
  url_.replace(url_.find(folder), folder.size(), folder_.path());
  const std::string path = folder_.path() + "/.s.PGSQL." + port;
  const sockaddr_un address = address_of(path);
  listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener_, 100) != 0 || ::pipe2(stop_, O_CLOEXEC) != 0)
    throw std::runtime_error("the proxy cannot listen");
  acceptor_ = std::thread([this] { accept_all(); });
}

PostgresProxy::~PostgresProxy() {
  ::close(stop_[1]);  // everybody's poll sees it
  acceptor_.join();
  for (Served& served : served_) served.thread.join();
  ::close(stop_[0]);
  ::close(listener_);
}

void PostgresProxy::accept_all() {
  for (;;) {
    pollfd waits[] = {{listener_, POLLIN, 0}, {stop_[0], POLLIN, 0}};
    ::poll(waits, 2, -1);
    if (waits[1].revents != 0) return;
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    forget_ended();
    Served& served = served_.emplace_back();
    served.thread = std::thread([this, client, &served] {
      serve(client);
      served.ended = true;
    });
  }
}

void PostgresProxy::forget_ended() {
  served_.remove_if([](Served& served) {
    if (!served.ended) return false;
    served.thread.join();
    return true;
  });
}

void PostgresProxy::serve(int client) {
  const int server = connect_to(server_path_);
  while (server >= 0) {
    pollfd waits[] = {{client, POLLIN, 0}, {server, POLLIN, 0}, {stop_[0], POLLIN, 0}};
    ::poll(waits, 3, -1);
    if (waits[2].revents != 0) break;
    if (waits[0].revents != 0 && !hand_on(client, server, Way::to_server)) break;
    if (waits[1].revents != 0 && !hand_on(server, client, Way::to_client)) break;
  }
  ::close(client);
  if (server >= 0) ::close(server);
}

// False: the connection ends here.
bool PostgresProxy::hand_on(int from, int to, Way way) {
  char buffer[16384];
  const ssize_t size = ::read(from, buffer, sizeof buffer);
  if (size <= 0) return false;
  std::string_view bytes(buffer, static_cast<std::size_t>(size));
  if (way == Way::to_client && is_to_be_lost(bytes)) return false;
  std::atomic<long long>& left = left_to_cut(way);
  const bool cut = left >= 0 && size >= left;
  if (cut) bytes = bytes.substr(0, static_cast<std::size_t>(left.exchange(-1)));
  if (left >= 0) left -= size;
  return write_all(to, bytes) && !cut;
}

bool PostgresProxy::is_to_be_lost(std::string_view answer) {
  const int nth = nth_commit_;
  if (nth == 0 || answer.find(kCommitted) == answer.npos) return false;
  if (++commits_ % nth != 0) return false;
  ++lost_;
  return true;
}

}  // namespace crm::test
