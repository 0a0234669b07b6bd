// The server's OpenAPI document, as far as tests need it: what each route's answers look like.
#pragma once

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "rest/http_client.hpp"

namespace crm::test {

class Document {
 public:
  explicit Document(nlohmann::json document) : document_(std::move(document)) {}

  const nlohmann::json& json() const { return document_; }

  // What is wrong with the answer; empty: nothing. Routes that the document does not have are not looked at.
  std::vector<std::string> faults(const std::string& method, const std::string& target,
                                  const HttpAnswer& answer) const {
    const nlohmann::json* operation = find(method, target.substr(0, target.find('?')));
    if (operation == nullptr || answer.body.empty()) return {};
    const auto& responses = operation->at("responses");
    std::string status = std::to_string(answer.status);
    if (answer.status < 300 && responses.contains("2XX")) status = "2XX";
    if (answer.status < 300 && !responses.contains(status))
      return {"the status " + status + " is not documented"};
    const auto& content =
        (responses.contains(status) ? responses.at(status) : responses.at("default")).at("content");
    const std::string type = answer.header("content-type").substr(0, answer.header("content-type").find(';'));
    if (!content.contains(type) && status != "503") return {"the type " + type + " is not documented"};
    std::vector<std::string> found;
    if (content.contains(type) && content.at(type).contains("schema"))
      check(content.at(type).at("schema"), answer.json(), "$", found);
    return found;
  }

 private:
  static std::vector<std::string> segments(const std::string& path) {
    std::vector<std::string> found;
    for (std::size_t start = 1; start < path.size();) {
      const std::size_t end = std::min(path.find('/', start), path.size());
      if (end > start) found.push_back(path.substr(start, end - start));
      start = end + 1;
    }
    return found;
  }

  const nlohmann::json* find(const std::string& method, const std::string& path) const {
    std::string verb = method;
    for (char& letter : verb) letter = static_cast<char>(letter - 'A' + 'a');
    const auto wanted = segments(path);
    for (const auto& [pattern, operations] : document_.at("paths").items()) {
      const auto parts = segments(pattern);
      bool fits = parts.size() == wanted.size();
      for (std::size_t i = 0; fits && i < parts.size(); ++i)
        fits = parts[i].front() == '{' || parts[i] == wanted[i];
      if (fits && operations.contains(verb)) return &operations.at(verb);
    }
    return nullptr;
  }

  static bool is(const nlohmann::json& value, const std::string& type) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_boolean();
    if (type == "integer") return value.is_number_integer();
    if (type == "number") return value.is_number();
    return type == "null" && value.is_null();
  }

  static bool has_type(const nlohmann::json& types, const nlohmann::json& value) {
    if (types.is_string()) return is(value, types);
    return std::any_of(types.begin(), types.end(), [&](const auto& type) { return is(value, type); });
  }

  void check(const nlohmann::json& schema, const nlohmann::json& value, const std::string& place,
             std::vector<std::string>& found) const {
    if (schema.contains("$ref")) {
      const std::string name = schema.at("$ref").template get<std::string>().substr(21);
      return check(document_.at("components").at("schemas").at(name), value, place, found);
    }
    if (schema.contains("type") && !has_type(schema.at("type"), value))
      found.push_back(place + " is of another type");
    if (value.is_array() && schema.contains("items"))
      for (const auto& item : value) check(schema.at("items"), item, place + "[]", found);
    if (!value.is_object()) return;
    for (const auto& name : schema.value("required", nlohmann::json::array()))
      if (!value.contains(name))
        found.push_back(place + "." + name.template get<std::string>() + " is missing");
    const auto properties = schema.value("properties", nlohmann::json::object());
    for (const auto& [name, member] : value.items())
      if (properties.contains(name)) check(properties.at(name), member, place + "." + name, found);
  }

  nlohmann::json document_;
};

}  // namespace crm::test
