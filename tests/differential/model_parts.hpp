// What the files of the model share: how it refuses, how it finds, and how it cuts lists into pages.
#pragma once

#include <algorithm>

#include "differential/model.hpp"
#include "domain/record.hpp"
#include "json/record_json.hpp"

namespace crm::test {

[[noreturn]] inline void refuse(Code code, std::string field = {}) {
  throw Error(code, "The model refuses this.", std::move(field));
}

inline void check_limit(const PageRequest& page) {
  if (page.limit < 1 || page.limit > 1000) refuse(Code::invalid_argument, "limit");
}

// A page's next is the number of rows before it.
template <class R>
Page<R> cut(const std::vector<R>& rows, const PageRequest& page) {
  check_limit(page);
  if (page.after.find_first_not_of("0123456789") != page.after.npos) refuse(Code::invalid_argument, "after");
  const std::size_t begin = page.after.empty() ? 0 : std::stoul(page.after);
  const std::size_t end = std::min(rows.size(), begin + page.limit);
  Page<R> cut;
  for (std::size_t i = begin; i < end; ++i) cut.items.push_back(rows[i]);
  if (end < rows.size()) cut.next = std::to_string(end);
  return cut;
}

// Those of a map's values that pass, in the order of the keys.
template <class Map, class Passes>
auto those(const Map& map, Passes passes) {
  std::vector<typename Map::mapped_type> found;
  for (const auto& [key, value] : map)
    if (passes(value)) found.push_back(value);
  return found;
}

template <class R>
std::vector<R> Model::of(CustomerId owner) const {
  return those(all<R>(), [&](const R& record) { return record.customer_id == owner; });
}

template <class R>
std::optional<R> Model::find(Key<R> key) const {
  const auto found = all<R>().find(key);
  return found == all<R>().end() ? std::nullopt : std::optional(found->second);
}

template <class R, class K>
R Model::require(K key, ExpectedVersion version) const {
  const auto found = find(key);
  if (!found) refuse(Code::not_found, std::string(domain::record_name<R>) + "_id");
  if constexpr (requires { found->version; })
    if (version && *version != found->version) refuse(Code::conflict, "version");
  return *found;
}

template <class R>
void Model::stamp(R& record) {
  record.id.value = ++last_ids_[std::string(domain::record_name<R>)];
  record.created_at = clock_();
  if constexpr (requires { record.updated_at; }) record.updated_at = clock_();
}

template <class R>
void Model::say(std::string action, const R* before, const R* after) {
  const R& record = after != nullptr ? *after : *before;
  CustomerId customer;
  if constexpr (requires { record.customer_id; }) {
    customer = record.customer_id;
  } else {
    customer = record.id;
  }
  say(customer, std::move(action), domain::record_name<R>, record.id.value,
      json::changes_json(before, after));
}

// Throws before anything is written.
template <class R>
void Model::check_change(const R& before, const R& after) const {
  if (!domain::differ(before, after)) return;
  domain::check_record(after);
  check_links(before, after);
  check_unique(after);
}

// Of a record that a customer owns. False: nothing differs.
template <class R>
bool Model::change(const R& before, R& after) {
  if (!domain::differ(before, after)) return false;
  check_change(before, after);
  ++after.version;
  after.updated_at = clock_();
  rows<R>()[{after.customer_id, after.id}] = after;
  follow(before, after);
  say("update", &before, &after);
  return true;
}

}  // namespace crm::test
