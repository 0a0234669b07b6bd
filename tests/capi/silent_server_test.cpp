// A database server that takes connections and never answers, as one behind a dead network does.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>

#include "c_api.hpp"

using namespace crm::test;

namespace {

// Listens on a port of its own, and says nothing.
class SilentServer {
 public:
  SilentServer() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(::listen(socket_, 100) == 0);
    REQUIRE(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port_ = ntohs(address.sin_port);
  }
  ~SilentServer() { ::close(socket_); }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;

  std::string url() const {
    return "postgresql://user:password@127.0.0.1:" + std::to_string(port_) + "/crm?sslmode=disable";
  }

 private:
  int socket_;
  int port_ = 0;
};

}  // namespace

TEST_CASE("a call to a server that never answers ends within its deadline and a tenth of a second") {
  const SilentServer server;
  const auto options = made<OptionsHandle>(crm_options_new);
  must([&](auto err) { return crm_options_set_url(options.get(), server.url().c_str(), CRM_NTS, err); });
  must([&](auto err) { return crm_options_set_pre_call_deadline_ms(options.get(), 200, err); });
  const auto database =
      made<DatabaseHandle>([&](auto out, auto err) { return crm_open(options.get(), out, err); });
  const auto session = made<SessionHandle>(
      [&](auto out, auto err) { return crm_session_new(database.get(), "test", CRM_NTS, out, err); });
  const auto start = std::chrono::steady_clock::now();
  crm_pre_call_answer* answer = nullptr;
  CHECK(said([&](auto err) { return crm_pre_call(session.get(), kJohnsNumber, CRM_NTS, &answer, err); }) ==
        "timeout");
  const auto took = std::chrono::steady_clock::now() - start;
  CHECK(took >= std::chrono::milliseconds(190));
  CHECK(took < std::chrono::milliseconds(300));
  CHECK(answer == nullptr);
}
