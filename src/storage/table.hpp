// The SQL of a record, written once for all records over their field lists.
//
// A customer is keyed by its id; everything else by customer_id and id.
#pragma once

#include <crm/error.hpp>
#include <optional>
#include <string>
#include <vector>

#include "domain/fields.hpp"
#include "storage/columns.hpp"
#include "storage/connection.hpp"

namespace crm::storage {

template <class R>
inline constexpr bool is_owned = requires(const R& record) {
  record.customer_id;
};

// What names a record: a customer its id, everything else its customer and its id.
template <class R>
struct KeyOf {
  using Type = Key<R>;
};
template <>
struct KeyOf<Customer> {
  using Type = CustomerId;
};
template <class R>
using RecordKey = typename KeyOf<R>::Type;

inline Params key_params(CustomerId id) { return {id.value}; }
template <class R>
Params key_params(Key<R> key) {
  return {key.customer_id.value, key.id.value};
}
inline CustomerId key_of(const Customer& customer) { return customer.id; }
template <class R>
Key<R> key_of(const R& record) {
  return {record.customer_id, record.id};
}

template <class R>
constexpr int column_count() {
  int count = 0;
  domain::each_field<R>([&](const auto&) { ++count; });
  return count;
}

// "id, version, first_name, ..." in the order in which read_record reads them.
template <class R>
std::string column_list() {
  std::string list;
  domain::each_field<R>([&](const auto& field) {
    if (!list.empty()) list += ", ";
    list += field.column();
  });
  return list;
}

// Runs `read` on a row. A value in the database that its own type refuses was not written by this library.
template <class Read>
void read_stored(Read read) {
  try {
    read();
  } catch (const Error& error) {
    if (error.code() != Code::invalid_argument) throw;
    throw Error(Code::corrupt, "The database holds a value that is none: " + std::string(error.what()));
  }
}

template <class R>
void read_record(const Row& row, R& record) {
  read_stored([&] {
    int i = 0;
    domain::each_field<R>([&](const auto& field) {
      if constexpr (requires { record.currency; }) {
        read_column(row, i++, record.*field.member, record.currency);
      } else {
        read_column(row, i++, record.*field.member, Currency{});
      }
    });
  });
}

// Adds what the rows of a query hold to `records`.
template <class R>
auto into(std::vector<R>& records) {
  return [&records](const Row& row) { read_record(row, records.emplace_back()); };
}

template <class R>
std::string select_from() {
  return "SELECT " + column_list<R>() + " FROM " + std::string(domain::record_name<R>);
}

// " WHERE <key>", with the key's parameters from $1 on.
template <class R>
std::string where_key() {
  return is_owned<R> ? " WHERE customer_id = $1 AND id = $2" : " WHERE id = $1";
}

template <class R>
const Sql& select_by_key() {
  static const Sql sql(select_from<R>() + where_key<R>());
  return sql;
}

template <class R>
std::optional<R> find(Connection& connection, RecordKey<R> key) {
  std::optional<R> record;
  const Params params = key_params(key);
  connection.execute(
      {select_by_key<R>(), params, [&](const Row& row) { read_record(row, record.emplace()); }});
  return record;
}

inline std::string placeholder(int n) { return "$" + std::to_string(n); }

template <class R>
void insert(Connection& connection, const R& record) {
  static const Sql sql = [] {
    std::string values;
    for (int n = 1; n <= column_count<R>(); ++n) values += (n == 1 ? "" : ", ") + placeholder(n);
    return Sql("INSERT INTO " + std::string(domain::record_name<R>) + " (" + column_list<R>() + ") VALUES (" +
               values + ")");
  }();
  Params params;
  params.reserve(static_cast<std::size_t>(column_count<R>()));
  domain::each_field<R>([&](const auto& field) { params.push_back(to_param(record.*field.member)); });
  connection.post({sql, params});
}

// Writes the fields in which `after` differs from `before`.
template <class R>
void update(Connection& connection, const R& before, const R& after) {
  Params params = key_params(key_of(before));
  std::string sets;
  domain::each_field<R>([&](const auto& field) {
    if (before.*field.member == after.*field.member) return;
    params.push_back(to_param(after.*field.member));
    sets.append(sets.empty() ? "" : ", ").append(field.column());
    sets += " = " + placeholder(static_cast<int>(params.size()));
  });
  if (sets.empty()) return;
  connection.post(
      {Sql("UPDATE " + std::string(domain::record_name<R>) + " SET " + sets + where_key<R>()), params});
}

template <class R>
void remove(Connection& connection, RecordKey<R> key) {
  static const Sql sql("DELETE FROM " + std::string(domain::record_name<R>) + where_key<R>());
  const Params params = key_params(key);
  connection.post({sql, params});
}

// All that a customer owns of one kind, in order of id.
template <class R>
const Sql& select_owned() {
  static const Sql sql(select_from<R>() + " WHERE customer_id = $1 ORDER BY id");
  return sql;
}

template <class R>
std::vector<R> find_owned(Connection& connection, CustomerId owner) {
  std::vector<R> records;
  const Param params[] = {owner.value};
  connection.execute({select_owned<R>(), params, into(records)});
  return records;
}

}  // namespace crm::storage
