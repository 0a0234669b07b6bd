// A request and its answer, free of any HTTP library.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rest::http {

struct Header {
  std::string name, value;
};

struct Request {
  std::string method;           // "GET"
  std::string target;           // path and query, as they came
  std::vector<Header> headers;  // names in lower case
  std::string body;
  std::string peer;  // the address at the other end of the connection

  // Empty: there is none.
  std::string_view header(std::string_view name) const {
    for (const Header& header : headers)
      if (header.name == name) return header.value;
    return {};
  }
  // What was said last, when a header stands in several lines: each hop adds its own behind the others.
  std::string_view last_header(std::string_view name) const {
    const auto found = std::find_if(headers.rbegin(), headers.rend(),
                                    [&](const Header& header) { return header.name == name; });
    return found == headers.rend() ? std::string_view() : found->value;
  }
};

struct Response {
  int status = 200;
  std::string body{};
  std::string content_type = "application/json";
  std::vector<Header> headers{};
  // In the place of `body`: a text that is there as long as the program, of which no copy is made for each
  // who asks.
  std::string_view lasting_body{};
};

// Called once, from any thread.
using Respond = std::function<void(Response)>;
// Called on a thread of the server, which serves other connections too: it must not wait for anything.
using Handler = std::function<void(Request, Respond)>;

}  // namespace rest::http
