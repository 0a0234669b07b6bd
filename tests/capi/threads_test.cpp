// Sixteen threads at once on one database, and another that cancels their calls: for ThreadSanitizer, and for
// the promise that what was acknowledged is there, and what was cancelled is not.
#include <array>
#include <atomic>
#include <thread>
#include <vector>

#include "c_api.hpp"

using namespace crm::test;

namespace {

constexpr int kThreads = 16, kSteps = 45;

// One thread's part, on a session of its own. Nothing is checked here: Catch takes no checks from other
// threads.
class Part {
 public:
  Part(crm_database* database, crm_session* session, int64_t john, int number)
      : database_(database), session_(session), john_(john), number_(number) {}

  void run() {
    for (int step = 0; step < kSteps; ++step) {
      const crm_status status = (this->*kActs[static_cast<size_t>(step + number_) % kActs.size()])(step);
      if (status != CRM_OK && status != CRM_CANCELLED) unexpected_ = status;
    }
  }
  int acknowledged() const { return acknowledged_; }
  crm_status unexpected() const { return unexpected_; }

 private:
  using Act = crm_status (Part::*)(int step);

  crm_status post_call(int step) {
    const std::string json = R"({"call_id": ")" + std::to_string(number_) + "/" + std::to_string(step) +
                             R"(", "customer_id": )" + std::to_string(john_) + "}";
    const crm_status status = crm_post_call_json(session_, json.data(), json.size(), nullptr, nullptr);
    if (status == CRM_OK) ++acknowledged_;
    return status;
  }
  crm_status pre_call(int) {
    crm_pre_call_answer* answer = nullptr;
    const crm_status status = crm_pre_call(session_, kJohnsNumber, CRM_NTS, &answer, nullptr);
    crm_pre_call_answer_free(answer);
    return status;
  }
  crm_status list(int) {
    crm_text* text = nullptr;
    const crm_status status = crm_customer_list(session_, nullptr, &text, nullptr);
    crm_text_free(text);
    return status;
  }
  crm_status dashboard(int) {
    crm_text* text = nullptr;
    const crm_status status = crm_dashboard(session_, &text, nullptr);
    crm_text_free(text);
    return status;
  }
  crm_status refused(int) {
    crm_error* error = nullptr;
    const crm_status status = crm_customer_create(session_, "{", 1, nullptr, &error);
    crm_error_free(error);
    return status == CRM_INVALID_ARGUMENT ? CRM_OK : status;
  }
  crm_status another_session(int) {
    crm_session* session = nullptr;
    crm_status status = crm_session_new(database_, "another", CRM_NTS, &session, nullptr);
    crm_pre_call_answer* answer = nullptr;
    if (status == CRM_OK) status = crm_pre_call(session, kJohnsNumber, CRM_NTS, &answer, nullptr);
    crm_pre_call_answer_free(answer);
    crm_session_free(session);
    return status;
  }
  crm_status numbers(int) {
    crm_text* text = nullptr;
    const crm_status status = crm_statistics(database_, &text, nullptr);
    crm_text_free(text);
    return status;
  }
  crm_status health(int) {
    crm_text* text = nullptr;
    const crm_status status = crm_health(database_, &text, nullptr);
    crm_text_free(text);
    return status;
  }
  // Closes the connections under everybody's calls, as before a fork; each call opens what it needs again.
  crm_status close_connections(int) { return crm_before_fork(database_, nullptr); }

  static constexpr std::array<Act, 9> kActs{&Part::post_call, &Part::pre_call, &Part::list,
                                            &Part::dashboard, &Part::refused,  &Part::another_session,
                                            &Part::numbers,   &Part::health,   &Part::close_connections};

  crm_database* database_;
  crm_session* session_;
  int64_t john_;
  int number_;
  int acknowledged_ = 0;
  crm_status unexpected_ = CRM_OK;
};

// A busy machine must not turn this into a test of speed.
void patient(crm_options* options) {
  must([&](auto err) { return crm_options_set_deadline_ms(options, 60'000, err); });
  must([&](auto err) { return crm_options_set_pre_call_deadline_ms(options, 60'000, err); });
}

}  // namespace

TEST_CASE("sixteen threads do everything at once while another one cancels their calls", "[threads]") {
  const OpenDatabase database(patient);
  const int64_t john = create_john(database.session().get());
  std::vector<SessionHandle> sessions;
  std::vector<Part> parts;
  for (int t = 0; t < kThreads; ++t) {
    sessions.push_back(database.session());
    parts.emplace_back(database.get(), sessions.back().get(), john, t);
  }
  std::atomic<bool> done = false;
  std::thread canceller([&] {
    for (size_t i = 0; !done; ++i) {
      crm_session_cancel(sessions[i % sessions.size()].get(), nullptr);
      std::this_thread::yield();
    }
  });
  std::vector<std::thread> threads;
  for (Part& part : parts) threads.emplace_back([&part] { part.run(); });
  for (std::thread& thread : threads) thread.join();
  done = true;
  canceller.join();
  int acknowledged = 0;
  for (const Part& part : parts) {
    CHECK(crm_status_name(part.unexpected()) == std::string("ok"));
    acknowledged += part.acknowledged();
  }
  const auto session = database.session();
  CHECK(number_in(json_of([&](auto out, auto err) { return crm_dashboard(session.get(), out, err); }),
                  "total_interactions") == acknowledged);
}
