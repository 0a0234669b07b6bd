// A list as an Arrow stream, for pandas, polars, DuckDB and whoever else reads __arrow_c_stream__.
#pragma once

#include <memory>

#include "list.hpp"

namespace crm::python::arrow {

// A capsule called "arrow_array_stream": a batch for each page, read when the receiver asks for it.
py::capsule make_stream(std::shared_ptr<const List> list);

}  // namespace crm::python::arrow
