// How the contract shows a record: which fields, under which names, in which form. Made from the library's
// field tables, so that a shape is nothing but a list of names.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <crm/error.hpp>
#include <crm/fields.hpp>
#include <crm/json_writer.hpp>

namespace rest {

enum class Form { text, number, flag, instant, national, digits, last4, ssn, list, object };

// The contract's word for a field, where it has one of its own, and what of the field it shows.
struct Alias {
  std::string_view name, field;
  Form form;
};
inline constexpr Alias kAliases[] = {
    {"primary_phone_number", "primary_phone_number", Form::national},
    {"transfer_phone_number", "transfer_phone_number", Form::national},
    {"phone", "primary_phone_number", Form::text},
    {"transfer_phone", "transfer_phone_number", Form::text},
    {"zip_code", "postal_code", Form::digits},
    {"ssn", "ssn", Form::ssn},
    {"ssn_last4", "ssn", Form::last4},
};

Form form_of(std::string_view type);

// What is not in the record itself.
struct Showing {
  std::string_view country;  // the default one
  std::string_view ssn{};    // nine digits; empty: not to be shown
};

// Appends the value in its form; `text` is what append_field_text says.
void append_value(crm::json::Writer& out, Form form, std::string_view text, const Showing& showing);

struct Member {
  std::string_view name;
  std::size_t index = 0;  // in fields_of<R>()
  Form form = Form::text;
};

template <class R>
Member member_of(std::string_view name) {
  const auto* alias = std::find_if(std::begin(kAliases), std::end(kAliases),
                                   [&](const Alias& one) { return one.name == name; });
  const bool aliased = alias != std::end(kAliases);
  const auto index = crm::field_index<R>(aliased ? alias->field : name);
  if (!index)
    throw crm::Error(crm::Code::misuse, "A shape names a field that the record does not have.",
                     std::string(name));
  return {name, *index, aliased ? alias->form : form_of(crm::fields_of<R>()[*index].type)};
}

// Threads: any; nothing changes once it is made.
template <class R>
class Shape {
 public:
  Shape(std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) members_.push_back(member_of<R>(name));
  }

  // Every field of the record.
  static Shape whole() {
    Shape shape({});
    for (const crm::FieldInfo& field : crm::fields_of<R>())
      shape.members_.push_back(member_of<R>(field.name));
    return shape;
  }
  // Every field that may be given.
  static Shape writable() {
    Shape shape({});
    for (const crm::FieldInfo& field : crm::fields_of<R>())
      if (field.access != crm::FieldAccess::read_only) shape.members_.push_back(member_of<R>(field.name));
    return shape;
  }

  // The members; the object around them is the caller's.
  void append(crm::json::Writer& out, const R& record, const Showing& showing) const {
    std::string text;
    for (const Member& member : members_) {
      text.clear();
      crm::append_field_text(record, member.index, text);
      out.key(member.name);
      append_value(out, member.form, text, showing);
    }
  }

  // Where there is no such record.
  void append_nothing(crm::json::Writer& out) const {
    for (const Member& member : members_) out.key(member.name).null();
  }

  const std::vector<Member>& members() const { return members_; }
  bool has(std::string_view name) const {
    return std::any_of(members_.begin(), members_.end(),
                       [&](const Member& member) { return member.name == name; });
  }

 private:
  std::vector<Member> members_{};
};

}  // namespace rest
