// Lanes (a thread with an io_context each), the door to them, and their end.
#include "server.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <crm/error.hpp>
#include <csignal>
#include <thread>
#include <vector>

#include "connection.hpp"

namespace rest::http {

namespace {

constexpr int kAccepts = 4;  // outstanding at any time, so that a burst of clients finds the door open

[[noreturn]] void refuse(const std::string& sentence, const char* field) {
  throw crm::Error(crm::Code::invalid_argument, sentence, field);
}

net::ssl::context make_tls(const ServerOptions& options) {
  net::ssl::context tls(net::ssl::context::tls_server);
  if (options.certificate_file.empty()) return tls;
  error_code error;
  SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_2_VERSION);
  // What was recorded stays secret when the private key is lost; TLS 1.3 has no others.
  SSL_CTX_set_cipher_list(tls.native_handle(), "ECDHE+AESGCM:ECDHE+CHACHA20");
  tls.use_certificate_chain_file(options.certificate_file, error);
  if (error)
    refuse("The certificate cannot be read: a PEM file with the chain is expected.", "tls-certificate");
  tls.use_private_key_file(options.key_file, net::ssl::context::pem, error);
  const X509* certificate = SSL_CTX_get0_certificate(tls.native_handle());
  const EVP_PKEY* key = SSL_CTX_get0_privatekey(tls.native_handle());
  // OpenSSL takes a certificate and a key of different kinds side by side.
  if (error || certificate == nullptr || key == nullptr || X509_check_private_key(certificate, key) != 1)
    refuse("The certificate's private key cannot be read, or is another certificate's.", "tls-key");
  return tls;
}

net::ip::tcp::endpoint endpoint_of(const ServerOptions& options) {
  error_code error;
  const auto address = net::ip::make_address(options.address, error);
  if (error) refuse("The address to bind to is an IP address, as in 127.0.0.1 or ::.", "bind");
  return {address, options.port};
}

}  // namespace

struct Server::Impl {
  Impl(ServerOptions options, Handler handler)
      : shared{std::move(options), std::move(handler)},
        lanes(shared.options.threads),
        tls(make_tls(shared.options)),
        acceptor(lanes.front().context),
        signals(lanes.front().context, SIGINT, SIGTERM) {
    listen(endpoint_of(shared.options));
  }

  void listen(const net::ip::tcp::endpoint& endpoint) {
    error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(net::socket_base::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(net::socket_base::max_listen_connections, error);
    if (error)
      throw crm::Error(
          crm::Code::unavailable,
          "Cannot listen on " + shared.options.address + ":" + std::to_string(endpoint.port()) +
              ": another program may have the port, or it may need more rights. Take another one.",
          "port");
  }

  void accept() {
    Lane& lane = lanes[next_lane++ % lanes.size()];
    acceptor.async_accept(lane.context, [this, &lane](error_code error, Socket socket) {
      if (error == net::error::operation_aborted) return;
      if (error) return accept_later();
      begin(lane, std::move(socket));
      accept();
    });
  }

  // The system has no file descriptor left, say: asking again at once would only burn the processor.
  void accept_later() {
    const auto timer = std::make_shared<net::steady_timer>(lanes.front().context, kAcceptPause);
    timer->async_wait([this, timer](error_code) {
      if (!shared.stopping) accept();
    });
  }

  void begin(Lane& lane, Socket socket) {
    net::dispatch(lane.context,
                  [connection = make_connection(lane, std::move(socket))] { connection->start(); });
  }

  std::shared_ptr<AnyConnection> make_connection(Lane& lane, Socket socket) {
    if (shared.options.certificate_file.empty())
      return std::make_shared<Connection<Socket>>(shared, lane, std::move(socket));
    return std::make_shared<Connection<TlsStream>>(shared, lane, std::move(socket), tls);
  }

  void run() {
    std::vector<net::executor_work_guard<net::io_context::executor_type>> open;
    for (Lane& lane : lanes) {
      open.push_back(net::make_work_guard(lane.context));
      tick(lane);
    }
    for (int i = 0; i < kAccepts; ++i) accept();
    signals.async_wait([this, &open](error_code error, int) {
      if (!error) stop(open);
    });
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < lanes.size(); ++i)
      threads.emplace_back([this, i] { lanes[i].context.run(); });
    lanes.front().context.run();
  }

  void tick(Lane& lane) {
    lane.clock.expires_after(kTick);
    lane.clock.async_wait([this, &lane](error_code error) {
      if (error || (shared.stopping && lane.connections.empty())) return;
      const auto now = Clock::now();
      for (AnyConnection* connection : lane.connections) connection->look_at_clock(now);
      if (&lane == &lanes.front()) shared.options.tick();
      tick(lane);
    });
  }

  // New connections are not taken; each lane ends with its last connection, or when time is up.
  template <class Guards>
  void stop(Guards& open) {
    shared.stopping = true;
    error_code ignored;
    acceptor.close(ignored);
    for (Lane& lane : lanes) net::post(lane.context, [this, &lane] { stop(lane); });
    open.clear();
  }

  void stop(Lane& lane) {
    for (AnyConnection* connection : lane.connections) connection->stop();
    auto timer = std::make_shared<net::steady_timer>(lane.context, kStopLook);
    look_for_end(lane, timer, Clock::now() + shared.options.limits.stop_time);
  }

  void look_for_end(Lane& lane, std::shared_ptr<net::steady_timer> timer, Clock::time_point latest) {
    if (lane.connections.empty()) return static_cast<void>(lane.clock.cancel());
    if (Clock::now() > latest) return lane.context.stop();
    timer->expires_after(kStopLook);
    timer->async_wait([this, &lane, timer, latest](error_code) { look_for_end(lane, timer, latest); });
  }

  static constexpr std::chrono::milliseconds kTick{100}, kStopLook{20}, kAcceptPause{100};

  Shared shared;
  std::vector<Lane> lanes;
  net::ssl::context tls;
  net::basic_socket_acceptor<net::ip::tcp, net::io_context::executor_type> acceptor;
  net::signal_set signals;
  std::size_t next_lane = 0;
};

Server::Server(ServerOptions options, Handler handler)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(handler))) {}
Server::~Server() = default;

std::uint16_t Server::port() const { return impl_->acceptor.local_endpoint().port(); }
std::size_t Server::connections() const { return impl_->shared.connections; }
void Server::run() { impl_->run(); }

}  // namespace rest::http
