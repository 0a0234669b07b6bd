// Where a column's cells go: which field of which kind of record.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intake/kind.hpp"

namespace crm::intake {

struct Target {
  Kind kind = Kind::customer;
  std::size_t field = 0;  // its index in fields_of(kind)

  const FieldInfo& info() const { return fields_of(kind)[field]; }
  bool operator==(const Target&) const = default;
};

// The targets of a file whose rows are each about one record of `main` and may hold others of the same
// customer.
class Targets {
 public:
  explicit Targets(Kind main);

  // By the field's name ("due_amount"), with its kind before it where it is not the main one
  // ("loan.due_amount"). Letter case, blanks, hyphens, points and underscores do not matter. In a file of
  // customers the fields that only a loan has need no kind, and in other files account_number, external_id
  // and customer_id say whose the record is.
  std::optional<Target> find(std::string_view name) const;
  // The names that are spelled most like it, the nearest first: at most three.
  std::vector<std::string> near(std::string_view name) const;
  // As find() knows it, in full.
  std::string name_of(Target target) const;

 private:
  struct Known {
    std::string key;  // as names are compared
    Target target;
  };
  void add(std::string_view prefix, Kind kind);
  void add(std::string_view name, Kind kind, std::string_view field);

  const Kind main_;
  std::vector<Known> known_;  // of two with one key the first counts
};

}  // namespace crm::intake
