// Every route of the server, from the document that it makes from its router: a new one is in these tests by
// itself.
#pragma once

#include <crm/auth.hpp>
#include <string>
#include <vector>

#include "rest/rest_server.hpp"

namespace crm::test {

struct Operation {
  std::string method, path;  // "PUT", "/api/customers/{id}"
  Rights needed{};
  bool open = false;  // to everyone

  bool takes_body() const { return method == "POST" || method == "PUT"; }
  std::string name() const { return method + " " + path; }
  // The path with these in its places, one after the other; the last one also in all that follow.
  std::string target(const std::vector<std::string>& places) const {
    std::string text = path;
    std::size_t place = 0;
    for (std::size_t at = text.find('{'); at != text.npos; at = text.find('{')) {
      text.replace(at, text.find('}') - at + 1, places.at(std::min(place, places.size() - 1)));
      ++place;
    }
    return text;
  }
};

inline std::vector<Operation> operations(const RestServer& server) {
  std::vector<Operation> found;
  for (const auto& [path, methods] : server.document().json().at("paths").items())
    for (const auto& [method, operation] : methods.items()) {
      std::string verb = method;
      for (char& letter : verb) letter = static_cast<char>(letter - 'a' + 'A');
      found.push_back({verb, path, rights_from(operation.at("x-rights").get<std::string>()),
                       operation.at("security").empty()});
    }
  return found;
}

}  // namespace crm::test
