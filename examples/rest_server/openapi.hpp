// The OpenAPI 3.1 document, made from the routes, the shapes and the library's field tables.
#pragma once

#include <string>

namespace rest {

// Made once; the same text for all.
const std::string& openapi_document();

}  // namespace rest
