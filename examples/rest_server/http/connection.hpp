// One connection: reads a request, hands it to the handler, writes the answer, again and again. For
// server.cpp.
//
// A connection lives on one thread's io_context; only `respond` is called from elsewhere.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <memory>
#include <optional>
#include <unordered_set>
#include <utility>

#include "server.hpp"
#include "wire.hpp"

namespace rest::http {

namespace net = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;

using Socket = net::basic_stream_socket<net::ip::tcp, net::io_context::executor_type>;
using TlsStream = beast::ssl_stream<Socket>;
using Clock = std::chrono::steady_clock;

class AnyConnection {
 public:
  virtual ~AnyConnection() = default;
  virtual void start() = 0;
  // Ends what takes longer than it may. Asked now and then, because a timer for each request would cost every
  // request.
  virtual void look_at_clock(Clock::time_point now) = 0;
  // Of the server's stop: an idle connection is closed, a busy one after its answer.
  virtual void stop() = 0;
};

// One thread's share of the work.
struct Lane {
  // Used by the lane's thread only. Stands first: connections that end with the context take their leave
  // here.
  std::unordered_set<AnyConnection*> connections{};
  net::io_context context{1};
  net::steady_timer clock{context};
};

// What all connections share.
struct Shared {
  const ServerOptions options;
  const Handler handler;
  std::atomic<std::size_t> connections{0};
  std::atomic<std::size_t> body_bytes{0};  // of the large ones that are read or worked on
  std::atomic<bool> stopping{false};
};

// A request's share of the memory for bodies. Small bodies need none, so that large ones never keep them out.
class Share {
 public:
  explicit Share(Shared& shared) : shared_(shared) {}
  ~Share() { give_back(); }
  Share(const Share&) = delete;
  Share& operator=(const Share&) = delete;

  // False: others have it all.
  bool take(std::size_t bytes) {
    if (bytes <= kSmallBody) return true;
    bytes_ = bytes;
    return (shared_.body_bytes += bytes) <= shared_.options.limits.all_bodies_bytes;
  }
  void give_back() { shared_.body_bytes -= std::exchange(bytes_, 0); }

 private:
  static constexpr std::size_t kSmallBody = 16 << 10;

  Shared& shared_;
  std::size_t bytes_ = 0;
};

template <class Stream>
class Connection final : public AnyConnection, public std::enable_shared_from_this<Connection<Stream>> {
 public:
  template <class... Tls>
  Connection(Shared& shared, Lane& lane, Socket&& socket, Tls&... tls)
      : shared_(shared),
        lane_(lane),
        stream_(std::move(socket), tls...),
        too_many_(++shared.connections > shared.options.limits.connections),
        share_(shared),
        buffer_(shared.options.limits.header_bytes + kReadBytes) {}
  ~Connection() override {
    lane_.connections.erase(this);
    --shared_.connections;
  }

  void start() override {
    lane_.connections.insert(this);
    error_code ignored;
    const auto endpoint = socket().remote_endpoint(ignored);
    peer_ = endpoint.address().to_string();
    socket().set_option(net::ip::tcp::no_delay(true), ignored);
    begin();
  }

  void stop() override {
    if (phase_ == Phase::waits) hang_up();
  }

  // Whoever has begun a request is told that it came too slowly.
  void look_at_clock(Clock::time_point now) override {
    if (now < latest_) return;
    if (phase_ != Phase::reads) return hang_up();
    late_ = true;
    error_code ignored;
    socket().cancel(ignored);
  }

 private:
  using Parser = beast::http::request_parser<beast::http::string_body>;

  // What is waited for: the next request or a handshake, the rest of a request, our own answer, the end.
  enum class Phase { waits, reads, answers, ends };

  Socket& socket() { return beast::get_lowest_layer(stream_); }
  auto self() { return this->shared_from_this(); }
  const Limits& limits() const { return shared_.options.limits; }

  void enter(Phase phase, std::chrono::seconds time) {
    phase_ = phase;
    late_ = false;
    latest_ = Clock::now() + time;
  }

  // Whatever runs on the socket ends with an error.
  void hang_up() {
    error_code ignored;
    socket().close(ignored);
  }

  void begin() {
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      enter(Phase::waits, limits().header_time);
      stream_.async_handshake(net::ssl::stream_base::server, [self = self()](error_code error) {
        if (!error) self->wait_for_request();
      });
    } else {
      wait_for_request();
    }
  }

  // The time for a header begins with its first byte, not with the end of the request before.
  void wait_for_request() {
    if (too_many_) return refuse(503);
    if (buffer_.size() > 0) return read_header();
    if (shared_.stopping) return;
    enter(Phase::waits, limits().idle_time);
    stream_.async_read_some(buffer_.prepare(kReadBytes),
                            [self = self()](error_code error, std::size_t bytes) {
                              if (error) return;
                              self->buffer_.commit(bytes);
                              self->read_header();
                            });
  }

  void read_header() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(limits().header_bytes));
    parser_->body_limit(limits().body_bytes);
    enter(Phase::reads, limits().header_time);
    beast::http::async_read_header(stream_, buffer_, *parser_,
                                   [self = self()](error_code error, std::size_t) {
                                     if (error) return self->refuse(error);
                                     self->read_body();
                                   });
  }

  void read_body() {
    if (const int status = unusable(parser_->get())) return refuse(status);
    if (!share_.take(parser_->content_length().value_or(parser_->chunked() ? limits().body_bytes : 0)))
      return refuse(503);
    enter(Phase::reads, limits().request_time);
    if (!expects_continue(parser_->get())) return read_rest();
    net::async_write(stream_, net::buffer(kContinue), [self = self()](error_code error, std::size_t) {
      if (!error) self->read_rest();
    });
  }

  void read_rest() {
    beast::http::async_read(stream_, buffer_, *parser_, [self = self()](error_code error, std::size_t) {
      if (error) return self->refuse(error);
      self->handle();
    });
  }

  void handle() {
    auto message = parser_->release();
    keep_alive_ = message.keep_alive();
    head_only_ = message.method() == beast::http::verb::head;
    phase_ = Phase::answers;
    latest_ = Clock::time_point::max();
    // The lane must not end while the answer is made elsewhere, and the connection must not end anywhere
    // else.
    auto respond = [self = self(),
                    lane_works = net::make_work_guard(lane_.context)](Response response) mutable {
      net::io_context& lane = self->lane_.context;
      net::dispatch(lane, [self = std::move(self), lane_works = std::move(lane_works),
                           response = std::move(response)]() mutable { self->write(std::move(response)); });
    };
    shared_.handler(to_request(message, peer_), std::move(respond));
  }

  void refuse(const error_code& error) {
    if (const int status = late_ ? 408 : status_of(error)) refuse(status);
  }

  // What follows on the connection is not understood any more: it ends with the answer.
  void refuse(int status) {
    keep_alive_ = false;
    head_only_ = false;
    write(shared_.options.refusal(status, peer_));
  }

  void write(Response response) {
    if (shared_.stopping) keep_alive_ = false;
    share_.give_back();
    body_ = std::move(response.body);
    std::string_view body = response.lasting_body.empty() ? body_ : response.lasting_body;
    head_ = head_of(response, body.size(), keep_alive_);
    if (head_only_ || response.status == 204) body = {};
    enter(Phase::answers, limits().request_time);
    const std::array<net::const_buffer, 2> parts{net::buffer(head_), net::buffer(body)};
    net::async_write(stream_, parts, [self = self()](error_code error, std::size_t) {
      if (error) return;
      if (self->keep_alive_) return self->wait_for_request();
      self->close();
    });
  }

  // A client that still sends would not see the answer if the connection ended at once: what it sends is
  // thrown away for a while.
  void close() {
    enter(Phase::ends, kDrainTime);
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      stream_.async_shutdown([self = self()](error_code) {});
    } else {
      error_code ignored;
      socket().shutdown(net::ip::tcp::socket::shutdown_send, ignored);
      drain(kDrainReads);
    }
  }

  void drain(int reads) {
    if (reads == 0) return;
    buffer_.clear();
    stream_.async_read_some(buffer_.prepare(kReadBytes),
                            [self = self(), reads](error_code error, std::size_t) {
                              if (!error) self->drain(reads - 1);
                            });
  }

  static constexpr std::size_t kReadBytes = 4096;
  static constexpr int kDrainReads = 1024;
  static constexpr std::chrono::seconds kDrainTime{2};

  Shared& shared_;
  Lane& lane_;
  Stream stream_;
  const bool too_many_;  // and those that were there before go on
  Share share_;
  beast::flat_buffer buffer_;  // what is not understood yet: headers, and the lines between chunks
  std::optional<Parser> parser_{};
  std::string peer_{}, head_{}, body_{};
  Phase phase_ = Phase::waits;
  Clock::time_point latest_ = Clock::time_point::max();
  bool late_ = false, keep_alive_ = false, head_only_ = false;
};

}  // namespace rest::http
