// From a request to its answer: route, who asks, may they, the handler, errors.
#pragma once

#include <memory>

#include <crm/database.hpp>

#include "http/message.hpp"
#include "route.hpp"
#include "settings.hpp"
#include "workers.hpp"

namespace rest {

// Threads: handle() is called from the server's threads.
class Service {
 public:
  Service(Settings settings, crm::Database database);

  void handle(http::Request request, http::Respond respond);
  // For what is no request that handle() could see.
  http::Response refuse(int status) const;

  const Settings& settings() const { return settings_; }
  crm::Database& database() { return database_; }

 private:
  struct Flight;
  using Flying = std::shared_ptr<Flight>;

  bool find(Flight& flight);
  void start(const Flying& flight);
  void hand_over(const Flying& flight, void (Service::*step)(const Flying&));
  void identify_and_run(const Flying& flight);
  void run(const Flying& flight);
  Answer answer(Flight& flight);
  crm::Principal identify(const Flight& flight) const;
  void authorize(const Flight& flight) const;
  void fail(Flight& flight, const Refusal& refusal);
  void finish(Flight& flight, Answer answer);

  const Settings settings_;
  crm::Database database_;
  Workers workers_;
};

}  // namespace rest
