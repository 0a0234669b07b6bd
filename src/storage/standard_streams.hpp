// Keeps what we open off the descriptors of the standard streams.
#pragma once

namespace crm::storage {

// A server that has closed its standard streams leaves their numbers to whatever is opened next, and what a
// careless part of it then prints would go into our connection. So the free ones are taken, as SQLite takes
// them: by /dev/null, open for reading, so that printing fails as it did before, and closed when the host
// runs another program. Threads: any.
void occupy_standard_streams() noexcept;

}  // namespace crm::storage
