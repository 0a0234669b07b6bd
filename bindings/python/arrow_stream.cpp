#include "arrow_stream.hpp"

#include <cerrno>

namespace crm::python::arrow {

namespace {

// One reading of a list. Receivers call it with the GIL or without.
struct Reading {
  std::shared_ptr<const List> list;
  std::optional<std::string> next = std::string();
  std::string error{};
};

Reading& reading_of(ArrowArrayStream* stream) { return *static_cast<Reading*>(stream->private_data); }

// Runs the body with the GIL; an error becomes a text and a number of errno.
template <class Body>
int guarded(ArrowArrayStream* stream, Body body) noexcept {
  const py::gil_scoped_acquire acquired;
  Reading& reading = reading_of(stream);
  try {
    body(reading);
    return 0;
  } catch (const std::exception& error) {
    reading.error = error.what();
    return EIO;
  }
}

int get_schema(ArrowArrayStream* stream, ArrowSchema* out) {
  return guarded(stream, [&](Reading& reading) { export_schema(reading.list->column_shapes(), *out); });
}

int get_next(ArrowArrayStream* stream, ArrowArray* out) {
  return guarded(stream, [&](Reading& reading) {
    *out = {};  // released: the end
    if (reading.next) reading.next = reading.list->read_columns(*reading.next, *out);
  });
}

const char* get_last_error(ArrowArrayStream* stream) {
  const std::string& error = reading_of(stream).error;
  return error.empty() ? nullptr : error.c_str();
}

void release(ArrowArrayStream* stream) {
  const py::gil_scoped_acquire acquired;
  delete &reading_of(stream);
  stream->release = nullptr;
}

// A receiver that took the stream has left it released.
void drop(void* pointer) {
  auto* stream = static_cast<ArrowArrayStream*>(pointer);
  if (stream->release != nullptr) stream->release(stream);
  delete stream;
}

}  // namespace

py::capsule make_stream(std::shared_ptr<const List> list) {
  auto* stream = new ArrowArrayStream{get_schema, get_next, get_last_error, release,
                                      new Reading{.list = std::move(list)}};
  return {stream, "arrow_array_stream", drop};
}

}  // namespace crm::python::arrow
