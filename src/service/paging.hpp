// Keyset paging: a page begins behind the last row of the one before.
#pragma once

#include <crm/page.hpp>
#include <crm/session.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "service/calls.hpp"
#include "storage/table.hpp"

namespace crm::service {

// Error(invalid_argument, ..., "limit").
std::int64_t checked_limit(const PageRequest& page);

// A column of an order, and what it holds: so do the cursors of the list.
enum class Holds { number, text, instant };
struct SortColumn {
  std::string name;
  Holds holds = Holds::number;
};

// Page::next: the list's name and the sort key of a row, as text that may stand in a URL.
std::string cursor_of(std::string_view list, const storage::Params& sort_key);
// The sort key back, of the list's order. Error(invalid_argument, ..., "after"), also for a cursor of another
// list.
storage::Params sort_key_of(std::string_view cursor, std::string_view list,
                            const std::vector<SortColumn>& order);

// Cuts the row that was read beyond the limit and tells where the next page begins.
template <class R, class SortKey>
Page<R> make_page(std::string_view list, std::vector<R> rows, std::int64_t limit, SortKey sort_key) {
  Page<R> page{std::move(rows), std::nullopt};
  if (page.items.size() <= static_cast<std::size_t>(limit)) return page;
  page.items.resize(static_cast<std::size_t>(limit));
  page.next = cursor_of(list, sort_key(page.items.back()));
  return page;
}

// A list: its rows, in an order that the sort key follows.
struct ListQuery {
  std::string_view list;     // its name: rows in another order have another one
  std::string from;          // "SELECT ... FROM ... WHERE ..." with $1 ... $n, ending in a condition
  storage::Params params{};  // of it
  std::vector<SortColumn> order{};
  bool descending = false;
};

// Adds "behind the cursor", the order and the limit, and runs it.
void run_list(storage::Connection& connection, ListQuery query, const PageRequest& page,
              storage::RowHandler handler);

template <class R>
std::vector<R> list_rows(storage::Connection& connection, ListQuery query, const PageRequest& page) {
  std::vector<R> rows;
  auto handler = storage::into(rows);
  run_list(connection, std::move(query), page, handler);
  return rows;
}

// Adds a condition for every field that is named.
template <class R>
void add_likeness(ListQuery& query, const typename R::Fields& like) {
  domain::each_field<R>([&](const auto& field) {
    if constexpr (std::remove_cvref_t<decltype(field)>::nameable) {
      const auto& wanted = like.*field.change;
      if (!wanted.named()) return;
      query.from.append(" AND ").append(field.column());
      storage::Param value = storage::to_param(wanted.value());
      if (std::holds_alternative<storage::Null>(value)) {
        query.from += " IS NULL";
      } else {
        query.params.push_back(std::move(value));
        query.from += " = " + storage::placeholder(static_cast<int>(query.params.size()));
      }
    }
  });
}

// A customer's records of one kind that have the named values, in order of id.
template <class R>
Page<R> list_owned(Session& session, CustomerId owner, const typename R::Fields& like,
                   const PageRequest& page) {
  return engine_of(session).read(call_of(session), [&](storage::Connection& connection) {
    constexpr std::string_view list = domain::record_name<R>;
    ListQuery query{list, storage::select_from<R>() + " WHERE customer_id = $1", {owner.value}, {{"id"}}};
    add_likeness<R>(query, like);
    return make_page(list, list_rows<R>(connection, std::move(query), page), checked_limit(page),
                     [](const R& row) { return storage::Params{row.id.value}; });
  });
}

}  // namespace crm::service
