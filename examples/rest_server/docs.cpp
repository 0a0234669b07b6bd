// /docs: the documentation page, whose files (docs/) the assembler puts into this program.
#include "answers.hpp"
#include "handlers.hpp"

// Makes rest_docs_<name>_begin and _end, around the file's bytes.
#define REST_FILE(name, file)                                                                           \
  __asm__(".section .rodata\n.balign 16\nrest_docs_" #name "_begin:\n.incbin \"" REST_DOCS_DIR "/" file \
          "\"\nrest_docs_" #name "_end:\n.previous\n");                                                 \
  extern "C" const char rest_docs_##name##_begin[], rest_docs_##name##_end[]

REST_FILE(page, "index.html");
REST_FILE(start, "start.js");
REST_FILE(style, "swagger-ui.css");
REST_FILE(script, "swagger-ui-bundle.js");

#undef REST_FILE

namespace rest {

Answer docs_page(Exchange& exchange) {
  // The page's own files only; swagger-ui sets styles in its elements.
  exchange.headers.push_back(
      {"Content-Security-Policy",
       "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' "
       "data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"});
  return {200, {rest_docs_page_begin, rest_docs_page_end}, "text/html; charset=utf-8"};
}

Answer docs_start(Exchange&) {
  return {200, {rest_docs_start_begin, rest_docs_start_end}, "text/javascript; charset=utf-8"};
}

Answer docs_style(Exchange&) {
  return {200, {rest_docs_style_begin, rest_docs_style_end}, "text/css; charset=utf-8"};
}

Answer docs_script(Exchange&) {
  return {200, {rest_docs_script_begin, rest_docs_script_end}, "text/javascript; charset=utf-8"};
}

}  // namespace rest
