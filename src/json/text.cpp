// From Value back to text: as it stood, and in the one form that digests are made of.
#include <algorithm>

#include <crm/json_writer.hpp>
#include "json/number.hpp"
#include "json/value.hpp"

namespace crm::json {
namespace {

template <class List, class AppendOne>
void append_list(std::string& out, const List& list, AppendOne append_one) {
  bool first = true;
  for (const auto& element : list) {
    if (!std::exchange(first, false)) out += ',';
    append_one(element);
  }
}

template <class AppendValue>
void append_items(std::string& out, const Value::Items& items, AppendValue append_value) {
  out += '[';
  append_list(out, items, [&](const Value& item) { append_value(out, item); });
  out += ']';
}

using MemberPointers = std::vector<const Value::Members::value_type*>;

MemberPointers in_order(const Value::Members& members) {
  MemberPointers pointers;
  pointers.reserve(members.size());
  for (const auto& member : members) pointers.push_back(&member);
  return pointers;
}

MemberPointers sorted(const Value::Members& members) {
  auto pointers = in_order(members);
  std::sort(pointers.begin(), pointers.end(), [](auto* a, auto* b) { return a->first < b->first; });
  return pointers;
}

template <class AppendValue>
void append_members(std::string& out, const MemberPointers& members, AppendValue append_value) {
  out += '{';
  append_list(out, members, [&](const auto* member) {
    append_string(out, member->first);
    out += ':';
    append_value(out, member->second);
  });
  out += '}';
}

void append_canonical(std::string& out, const Value& value) {
  switch (value.kind()) {
    case Kind::number:
      out += canonical_number(value.number_text());
      break;
    case Kind::array:
      append_items(out, value.items(), append_canonical);
      break;
    case Kind::object:
      append_members(out, sorted(value.members()), append_canonical);
      break;
    default:
      append(out, value);
  }
}

}  // namespace

void append(std::string& out, const Value& value) {
  switch (value.kind()) {
    case Kind::null:
      out += "null";
      break;
    case Kind::boolean:
      out += value.boolean() ? "true" : "false";
      break;
    case Kind::number:
      out += value.number_text();
      break;
    case Kind::string:
      append_string(out, value.string());
      break;
    case Kind::array:
      append_items(out, value.items(), append);
      break;
    case Kind::object:
      append_members(out, in_order(value.members()), append);
      break;
  }
}

std::string canonical(const Value& value) {
  std::string out;
  append_canonical(out, value);
  return out;
}

}  // namespace crm::json
