// Paths come from the table of routes, records from the shapes, small answers from docs/schemas.json.
#include "openapi.hpp"

#include <crm/database.hpp>
#include <crm/json_value.hpp>
#include <crm/json_writer.hpp>

#include "docs_files.hpp"
#include "handlers.hpp"
#include "route.hpp"
#include "shapes.hpp"

namespace rest {

namespace {

using crm::json::Writer;

// The JSON types of a form in answers; in bodies every value may also be a text, and null.
std::string_view type_of(Form form) {
  switch (form) {
    case Form::number:
      return "number";
    case Form::national:
    case Form::digits:
    case Form::ssn:
      return "integer";
    case Form::flag:
      return "boolean";
    case Form::list:
      return "array";
    case Form::object:
      return "object";
    default:
      return "string";
  }
}

// What may be null in an answer: what may be absent, and what is not shown to everybody or not in this form.
bool may_be_null(const Member& member, const crm::FieldInfo& info) {
  return info.optional || member.form == Form::ssn || member.form == Form::digits ||
         member.form == Form::national;
}

void append_types(Writer& out, std::string_view type, bool nullable, bool is_body) {
  if (!nullable && !is_body) {
    out.key("type").value(type);
    return;
  }
  out.key("type").begin_array().value(type);
  if (is_body && type != "string") out.value("string");
  if (is_body && type == "string") out.value("number");
  out.value("null").end_array();
}

template <class R>
void append_property(Writer& out, const Member& member, bool is_body) {
  const crm::FieldInfo& info = crm::fields_of<R>()[member.index];
  out.key(member.name).begin_object();
  const bool is_whole = info.type == "id" || info.type == "whole number";
  append_types(out, is_whole ? "integer" : type_of(member.form), may_be_null(member, info), is_body);
  if (info.type == "date" && !is_body) out.key("format").value("date");
  if (member.form == Form::list) out.key("items").begin_object().key("type").value("string").end_object();
  out.key("description").value(info.description).end_object();
}

template <class R>
void append_properties(Writer& out, const Shape<R>& shape, bool is_body) {
  for (const Member& member : shape.members()) append_property<R>(out, member, is_body);
}

void append_list_property(Writer& out, std::string_view name, std::string_view schema) {
  out.key(name).begin_object().key("type").value("array").key("items").begin_object().key("$ref");
  out.value("#/components/schemas/" + std::string(schema)).end_object().end_object();
}

// A record in an answer; every name is there, also when its value is null.
template <class R, class More>
void append_record(Writer& out, std::string_view name, const Shape<R>& shape,
                   std::initializer_list<std::string_view> also, More more) {
  out.key(name).begin_object().key("type").value("object").key("required").begin_array();
  for (const Member& member : shape.members()) out.value(member.name);
  for (const std::string_view other : also) out.value(other);
  out.end_array().key("properties").begin_object();
  append_properties(out, shape, false);
  more();
  out.end_object().end_object();
}

template <class R>
void append_record(Writer& out, std::string_view name, const Shape<R>& shape) {
  append_record(out, name, shape, {}, [] {});
}

template <class R>
void append_body(Writer& out, std::string_view name, const Shape<R>& shape,
                 std::initializer_list<std::string_view> required = {}) {
  out.key(name).begin_object().key("type").value("object");
  if (required.size() > 0) {
    out.key("required").begin_array();
    for (const std::string_view one : required) out.value(one);
    out.end_array();
  }
  out.key("properties").begin_object();
  append_properties(out, shape, true);
  if constexpr (std::is_same_v<R, crm::Loan>)
    out.key("customer_id").raw(R"({"type":["integer","string"],"description":"Whose; a loan cannot move."})");
  out.end_object().end_object();
}

// A record that is shown, and taken, with all its fields.
template <class R>
void append_both(Writer& out, const std::string& name) {
  append_record(out, name, shapes::whole<R>());
  append_body(out, name + "Fields", shapes::writable<R>());
}

// Answers and bodies that are no record: docs/schemas.json.
void append_written(Writer& out) {
  const crm::json::Value written = crm::json::parse(docs::schemas());
  for (const auto& [name, schema] : written.members()) {
    std::string text;
    crm::json::append(text, schema);
    out.key(name).raw(text);
  }
}

void append_schemas(Writer& out) {
  const auto loan_names = [&] {
    out.key("customer").raw(R"({"type":"string"})");
    out.key("vehicle").raw(R"({"type":["string","null"]})");
  };
  const auto owned = [&] {
    append_list_property(out, "loans", "LoanOfCustomer");
    append_list_property(out, "interactions", "InteractionOfCustomer");
  };
  append_record(out, "CustomerRow", shapes::customer_row());
  append_record(out, "Customer", shapes::customer_detail(), {"loans", "interactions"}, owned);
  append_record(out, "LoanOfCustomer", shapes::loan_of_customer());
  append_record(out, "InteractionOfCustomer", shapes::interaction_of_customer());
  append_record(out, "LoanRow", shapes::loan_row(), {"customer", "vehicle"}, loan_names);
  append_record(out, "Loan", shapes::loan_detail(), {"customer", "vehicle"}, loan_names);
  append_record(out, "Interaction", shapes::interaction_row());
  append_record(out, "InteractionDetail", shapes::interaction_detail());
  append_body(out, "CustomerFields", shapes::customer_writable());
  append_body(out, "LoanFields", shapes::loan_writable());
  append_body(out, "NewLoan", shapes::loan_writable(),
              {"customer_id", "product_name", "due_amount", "contractual_installment_amount",
               "interest_late_fee", "minimum_amount", "due_date"});
  append_body(out, "InteractionFields", shapes::interaction_writable());
  append_both<crm::CustomerPhone>(out, "Phone");
  append_both<crm::Vehicle>(out, "Vehicle");
  append_both<crm::CustomerNote>(out, "Note");
  append_both<crm::Payment>(out, "Payment");
  append_written(out);
}

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

void append_parameter(Writer& out, std::string_view name, std::string_view place) {
  out.begin_object().key("name").value(name).key("in").value(place);
  if (place == "path") out.key("required").value(true);
  const bool whole =
      place == "path" || name == "limit" || name == "customer_id" || name == "min_days_past_due";
  out.key("schema").begin_object().key("type").value(whole ? "integer" : "string").end_object().end_object();
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

// Of the answer, where it has any of interest.
void append_headers_given(Writer& out, const Route& route) {
  const auto append = [&](const char* name, const char* meaning) {
    out.key(name).begin_object().key("description").value(meaning).key("schema").begin_object();
    out.key("type").value("string").end_object().end_object();
  };
  out.key("headers").begin_object();
  if (route.documented.gives.ends_with("[]")) append("Link", "Where the next page is; none: there is none.");
  if (route.pattern.ends_with('}') && route.method != "DELETE")
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

void append_errors(Writer& out, const Route& route) {
  if (!route.documented.takes.empty() || !route.documented.parameters.empty())
    append_error(out, route, "400", "A value that cannot be taken; `field` names it");
  if (route.access.needs_credential()) {
    append_error(out, route, "401", "No credential, or one that is not good");
    append_error(out, route, "403", "A right is missing");
    append_error(out, route, "429", "Too many requests; Retry-After says when to go on");
  }
  if (route.pattern.find('{') != route.pattern.npos)
    append_error(out, route, "404", "There is no such record");
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

void append_operation(Writer& out, const Route& route) {
  const Documented& documented = route.documented;
  std::string method(route.method);
  for (char& letter : method) letter = static_cast<char>(letter - 'A' + 'a');
  out.key(method).begin_object().key("tags").begin_array().value(documented.tag).end_array();
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
