// /docs: the documentation page.
#include "docs_files.hpp"
#include "handlers.hpp"

namespace rest {

namespace {
constexpr std::string_view kPageTime = "max-age=3600";  // a new version may have other files
}

Answer docs_page(Exchange& exchange) {
  // The page's own files only; swagger-ui sets styles in its elements.
  exchange.headers.push_back(
      {"Content-Security-Policy",
       "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' "
       "data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"});
  return {200, {}, "text/html; charset=utf-8", docs::page()};
}

Answer docs_start(Exchange&) { return {200, {}, "text/javascript; charset=utf-8", docs::start(), kPageTime}; }

Answer docs_style(Exchange&) { return {200, {}, "text/css; charset=utf-8", docs::style(), kPageTime}; }

Answer docs_script(Exchange&) {
  return {200, {}, "text/javascript; charset=utf-8", docs::script(), kPageTime};
}

}  // namespace rest
