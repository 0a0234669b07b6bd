// A JSON object as text, for a record's free attributes.
#pragma once

#include <string>

namespace crm {

// The text of one JSON object, up to 16 KB. It is checked when a record is stored, not when this value is
// made.
struct JsonObject {
  std::string text = "{}";
  bool operator==(const JsonObject&) const = default;
};

}  // namespace crm
