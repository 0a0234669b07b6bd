// The paths, from the table of routes.
#include "openapi.hpp"

#include <crm/database.hpp>
#include <crm/json_writer.hpp>

#include "handlers.hpp"
#include "openapi_schemas.hpp"
#include "route.hpp"

namespace rest {

namespace {

using crm::json::Writer;

void append_schema_named(Writer& out, std::string_view name) {
  out.key("schema").begin_object();
  if (name.ends_with("[]")) {
    out.key("type").value("array").key("items").begin_object();
    out.key("$ref")
        .value("#/components/schemas/" + std::string(name.substr(0, name.size() - 2)))
        .end_object();
  } else {
    out.key("$ref").value("#/components/schemas/" + std::string(name));
  }
  out.end_object();
}

struct Parameter {
  std::string_view name, type, meaning;
};

// Of the query, where the name alone does not say it.
constexpr Parameter kParameters[] = {
    {"limit", "integer", "How many at most: 1 to 1000. Not said: 1000."},
    {"after", "string", "Where the page begins: the Link header of the page before holds it."},
    {"phone", "string", "Any of the customer's numbers, whole."},
    {"account", "string", "What the account number begins with."},
    {"name", "string", "What \"last name, first name\" begins with, in any letter case."},
    {"customer_id", "integer", "Whose."},
    {"min_days_past_due", "integer", "Overdue for this many days or more; the most overdue come first."},
    {"follow_up_due", "string",
     "An instant: what is to be followed up until then; the longest due come first."},
    {"caller_number", "string", "Who calls, in any form that people write."},
    {"erase", "string",
     "true: with everything of theirs, for good. Otherwise only a customer who has nothing."},
    {"reason", "string", "Why they are erased, for the audit trail; it must not say who they were."},
    {"loan_id", "integer", "Of this loan."},
    {"year", "integer", "Of this model year."},
};

Parameter parameter_named(std::string_view name) {
  for (const Parameter& known : kParameters)
    if (known.name == name) return known;
  return {name, "string", {}};
}

void append_parameter(Writer& out, std::string_view name, std::string_view place) {
  const Parameter parameter = place == "path" ? Parameter{name, "integer", {}} : parameter_named(name);
  out.begin_object().key("name").value(name).key("in").value(place);
  if (place == "path") out.key("required").value(true);
  if (!parameter.meaning.empty()) out.key("description").value(parameter.meaning);
  out.key("schema").begin_object().key("type").value(parameter.type).end_object().end_object();
}

void append_header(Writer& out, const char* name, const char* meaning) {
  out.begin_object().key("name").value(name).key("in").value("header").key("description").value(meaning);
  out.key("schema").begin_object().key("type").value("string").end_object().end_object();
}

void append_key_header(Writer& out) {
  append_header(
      out, "Idempotency-Key",
      "Your own name for this request: with your user name at most 200 characters. The same again with the "
      "same body gives the first answer and makes nothing twice; with another body it is a conflict (409).");
}

// Whether the route changes one record that is there.
bool changes_a_record(const Route& route) {
  return (route.method == "PUT" || route.method == "DELETE") && route.pattern.ends_with('}');
}

void append_headers_taken(Writer& out, const Route& route) {
  if (route.documented.repeatable == Repeatable::by_key) append_key_header(out);
  if (changes_a_record(route))
    append_header(out, "If-Match", "The record's ETag as you read it; with another one by now: 412.");
  if (route.documented.gives != "DeployState") return;
  append_header(out, "X-Hub-Signature-256", "sha256= and the HMAC-SHA256 of the body under the secret.");
  append_header(out, "X-GitHub-Delivery", "The delivery's id; each counts once.");
  append_header(out, "X-GitHub-Event", "push; others deploy nothing.");
}

// Calls take(word) for the words of a text, which `separator` separates.
template <class Take>
void each_word(std::string_view text, char separator, Take take) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (end > 0) take(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void append_parameters(Writer& out, const Route& route) {
  out.key("parameters").begin_array();
  each_word(route.pattern, '/', [&](std::string_view segment) {
    if (segment.front() == '{') append_parameter(out, segment.substr(1, segment.size() - 2), "path");
  });
  each_word(route.documented.parameters, ' ',
            [&](std::string_view name) { append_parameter(out, name, "query"); });
  append_headers_taken(out, route);
  out.end_array();
}

// Payments never change, so they have none.
bool tells_version(const Route& route) {
  const Documented& documented = route.documented;
  if (documented.tag == "Payments" || route.method == "DELETE") return false;
  return route.pattern.ends_with('}') || (documented.gives == "Created" && documented.tag != "Calls");
}

// Of the answer, where it has any of interest.
void append_headers_given(Writer& out, const Route& route) {
  const auto append = [&](const char* name, const char* meaning) {
    out.key(name).begin_object().key("description").value(meaning).key("schema").begin_object();
    out.key("type").value("string").end_object().end_object();
  };
  out.key("headers").begin_object();
  if (route.documented.gives.ends_with("[]")) append("Link", "Where the next page is; none: there is none.");
  if (tells_version(route))
    append("ETag", "The record's version, for If-Match; weak where more than the record is shown.");
  out.end_object();
}

void append_content(Writer& out, std::string_view gives, std::string_view type) {
  out.key("content").begin_object().key(type).begin_object();
  if (gives != "text") append_schema_named(out, gives);
  out.end_object().end_object();
}

void append_error(Writer& out, const Route& route, std::string_view status, const char* description) {
  out.key(status).begin_object().key("description").value(description);
  append_content(out, "Problem",
                 route.error_body == problem_body ? "application/problem+json" : "application/json");
  out.end_object();
}

// In its path, its body or its parameter.
bool names_a_record(const Route& route) {
  return route.pattern.find('{') != route.pattern.npos || route.documented.tag == "Calls" ||
         route.documented.takes == "NewLoan";
}

void append_errors(Writer& out, const Route& route) {
  if (!route.documented.takes.empty() || !route.documented.parameters.empty())
    append_error(out, route, "400", "A value that cannot be taken; `field` names it");
  if (route.access.needs_credential()) {
    append_error(out, route, "401", "No credential, or one that is not good");
    append_error(out, route, "403", "A right is missing");
    append_error(out, route, "429", "Too many requests; Retry-After says when to go on");
  }
  if (names_a_record(route)) append_error(out, route, "404", "There is no such record");
  if (route.method != "GET" && route.access.needs_credential())
    append_error(out, route, "409", "It does not fit what is stored");
  if (changes_a_record(route))
    append_error(out, route, "412", "The record has another version than If-Match");
  append_error(out, route, "default", "Another error");
}

// Whose success has a status of its own.
std::string_view success_of(const Route& route) {
  if (route.documented.gives == "Created") return "201";
  return route.documented.gives == "DeployState" ? "2XX" : "200";
}

std::string_view type_of_answer(const Route& route) {
  if (route.documented.gives != "text") return "application/json";
  if (route.pattern.ends_with(".js")) return "text/javascript";
  if (route.pattern.ends_with(".css")) return "text/css";
  return route.pattern == "/docs" ? "text/html" : "text/plain";
}

void append_security(Writer& out, const Route& route) {
  out.key("security").begin_array();
  if (route.access.needs_credential()) {
    out.begin_object().key("bearer").begin_array().end_array().end_object();
    out.begin_object().key("api_key").begin_array().end_array().end_object();
  }
  out.end_array();
  out.key("x-rights").value(names_of(route.access.rights()));
}

// "get_api_customers_id_phones": unique, because method and path are.
std::string operation_id(std::string method, std::string_view pattern) {
  each_word(pattern, '/', [&](std::string_view segment) {
    method += '_';
    for (const char letter : segment)
      if (letter != '{' && letter != '}') method += letter == '.' || letter == '-' ? '_' : letter;
  });
  return method;
}

void append_operation(Writer& out, const Route& route) {
  const Documented& documented = route.documented;
  std::string method(route.method);
  for (char& letter : method) letter = static_cast<char>(letter - 'A' + 'a');
  out.key(method).begin_object().key("tags").begin_array().value(documented.tag).end_array();
  out.key("operationId").value(operation_id(method, route.pattern));
  out.key("summary").value(documented.summary);
  append_parameters(out, route);
  if (!documented.takes.empty()) {
    out.key("requestBody").begin_object().key("required").value(true).key("content").begin_object();
    out.key("application/json").begin_object();
    append_schema_named(out, documented.takes);
    out.end_object().end_object().end_object();
  }
  out.key("responses").begin_object();
  out.key(success_of(route)).begin_object().key("description").value("Success");
  append_headers_given(out, route);
  append_content(out, documented.gives, type_of_answer(route));
  out.end_object();
  append_errors(out, route);
  out.end_object();
  append_security(out, route);
  out.end_object();
}

// Routes of one path stand together in the table.
void append_paths(Writer& out) {
  std::string_view open;
  for (const Route& route : routes()) {
    if (route.pattern != open) {
      if (!open.empty()) out.end_object();
      out.key(route.pattern).begin_object();
      open = route.pattern;
    }
    append_operation(out, route);
  }
  out.end_object();
}

std::string make_document() {
  std::string text;
  Writer out(text);
  out.begin_object().key("openapi").value("3.1.0").key("info").begin_object();
  out.key("title").value("libcrm REST server").key("version").value(crm::version());
  out.key("description").value("Customers, loans and calls of a loan-collection call centre.");
  out.key("license")
      .begin_object()
      .key("name")
      .value("MIT")
      .key("identifier")
      .value("MIT")
      .end_object()
      .end_object();
  out.key("paths").begin_object();
  append_paths(out);
  out.end_object().key("components").begin_object().key("schemas").begin_object();
  append_schemas(out);
  out.end_object().key("securitySchemes").begin_object();
  out.key("bearer").raw(
      R"({"type":"http","scheme":"bearer","description":"A token of /api/auth/login, or an API key."})");
  out.key("api_key").raw(R"({"type":"apiKey","in":"header","name":"X-API-Key"})");
  out.end_object().end_object().end_object();
  return text;
}

}  // namespace

const std::string& openapi_document() {
  static const std::string document = make_document();
  return document;
}

Answer openapi(Exchange&) { return {200, {}, "application/json", openapi_document()}; }

}  // namespace rest
