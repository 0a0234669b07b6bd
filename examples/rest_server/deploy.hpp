// The deploy webhook: a signed push to the right branch runs the operator's command, one at a time, without a
// shell.
#pragma once

#include <atomic>
#include <fstream>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "workers.hpp"

namespace rest {

struct DeploySettings {
  std::string secret{};                // empty: the webhook is off
  std::vector<std::string> command{};  // program and arguments
  std::string branch = "main";
  std::string deliveries_file = "crm.deliveries";  // so that none counts twice, also after a restart
};

// Threads: any.
class Deploy {
 public:
  // Error(permission) when the file of deliveries cannot be written.
  explicit Deploy(DeploySettings settings);
  ~Deploy() { ending_ = true; }

  bool is_on() const { return !settings_.secret.empty() && !settings_.command.empty(); }
  bool is_signed(std::string_view body, std::string_view signature) const;
  bool is_branch(std::string_view ref) const { return ref == "refs/heads/" + settings_.branch; }
  // False: this delivery came before. Error(unavailable): it could not be written down.
  bool remember(const std::string& delivery);
  // False: one runs and one waits already, which is enough.
  bool start();
  // "never ran", "running", "succeeded", "failed"
  std::string_view state() const { return state_.load(); }

 private:
  void run();

  const DeploySettings settings_;
  std::mutex mutex_{};
  std::set<std::string> deliveries_{};
  std::ofstream written_{};
  std::atomic<const char*> state_{"never ran"};
  std::atomic<bool> ending_{false};
  Workers worker_{1, 1};
};

}  // namespace rest
