// A route: what is asked for, who may, and who answers.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <crm/auth.hpp>
#include <crm/database.hpp>

#include "http/message.hpp"
#include "http/target.hpp"
#include "refusal.hpp"

namespace rest {

struct Settings;

// Who may use a route. There is no default: a route that does not say it does not compile.
class Access {
 public:
  static constexpr Access everyone() { return Access(crm::Rights{}, false); }
  static constexpr Access whoever_may(crm::Rights rights) { return Access(rights, true); }
  // Whoever is known, even who may do nothing else yet.
  static constexpr Access everyone_known() { return Access(crm::Rights{}, true); }

  constexpr bool needs_credential() const { return needs_credential_; }
  constexpr crm::Rights rights() const { return rights_; }

 private:
  constexpr Access(crm::Rights rights, bool needs_credential)
      : rights_(rights), needs_credential_(needs_credential) {}

  crm::Rights rights_;
  bool needs_credential_;
};

// What a route does to the thread that it runs on.
enum class Work {
  computes,  // never waits
  reads,     // waits for a database that is not in this process
  reveals,   // reads, and writes an audit row for whoever may see whole SSNs
  writes,    // waits for a disk
  hashes,    // is slow on purpose: passwords
};

class Service;

// One request on its way through a handler.
struct Exchange {
  Service& service;
  const http::Request& request;
  const http::Target& target;
  const crm::Principal& who;
  std::string_view request_id;
  crm::Session session;
  std::vector<std::string_view> places{};  // what stands for {id} and the like, in the order of the pattern
  std::vector<http::Header> headers{};     // of the answer

  // The n-th place as an id; 404 when it is no number.
  std::int64_t id(std::size_t place) const;
  std::string_view parameter(std::string_view name) const { return target.parameter(name); }
};

struct Answer {
  int status = 200;
  std::string body{};
  std::string content_type = "application/json";
  std::string_view lasting_body{};  // in the place of `body`: there as long as the program
  std::string_view cache_control = "no-store";
};

using Answering = Answer (*)(Exchange&);

// Whether sending a request again is made safe by the header Idempotency-Key.
enum class Repeatable { as_it_is, by_key };

// For the OpenAPI document: names of schemas there; empty: no body.
struct Documented {
  std::string_view tag, summary, takes = {}, gives = {};
  std::string_view parameters = {};  // names of query parameters, with blanks between
  Repeatable repeatable = Repeatable::as_it_is;
};

struct Route {
  std::string_view method, pattern;
  Access access;
  Work work;
  Answering answer;
  Documented documented;
  ErrorBody error_body = problem_body;
};

// Every route there is.
std::span<const Route> routes();

struct Found {
  const Route* route = nullptr;            // none: 404, or 405 when `allowed` says something
  std::vector<std::string_view> places{};  // views of the target's path
  std::string allowed{};                   // "GET, POST"
};

// HEAD is answered as GET is.
Found find_route(std::string_view method, const http::Target& target);

}  // namespace rest
