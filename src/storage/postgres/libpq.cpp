#include "storage/postgres/libpq.hpp"

#include <dlfcn.h>

#include <crm/error.hpp>

#include "storage/postgres/errors.hpp"

namespace crm::storage::postgres {

namespace {

constexpr const char* kName = "libpq.so.5";

void* open_library() {
  if (void* library = ::dlopen(kName, RTLD_NOW | RTLD_LOCAL)) return library;
  if (speaks_of_memory(::dlerror())) throw no_memory();
  throw Error(
      Code::unsupported,
      "PostgreSQL's client library, libpq.so.5, cannot be loaded. Install it: on Debian, the package libpq5.",
      "url");
}

template <class Function>
void find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
  if (function == nullptr)
    throw Error(Code::unsupported,
                "PostgreSQL's client library, libpq.so.5, is older than version 14. Install a newer one.",
                "url");
}

Libpq load() {
  void* library = open_library();
  Libpq functions{};
#define CRM_LIBPQ_FIND(function) find(library, #function, functions.function);
  CRM_LIBPQ_FUNCTIONS(CRM_LIBPQ_FIND)
#undef CRM_LIBPQ_FIND
  return functions;
}

}  // namespace

const Libpq& libpq() {
  static const Libpq functions = load();
  return functions;
}

}  // namespace crm::storage::postgres
