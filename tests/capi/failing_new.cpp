// The allocations of C++ and of SQLite, counted, so that they can fail.
#include <sqlite3.h>

#include <cstddef>
#include <cstdlib>
#include <new>

#include "failing_memory.hpp"

namespace crm::test {

long fail_in = kNever;
long blocks = 0;

namespace {

sqlite3_mem_methods sqlite_memory;  // SQLite's own

void* sqlite_malloc(int size) {
  void* memory = fails() ? nullptr : sqlite_memory.xMalloc(size);
  blocks += memory != nullptr;
  return memory;
}

void sqlite_free(void* memory) {
  blocks -= memory != nullptr;
  sqlite_memory.xFree(memory);
}

void* sqlite_realloc(void* old, int size) { return fails() ? nullptr : sqlite_memory.xRealloc(old, size); }

}  // namespace

void let_memory_fail() {
  sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sqlite_memory);
  sqlite3_mem_methods failing = sqlite_memory;
  failing.xMalloc = sqlite_malloc;
  failing.xFree = sqlite_free;
  failing.xRealloc = sqlite_realloc;
  sqlite3_config(SQLITE_CONFIG_MALLOC, &failing);
}

}  // namespace crm::test

void* operator new(std::size_t size) {
  void* memory = crm::test::fails() ? nullptr : std::malloc(size);
  if (memory == nullptr) throw std::bad_alloc();
  ++crm::test::blocks;
  return memory;
}
void operator delete(void* memory) noexcept {
  crm::test::blocks -= memory != nullptr;
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }
