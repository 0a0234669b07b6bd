// The schemas of records come from the shapes, those of small answers from docs/schemas.json.
#include "openapi_schemas.hpp"

#include <crm/json_value.hpp>

#include "docs_files.hpp"
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

// Of the forms that are not the field's own.
std::string_view description_of(const Member& member, const crm::FieldInfo& info) {
  switch (member.form) {
    case Form::national:
      return "A number without its country code, as an integer; null for one of another country. `phone` and "
             "`transfer_phone` have all.";
    case Form::digits:
      return "The postal code as an integer, without zeros in front; `postal_code` has it whole.";
    case Form::ssn:
      return "All nine digits as an integer, for callers with the right `personal`; null for others.";
    default:
      return info.description;
  }
}

template <class R>
void append_property(Writer& out, const Member& member, bool is_body) {
  const crm::FieldInfo& info = crm::fields_of<R>()[member.index];
  out.key(member.name).begin_object();
  const bool is_whole = info.type == "id" || info.type == "whole number";
  append_types(out, is_whole ? "integer" : type_of(member.form), may_be_null(member, info), is_body);
  if (info.type == "date" && !is_body) out.key("format").value("date");
  if (member.form == Form::list) out.key("items").begin_object().key("type").value("string").end_object();
  out.key("description").value(description_of(member, info)).end_object();
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

}  // namespace

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

}  // namespace rest
