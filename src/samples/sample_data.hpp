// The five sample customers that demos, documents and clients of the REST contract know by heart.
#pragma once

#include <vector>

#include <crm/load.hpp>

namespace crm::samples {

// John Doe, Sarah Johnson, Michael Brown, Emily Davis and Robert Wilson, each with one loan and three to five
// interactions. Their numbers are in the 555 range, which rings nowhere. All have an SSN: storing them needs
// the database's key.
std::vector<CustomerFile> sample_customers();

}  // namespace crm::samples
