// A man in the middle of a PostgreSQL connection, who loses answers and cuts connections.
#pragma once

#include <atomic>
#include <list>
#include <string>
#include <string_view>
#include <thread>

#include "support/temp_folder.hpp"

namespace crm::test {

// Listens on a socket of its own and hands everything on to the tests' server. Threads: any.
class PostgresProxy {
 public:
  // server: a URL with host=folder and port, as the tests' servers have.
  explicit PostgresProxy(const std::string& server);
  ~PostgresProxy();
  PostgresProxy(const PostgresProxy&) = delete;
  PostgresProxy& operator=(const PostgresProxy&) = delete;

  // The server's URL with this in its place.
  const std::string& url() const { return url_; }

  // From now on each nth answer to a COMMIT is lost, with its connection; 0: none.
  void lose_commit_answers(int nth) { nth_commit_ = nth; }
  int lost_answers() const { return lost_; }

  enum class Way { to_server, to_client };
  // The connection on which so many more bytes have gone this way is cut, once. Below 0: none is.
  void cut_after(Way way, long long bytes) { left_to_cut(way) = bytes; }
  // Whether a cut is still to come.
  bool waits_to_cut(Way way) { return left_to_cut(way) >= 0; }

 private:
  // A connection that is handed on, until it has ended.
  struct Served {
    std::thread thread;
    std::atomic<bool> ended = false;
  };

  void accept_all();
  void forget_ended();
  void serve(int client);
  bool hand_on(int from, int to, Way way);
  bool is_to_be_lost(std::string_view answer);
  std::atomic<long long>& left_to_cut(Way way) { return left_to_cut_[way == Way::to_server ? 0 : 1]; }

  const TempFolder folder_;
  std::string server_path_, url_;
  int listener_ = -1;
  int stop_[2] = {-1, -1};
  std::atomic<int> nth_commit_ = 0, commits_ = 0, lost_ = 0;
  std::atomic<long long> left_to_cut_[2] = {-1, -1};
  std::list<Served> served_;  // the acceptor's, while there is one
  std::thread acceptor_;
};

}  // namespace crm::test
