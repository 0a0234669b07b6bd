// Whether both sides do the same work: a faster side that does less proves nothing.
#pragma once

#include "cache.hpp"

namespace crm::bench {

// Lets both sides load, answer and record on small databases and compares what comes out, to the byte.
// Throws, and says what differs, when they do not agree.
void require_agreement(const Cache& cache);

}  // namespace crm::bench
