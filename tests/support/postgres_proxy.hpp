// A man in the middle of a PostgreSQL connection, who loses answers and cuts connections.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

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

  // From now on the connection is cut after so many bytes, of both directions together; below 0: never.
  void cut_after(long long bytes) { bytes_left_ = bytes; }
  // How many bytes passed since the last cut_after(), of both directions together.
  long long passed() const { return passed_; }
  void count_anew() { passed_ = 0; }

 private:
  void accept_all();
  void serve(int client);
  bool hand_on(int from, int to, bool is_answer);
  bool is_to_be_lost(std::string_view answer);

  const TempFolder folder_;
  std::string server_path_, url_;
  int listener_ = -1;
  int stop_[2] = {-1, -1};
  std::atomic<int> nth_commit_ = 0, commits_ = 0, lost_ = 0;
  std::atomic<long long> bytes_left_ = -1, passed_ = 0;
  std::mutex mutex_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace crm::test
