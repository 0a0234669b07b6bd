// Memory that can be made to fail: failing_malloc.cpp has all of the process's, failing_new.cpp that of C++
// and SQLite. Threads: one.
#pragma once

namespace crm::test {

inline constexpr long kNever = -1;

// How many allocations from now the one comes that fails; kNever again once it has come.
extern long fail_in;
// How many blocks are not freed yet.
extern long blocks;

// Before anything else that allocates.
void let_memory_fail();

// Whether the allocation that is asked for now is to fail.
inline bool fails() {
  if (fail_in == kNever) return false;
  return fail_in-- == 0;
}

}  // namespace crm::test
