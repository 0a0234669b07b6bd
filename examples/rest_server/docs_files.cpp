// No copy and no file to install: the bytes are part of the program.
#include "docs_files.hpp"

// Makes rest::docs::name(), the file's bytes.
#define REST_FILE(name, file)                                                                           \
  __asm__(".section .rodata\n.balign 16\nrest_docs_" #name "_begin:\n.incbin \"" REST_DOCS_DIR "/" file \
          "\"\nrest_docs_" #name "_end:\n.previous\n");                                                 \
  extern "C" const char rest_docs_##name##_begin[], rest_docs_##name##_end[];                           \
  std::string_view rest::docs::name() {                                                                 \
    return {rest_docs_##name##_begin,                                                                   \
            static_cast<std::size_t>(rest_docs_##name##_end - rest_docs_##name##_begin)};               \
  }

REST_FILE(page, "index.html")
REST_FILE(start, "start.js")
REST_FILE(style, "swagger-ui.css")
REST_FILE(script, "swagger-ui-bundle.js")
REST_FILE(schemas, "schemas.json")

#undef REST_FILE
