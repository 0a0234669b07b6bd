// Names for requests, in answers and in the log.
#pragma once

#include <string>
#include <string_view>

namespace rest {

// 32 hexadecimal digits; no two are the same. Not secret.
std::string random_id();

// What the client or a proxy before us has called the request, when that is short and plain; else a new name.
std::string request_id(std::string_view given);

}  // namespace rest
