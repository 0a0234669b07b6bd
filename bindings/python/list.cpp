#include "list.hpp"

#include "arrow_stream.hpp"
#include "module.hpp"

namespace crm::python {

namespace {

using namespace py::literals;

// One reading of a list.
class ListIterator {
 public:
  explicit ListIterator(std::shared_ptr<const List> list) : list_(std::move(list)) {}

  py::object next() {
    while (index_ == part_.records.size()) {
      if (!part_.next) throw py::stop_iteration();
      part_ = list_->read(*part_.next);
      index_ = 0;
    }
    return part_.records[index_++];
  }

 private:
  std::shared_ptr<const List> list_;
  List::Part part_{py::list(), std::string()};
  std::size_t index_ = 0;
};

py::capsule arrow_stream(std::shared_ptr<List> list, const py::object&) {
  return arrow::make_stream(std::move(list));
}

py::list columns(const List& list) {
  py::list columns;
  for (const arrow::ColumnShape& shape : list.column_shapes())
    columns.append(py::make_tuple(shape.name, shape.format, shape.nullable));
  return columns;
}

py::object to_pandas(const py::object& list) {
  return py::module_::import("crm._pandas").attr("frame")(list);
}

}  // namespace

void add_lists(py::module_& module) {
  py::class_<ListIterator>(module, "RecordIterator", "One reading of a RecordList.")
      .def("__iter__", [](py::object self) { return self; })
      .def("__next__", &ListIterator::next);

  py::class_<List, std::shared_ptr<List>>(
      module, "RecordList",
      "The records that a question finds, in a fixed order. Iterating reads them page by page, each time "
      "anew: one that is added or removed meanwhile makes no other appear twice or vanish.\n\n"
      ">>> [loan.product_name for loan in session.loans.list(status=\"active\")]\n"
      "['Auto Loan']\n"
      ">>> session.loans.list().to_pandas()[\"due_amount\"].sum()\n"
      "Decimal('1250.00')")
      .def("__iter__", [](const std::shared_ptr<List>& list) { return ListIterator(list); })
      .def(
          "_page",
          [](const List& list, const std::string& after) {
            List::Part part = list.read(after);
            return py::make_tuple(std::move(part.records), part.next);
          },
          "after"_a, py::pos_only(),
          "_page(self, after, /)\n--\n\nOne page, and where the next one begins: a str, or None.")
      .def("__arrow_c_stream__", arrow_stream, "requested_schema"_a = py::none(),
           "__arrow_c_stream__(self, requested_schema=None)\n--\n\n"
           "The records as Arrow columns, page by page; no schema but their own is offered.")
      .def("_columns", columns,
           "_columns(self)\n--\n\nName, Arrow format and whether values may be absent, of each column.")
      .def("to_pandas", to_pandas, "to_pandas(self)\n--\n\nAll records as a pandas.DataFrame.");
}

}  // namespace crm::python
