// The C interface as tests use it: handles that free themselves, and answers or the refusal.
#pragma once

#include <crm.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "support/temp_folder.hpp"

namespace crm::test {

template <class T, void (*release)(T*)>
struct Freed {
  void operator()(T* handle) const { release(handle); }
};
using ErrorHandle = std::unique_ptr<crm_error, Freed<crm_error, crm_error_free>>;
using TextHandle = std::unique_ptr<crm_text, Freed<crm_text, crm_text_free>>;
using OptionsHandle = std::unique_ptr<crm_options, Freed<crm_options, crm_options_free>>;
using DatabaseHandle = std::unique_ptr<crm_database, Freed<crm_database, crm_close>>;
using SessionHandle = std::unique_ptr<crm_session, Freed<crm_session, crm_session_free>>;
using AnswerHandle =
    std::unique_ptr<crm_pre_call_answer, Freed<crm_pre_call_answer, crm_pre_call_answer_free>>;
using OutcomeHandle = std::unique_ptr<crm_outcome, Freed<crm_outcome, crm_outcome_free>>;
using ResultHandle = std::unique_ptr<crm_outcome_result, Freed<crm_outcome_result, crm_outcome_result_free>>;
using FilterHandle = std::unique_ptr<crm_filter, Freed<crm_filter, crm_filter_free>>;

// What a call said: "ok", or the status and the field, "invalid_argument url".
template <class Call>
std::string said(Call call) {
  crm_error* error = nullptr;
  const crm_status status = call(&error);
  const ErrorHandle freed(error);
  REQUIRE(crm_error_code(error) == status);
  REQUIRE((error == nullptr) == (status == CRM_OK));
  if (error == nullptr) return "ok";
  size_t len = 0;
  REQUIRE(std::string(crm_error_message(error, &len)).size() == len);
  REQUIRE(len > 10);
  const std::string field = crm_error_field(error, nullptr);
  return crm_status_name(status) + (field.empty() ? "" : " " + field);
}

template <class Call>
void must(Call call) {
  crm_error* error = nullptr;
  const crm_status status = call(&error);
  const ErrorHandle freed(error);
  INFO(crm_status_name(status) << ": " << (error ? crm_error_message(error, nullptr) : ""));
  REQUIRE(status == CRM_OK);
}

// What call(out, err) gives.
template <class Handle, class Call>
Handle made(Call call) {
  typename Handle::pointer out = nullptr;
  must([&](crm_error** err) { return call(&out, err); });
  REQUIRE(out != nullptr);
  return Handle(out);
}

template <class Call>
std::string json_of(Call call) {
  const auto text = made<TextHandle>(call);
  size_t len = 0;
  const char* data = crm_text_data(text.get(), &len);
  REQUIRE(data[len] == '\0');
  return {data, len};
}

inline std::string text(const char* given) { return given == nullptr ? "(none)" : given; }

// The server's empty database for the tests that run on PostgreSQL too, or NULL: see postgres_test.py.
inline const char* server_url() { return std::getenv("CRM_TEST_SERVER_DATABASE"); }

// An open database, a file in a folder of its own or the server's; migrated, and calls are allowed at any
// hour.
class OpenDatabase {
 public:
  using Configure = std::function<void(crm_options*)>;

  explicit OpenDatabase(const Configure& configure = {}) : handle_(open(configure)) {}

  crm_database* get() const { return handle_.get(); }
  std::string path() const { return folder_.file("crm.db"); }
  void close() { handle_.reset(); }
  std::string url() const { return server_url() != nullptr ? server_url() : "sqlite:///" + path(); }

  SessionHandle session(const std::string& actor = "test") const {
    return made<SessionHandle>([&](crm_session** out, crm_error** err) {
      return crm_session_new(handle_.get(), actor.data(), actor.size(), out, err);
    });
  }

 private:
  DatabaseHandle open(const Configure& configure) {
    const auto options = made<OptionsHandle>(crm_options_new);
    must([&](auto err) { return crm_options_set_url(options.get(), url().c_str(), CRM_NTS, err); });
    if (server_url() != nullptr) suit_server(options.get());
    must([&](auto err) { return crm_options_set_migrate(options.get(), 1, err); });
    must([&](auto err) { return crm_options_set_calling_hours(options.get(), 0, 86400, err); });
    if (configure) configure(options.get());
    return made<DatabaseHandle>(
        [&](crm_database** out, crm_error** err) { return crm_open(options.get(), out, err); });
  }

  // A key file, which it has not by itself, and patience with a server that serves all tests.
  void suit_server(crm_options* options) const {
    const std::string key = folder_.file("crm.key");
    must([&](auto err) { return crm_options_set_key_file(options, key.c_str(), CRM_NTS, err); });
    must([&](auto err) { return crm_options_set_deadline_ms(options, 60'000, err); });
    must([&](auto err) { return crm_options_set_pre_call_deadline_ms(options, 60'000, err); });
  }

  TempFolder folder_;
  DatabaseHandle handle_;
};

constexpr const char* kJohn =
    R"({"account_number": "1234567890", "first_name": "John", "last_name": "Doe", "state": "NY",)"
    R"( "primary_phone_number": "(555) 123-4567"})";
constexpr const char* kLoan =
    R"({"product_name": "Auto Loan", "due_amount": 1250.00, "contractual_installment_amount": 425.50,)"
    R"( "interest_late_fee": 25, "minimum_amount": 50, "due_date": "2026-01-31"})";
constexpr const char* kJohnsNumber = "+15551234567";

// The number behind "name": in a JSON text.
inline int64_t number_in(const std::string& json, const std::string& name) {
  const auto place = json.find("\"" + name + "\":");
  REQUIRE(place != std::string::npos);
  return std::stoll(json.substr(place + name.size() + 3));
}

inline int64_t create_john(crm_session* session) {
  return number_in(json_of([&](crm_text** out, crm_error** err) {
                     return crm_customer_create(session, kJohn, CRM_NTS, out, err);
                   }),
                   "id");
}

inline int64_t create_loan(crm_session* session, int64_t customer, const char* json = kLoan) {
  return number_in(json_of([&](crm_text** out, crm_error** err) {
                     return crm_loan_create(session, customer, json, CRM_NTS, out, err);
                   }),
                   "id");
}

inline AnswerHandle pre_call(crm_session* session, const std::string& number = kJohnsNumber) {
  return made<AnswerHandle>([&](crm_pre_call_answer** out, crm_error** err) {
    return crm_pre_call(session, number.data(), number.size(), out, err);
  });
}

}  // namespace crm::test
