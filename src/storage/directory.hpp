// Directories: from a value that is known outside (account number, phone, name, ...) to the customer it
// belongs to.
#pragma once

#include <crm/id.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "storage/connection.hpp"

namespace crm::storage {

// A directory in which a value leads to one customer.
class UniqueDirectory {
 public:
  // key: the column of the value; what: the field that a conflict names.
  UniqueDirectory(std::string_view table, std::string_view key, std::string_view what);

  std::optional<CustomerId> find(Connection& connection, const Param& value) const;
  // Error(conflict) when the value leads to another customer.
  void add(Connection& connection, const Param& value, CustomerId customer) const;
  void remove(Connection& connection, const Param& value) const;
  const Sql& select() const { return select_; }

 private:
  std::string_view what_;
  Sql select_, insert_, delete_;
};

// A directory in which a value may lead to many.
class SharedDirectory {
 public:
  SharedDirectory(std::string_view table, std::string_view key);

  // In order of id, at most `limit`, ids above `after`.
  std::vector<CustomerId> find(Connection& connection, const Param& value, std::int64_t limit,
                               CustomerId after = {}) const;
  void add(Connection& connection, const Param& value, CustomerId customer) const;
  void remove(Connection& connection, const Param& value, CustomerId customer) const;

 private:
  Sql select_, insert_, delete_;
};

const UniqueDirectory& account_directory();
const UniqueDirectory& external_directory();
const UniqueDirectory& loan_directory();
const SharedDirectory& phone_directory();
const SharedDirectory& name_directory();
const SharedDirectory& ssn_directory();

}  // namespace crm::storage
