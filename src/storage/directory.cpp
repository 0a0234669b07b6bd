#include "storage/directory.hpp"

#include <crm/error.hpp>

namespace crm::storage {

namespace {

std::string text(std::initializer_list<std::string_view> parts) {
  std::string all;
  for (std::string_view part : parts) all += part;
  return all;
}

}  // namespace

UniqueDirectory::UniqueDirectory(std::string_view table, std::string_view key, std::string_view what)
    : what_(what),
      select_(text({"SELECT customer_id FROM ", table, " WHERE ", key, " = $1"})),
      insert_(
          text({"INSERT INTO ", table, " (", key, ", customer_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"})),
      delete_(text({"DELETE FROM ", table, " WHERE ", key, " = $1"})) {}

std::optional<CustomerId> UniqueDirectory::find(Connection& connection, const Param& value) const {
  std::optional<CustomerId> customer;
  connection.execute({select_, {&value, 1}, [&](const Row& row) { customer = CustomerId{row.integer(0)}; }});
  return customer;
}

void UniqueDirectory::add(Connection& connection, const Param& value, CustomerId customer) const {
  const Param params[] = {value, customer.value};
  if (connection.execute({insert_, params}) == 0)
    throw Error(Code::conflict, "Another record has this " + std::string(what_) + " already.",
                std::string(what_));
}

void UniqueDirectory::remove(Connection& connection, const Param& value) const {
  connection.post({delete_, {&value, 1}});
}

SharedDirectory::SharedDirectory(std::string_view table, std::string_view key)
    : select_(text({"SELECT customer_id FROM ", table, " WHERE ", key,
                    " = $1 AND customer_id > $2 ORDER BY customer_id LIMIT $3"})),
      insert_(
          text({"INSERT INTO ", table, " (", key, ", customer_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"})),
      delete_(text({"DELETE FROM ", table, " WHERE ", key, " = $1 AND customer_id = $2"})) {}

std::vector<CustomerId> SharedDirectory::find(Connection& connection, const Param& value, std::int64_t limit,
                                              CustomerId after) const {
  std::vector<CustomerId> customers;
  const Param params[] = {value, after.value, limit};
  connection.execute({select_, params, [&](const Row& row) { customers.push_back({row.integer(0)}); }});
  return customers;
}

void SharedDirectory::add(Connection& connection, const Param& value, CustomerId customer) const {
  const Param params[] = {value, customer.value};
  connection.post({insert_, params});
}

void SharedDirectory::remove(Connection& connection, const Param& value, CustomerId customer) const {
  const Param params[] = {value, customer.value};
  connection.post({delete_, params});
}

const UniqueDirectory& account_directory() {
  static const UniqueDirectory directory("account_directory", "account_number", "account_number");
  return directory;
}

const UniqueDirectory& external_directory() {
  static const UniqueDirectory directory("external_directory", "external_id", "external_id");
  return directory;
}

const UniqueDirectory& loan_directory() {
  static const UniqueDirectory directory("loan_directory", "loan_id", "loan_id");
  return directory;
}

const SharedDirectory& phone_directory() {
  static const SharedDirectory directory("phone_directory", "number");
  return directory;
}

const SharedDirectory& name_directory() {
  static const SharedDirectory directory("name_directory", "name_key");
  return directory;
}

const SharedDirectory& ssn_directory() {
  static const SharedDirectory directory("ssn_directory", "ssn_index");
  return directory;
}

}  // namespace crm::storage
