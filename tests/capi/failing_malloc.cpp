// The C library's allocations, counted, so that those of every library in the process can fail.
#include <cstddef>

#include "failing_memory.hpp"

// glibc's own, under the names that it keeps for programs that put theirs before them.
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* old, std::size_t size);
void __libc_free(void* memory);
}

namespace crm::test {

long fail_in = kNever;
long blocks = 0;

void let_memory_fail() {}

namespace {

void* counted(void* memory) {
  blocks += memory != nullptr;
  return memory;
}

}  // namespace
}  // namespace crm::test

using crm::test::counted;
using crm::test::fails;

extern "C" {

void* malloc(std::size_t size) { return fails() ? nullptr : counted(__libc_malloc(size)); }

void* calloc(std::size_t count, std::size_t size) {
  return fails() ? nullptr : counted(__libc_calloc(count, size));
}

void* realloc(void* old, std::size_t size) {
  if (fails()) return nullptr;
  return old == nullptr ? counted(__libc_malloc(size)) : __libc_realloc(old, size);
}

void free(void* memory) {
  crm::test::blocks -= memory != nullptr;
  __libc_free(memory);
}

}  // extern "C"
