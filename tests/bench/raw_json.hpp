// A pre-call answer as JSON text, appended by hand.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "raw_profile.hpp"

namespace crm::bench::raw {

// The same text as the library's, but for the decision, which the raw side does not take: it appends one that
// is always the same. as_of: the instant as text.
void append_json(std::string& out, std::string_view number, std::string_view as_of,
                 const std::vector<Profile>& profiles);

}  // namespace crm::bench::raw
