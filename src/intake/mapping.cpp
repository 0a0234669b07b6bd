#include "intake/mapping.hpp"

#include <crm/error.hpp>

#include "json/value.hpp"

namespace crm::intake {

namespace {

Mapping::Names names_of(const json::Value& object) {
  Mapping::Names names;
  for (const auto& [name, value] : object.members()) names.emplace_back(name, value.string());
  return names;
}

std::vector<std::string> texts_of(const json::Value& list) {
  std::vector<std::string> texts;
  for (const json::Value& item : list.items()) texts.push_back(item.string());
  return texts;
}

void take(Mapping& mapping, const std::string& name, const json::Value& value) {
  if (name == "columns") {
    mapping.columns = names_of(value);
  } else if (name == "constants") {
    mapping.constants = names_of(value);
  } else if (name == "ignore") {
    mapping.ignore = texts_of(value);
  } else {
    const std::pair<std::string_view, std::optional<std::string> Mapping::*> texts[] = {
        {"record", &Mapping::record},           {"region", &Mapping::region},
        {"date_format", &Mapping::date_format}, {"amount_format", &Mapping::amount_format},
        {"currency", &Mapping::currency},       {"delimiter", &Mapping::delimiter}};
    for (const auto& [known, member] : texts)
      if (name == known) {
        mapping.*member = value.string();
        return;
      }
    throw Error(Code::invalid_argument,
                "\"" + name +
                    "\" is nothing that a mapping can say. It knows columns, constants, ignore, record, "
                    "region, date_format, amount_format, currency and delimiter.");
  }
}

}  // namespace

Mapping read_mapping(std::string_view json) {
  Mapping mapping;
  std::string inside = "The mapping file";
  try {
    const json::Value whole = json::parse(json);
    for (const auto& [name, value] : whole.members()) {
      inside = "\"" + name + "\" in the mapping file";
      take(mapping, name, value);
    }
  } catch (const Error& error) {
    if (error.code() != Code::invalid_argument) throw;
    throw Error(Code::invalid_argument, inside + ": " + error.what(), "--map");
  }
  return mapping;
}

}  // namespace crm::intake
