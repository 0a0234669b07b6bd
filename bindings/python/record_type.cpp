#include "record_type.hpp"

#include <cstddef>
#include <unordered_map>
#include <utility>

namespace crm::python {

namespace {

struct Shape {
  std::string full_name, name, doc;
  std::vector<FieldShape> fields;
  std::vector<PyGetSetDef> getters{};
};

struct RecordObject {
  PyObject_HEAD;
  Owner owner;
  const void* source;
  PyObject* values[1];  // as many as the type has fields; none: not made yet
};

constexpr std::size_t kHead = offsetof(RecordObject, values);

// Of each record type; never destroyed, because types outlive everything.
auto& shapes() {
  static auto* const known = new std::unordered_map<PyTypeObject*, const Shape*>;
  return *known;
}

const Shape& shape_of(PyObject* record) { return *shapes().at(Py_TYPE(record)); }
bool is_record(PyObject* object) { return shapes().contains(Py_TYPE(object)); }

RecordObject& of(PyObject* record) { return *reinterpret_cast<RecordObject*>(record); }

std::size_t count_of(PyTypeObject* type) {
  return (static_cast<std::size_t>(type->tp_basicsize) - kHead) / sizeof(PyObject*);
}

// Turns C++ exceptions into Python's at the border that CPython calls.
template <class Body>
PyObject* guarded(Body body) noexcept {
  try {
    return body().release().ptr();
  } catch (py::error_already_set& error) {
    error.restore();
  } catch (const std::exception& error) {
    PyErr_SetString(PyExc_RuntimeError, error.what());
  }
  return nullptr;
}

py::object parsed(PyObject* text) {
  if (text == Py_None) return py::none();
  static const auto* const loads = new py::object(py::module_::import("json").attr("loads"));
  return (*loads)(py::handle(text));
}

// The value as the record keeps it, made now if need be. Borrowed.
PyObject* kept(RecordObject& record, const FieldShape& field, std::size_t index) {
  PyObject*& value = record.values[index];
  if (value != nullptr) return value;
  PyObject* made = field.convert(record.source, record.owner);
  if (made == nullptr) throw py::error_already_set();
  // Making it may have let another thread run, and make it too.
  if (value == nullptr) {
    value = made;
  } else {
    Py_DECREF(made);
  }
  return value;
}

py::object value_at(PyObject* record, std::size_t index) {
  const FieldShape& field = shape_of(record).fields[index];
  PyObject* value = kept(of(record), field, index);
  return field.form == FieldShape::Form::json ? parsed(value) : py::reinterpret_borrow<py::object>(value);
}

// What a getter needs to know, found without looking the type up.
struct Getter {
  const FieldShape* field;
  std::size_t index;
};

PyObject* get(PyObject* record, void* closure) {
  const auto& getter = *static_cast<const Getter*>(closure);
  if (PyObject* value = of(record).values[getter.index]; value != nullptr) return Py_NewRef(value);
  return guarded(
      [&] { return py::reinterpret_borrow<py::object>(kept(of(record), *getter.field, getter.index)); });
}

PyObject* get_json(PyObject* record, void* closure) {
  const auto& getter = *static_cast<const Getter*>(closure);
  return guarded([&] { return parsed(kept(of(record), *getter.field, getter.index)); });
}

constexpr std::size_t kMostLeftovers = 1000;

auto& leftovers() {
  static auto* const left = new std::vector<Owner>;
  return *left;
}

void leave(Owner&& owner) noexcept {
  if (owner.use_count() != 1 || leftovers().size() == kMostLeftovers) return;
  try {
    leftovers().push_back(std::move(owner));
  } catch (const std::bad_alloc&) {  // then it is destroyed now
  }
}

void dealloc(PyObject* record) {
  PyTypeObject* type = Py_TYPE(record);
  for (std::size_t i = 0, count = count_of(type); i < count; ++i) Py_XDECREF(of(record).values[i]);
  leave(std::move(of(record).owner));
  of(record).owner.~Owner();
  type->tp_free(record);
  Py_DECREF(type);
}

py::tuple values_tuple(PyObject* record) {
  const Shape& shape = shape_of(record);
  py::tuple values(shape.fields.size());
  for (std::size_t i = 0; i < shape.fields.size(); ++i)
    values[i] = py::handle(kept(of(record), shape.fields[i], i));
  return values;
}

py::str shown(const FieldShape& field, PyObject* value) {
  return field.personal ? py::str("***") : py::str(py::repr(value));
}

// What is absent is left out, and personal data hidden.
PyObject* repr(PyObject* record) {
  return guarded([&]() -> py::object {
    const Shape& shape = shape_of(record);
    py::list parts;
    for (std::size_t i = 0; i < shape.fields.size(); ++i) {
      PyObject* value = kept(of(record), shape.fields[i], i);
      if (value == Py_None) continue;
      parts.append(py::str("{}={}").format(shape.fields[i].name, shown(shape.fields[i], value)));
    }
    return py::str("{}({})").format(shape.name, py::str(", ").attr("join")(parts));
  });
}

PyObject* compare(PyObject* a, PyObject* b, int operation) {
  if ((operation != Py_EQ && operation != Py_NE) || Py_TYPE(a) != Py_TYPE(b)) Py_RETURN_NOTIMPLEMENTED;
  return guarded([&]() -> py::object {
    return py::bool_(values_tuple(a).equal(values_tuple(b)) == (operation == Py_EQ));
  });
}

Py_hash_t hash(PyObject* record) {
  try {
    return py::hash(values_tuple(record));
  } catch (py::error_already_set& error) {
    error.restore();
    return -1;
  }
}

py::object plain(py::object value);

py::dict dict_of(PyObject* record) {
  const Shape& shape = shape_of(record);
  py::dict fields;
  for (std::size_t i = 0; i < shape.fields.size(); ++i)
    fields[shape.fields[i].name.c_str()] = plain(value_at(record, i));
  return fields;
}

// Records become dicts, and tuples lists.
py::object plain(py::object value) {
  if (is_record(value.ptr())) return dict_of(value.ptr());
  if (!PyTuple_CheckExact(value.ptr())) return value;
  py::list items;
  for (const py::handle item : value) items.append(plain(py::reinterpret_borrow<py::object>(item)));
  return items;
}

PyObject* to_dict(PyObject* record, PyObject*) {
  return guarded([&] { return dict_of(record); });
}

PyObject* reduce(PyObject* record, PyObject*) {
  return guarded([&]() -> py::object {
    static const auto* const restore = new py::object(py::module_::import("crm._core").attr("_restore"));
    return py::make_tuple(*restore, py::make_tuple(py::handle(reinterpret_cast<PyObject*>(Py_TYPE(record))),
                                                   values_tuple(record)));
  });
}

// For pickle and copy.
py::object restore(const py::type& type, const py::tuple& values) {
  auto* made = reinterpret_cast<PyTypeObject*>(type.ptr());
  if (!shapes().contains(made) || values.size() != count_of(made))
    throw py::type_error("This is no record of this version of crm.");
  py::object record = py::reinterpret_steal<py::object>(make_record(made, nullptr, nullptr));
  for (std::size_t i = 0; i < values.size(); ++i)
    of(record.ptr()).values[i] = py::object(values[i]).release().ptr();
  return record;
}

PyMethodDef kMethods[] = {{"to_dict", to_dict, METH_NOARGS,
                           "to_dict($self)\n--\n\nThe fields by name; records in it as dicts too."},
                          {"__reduce__", reduce, METH_NOARGS, "For pickle and copy."},
                          {nullptr, nullptr, 0, nullptr}};

// CPython goes on using them, so they stay.
PyGetSetDef* getters_of(Shape& shape) {
  for (std::size_t i = 0; i < shape.fields.size(); ++i) {
    const FieldShape& field = shape.fields[i];
    const getter read = field.form == FieldShape::Form::json ? get_json : get;
    shape.getters.push_back({field.name.c_str(), read, nullptr, field.doc.c_str(), new Getter{&field, i}});
  }
  shape.getters.push_back({});
  return shape.getters.data();
}

PyTypeObject* make_type(Shape& shape) {
  PyType_Slot slots[] = {{Py_tp_doc, const_cast<char*>(shape.doc.c_str())},
                         {Py_tp_getset, getters_of(shape)},
                         {Py_tp_methods, kMethods},
                         {Py_tp_dealloc, reinterpret_cast<void*>(dealloc)},
                         {Py_tp_repr, reinterpret_cast<void*>(repr)},
                         {Py_tp_richcompare, reinterpret_cast<void*>(compare)},
                         {Py_tp_hash, reinterpret_cast<void*>(hash)},
                         {0, nullptr}};
  PyType_Spec spec{shape.full_name.c_str(), static_cast<int>(kHead + shape.fields.size() * sizeof(PyObject*)),
                   0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
                   slots};
  PyObject* type = PyType_FromSpec(&spec);
  if (type == nullptr) throw py::error_already_set();
  return reinterpret_cast<PyTypeObject*>(type);
}

}  // namespace

PyTypeObject* make_record_type(py::module_& module, const std::string& name, const std::string& doc,
                               std::vector<FieldShape> fields) {
  auto* shape = new Shape{"crm." + name, name, doc, std::move(fields)};
  PyTypeObject* type = make_type(*shape);
  shapes().emplace(type, shape);
  module.add_object(name.c_str(), reinterpret_cast<PyObject*>(type));
  if (!py::hasattr(module, "_restore"))
    module.def("_restore", restore, "_restore(type, values, /)\n--\n\nFor pickle and copy.");
  return type;
}

std::vector<Owner> take_leftovers() { return std::exchange(leftovers(), {}); }

PyObject* make_record(PyTypeObject* type, const void* source, Owner owner) {
  PyObject* record = type->tp_alloc(type, 0);  // all zero
  if (record == nullptr) throw py::error_already_set();
  new (&of(record).owner) Owner(std::move(owner));
  of(record).source = source;
  return record;
}

}  // namespace crm::python
