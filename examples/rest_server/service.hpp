// From a request to its answer: route, who asks, may they, the handler, errors.
#pragma once

#include <atomic>
#include <memory>

#include <crm/database.hpp>

#include "deploy.hpp"
#include "door.hpp"
#include "http/message.hpp"
#include "metrics.hpp"
#include "rates.hpp"
#include "route.hpp"
#include "settings.hpp"
#include "workers.hpp"

namespace rest {

// Threads: handle() is called from the server's threads.
class Service {
 public:
  Service(Settings settings, crm::Database database);
  ~Service();

  void handle(http::Request request, http::Respond respond);
  // For what is no request that handle() could see.
  http::Response refuse(int status, const std::string& peer);
  // Now and then. To be called often; does not wait.
  void store_key_uses();

  const Settings& settings() const { return settings_; }
  crm::Database& database() { return database_; }
  Door& door() { return door_; }
  Deploy& deploy() { return deploy_; }
  const Metrics& metrics() const { return metrics_; }
  std::size_t waiting() const { return workers_.waiting() + hashers_.waiting(); }

 private:
  struct Flight;
  using Flying = std::shared_ptr<Flight>;

  bool find(Flight& flight);
  void answer_preflight(Flight& flight);
  void start(const Flying& flight);
  void hand_over(Workers& workers, const Flying& flight, void (Service::*step)(const Flying&));
  void identify_and_run(const Flying& flight);
  void run(const Flying& flight);
  // Runs the step, and answers what it throws.
  template <class Step>
  bool guarded(Flight& flight, Step step);
  Answer answer(Flight& flight);
  void let_in(Flight& flight);
  crm::Principal identify(const Flight& flight);
  void limit(const Flight& flight);
  void fail(Flight& flight, const Refusal& refusal, std::string_view for_operator = {});
  void finish(Flight& flight, Answer answer, std::string_view for_operator = {});
  void store_key_uses_now();

  const Settings settings_;
  crm::Database database_;
  Door door_;
  Deploy deploy_;
  Rates rates_, login_rates_;
  Metrics metrics_{};
  std::atomic<std::int64_t> uses_stored_at_{0};  // seconds of the steady clock
  Workers workers_;
  Workers hashers_;
};

}  // namespace rest
