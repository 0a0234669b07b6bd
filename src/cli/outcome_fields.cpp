#include "cli/outcome_fields.hpp"

#include <crm/fields.hpp>
#include <crm/json.hpp>

#include "cli/field_words.hpp"

namespace crm::cli {

namespace {

struct Field {
  std::string_view name, description;
};

constexpr Field kFields[] = {
#define CRM_FIELD(type, name, initial, rule, access, doc) {#name, doc},
#include <crm/fields/outcome.def>
#undef CRM_FIELD
    {"customer", "An object: fields of the customer that are other than we thought."},
    {"loan", "An object: fields of the loan."},
};

// Of the outcome, and of the two objects in it.
Words known_names() {
  Words names;
  for (const Field& field : kFields) names.emplace_back(field.name);
  for (const auto fields : {fields_of<Customer>(), fields_of<Loan>()})
    for (std::string& name : names_of(fields)) names.push_back(std::move(name));
  return names;
}

}  // namespace

std::string outcome_fields_help() {
  constexpr std::size_t description_column = 26;
  std::string help = "Fields of the JSON:\n";
  for (const Field& field : kFields) {
    std::string line = "  " + std::string(field.name);
    line.resize(description_column, ' ');
    help.append(line).append(field.description).append("\n");
  }
  return help;
}

Outcome read_outcome(std::string_view json, std::string_view default_country) {
  return suggesting(known_names(), [&] { return outcome_from_json(json, default_country); });
}

}  // namespace crm::cli
