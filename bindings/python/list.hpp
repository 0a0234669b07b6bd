// Lists: all records that a question finds, read page by page while somebody takes them.
#pragma once

#include <crm/page.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "arrow_column.hpp"
#include "call.hpp"

namespace crm::python {

// A question that may be asked again and again. Threads: with the GIL.
class List {
 public:
  struct Part {
    py::list records;
    std::optional<std::string> next;  // none: this was the last part
  };

  virtual ~List() = default;
  // after: Part::next of the part before; empty: from the start.
  virtual Part read(std::string after) const = 0;
  virtual std::vector<arrow::ColumnShape> column_shapes() const = 0;
  // The same part as columns; gives Part::next.
  virtual std::optional<std::string> read_columns(std::string after, ArrowArray& out) const = 0;
};

inline constexpr std::size_t kPageRows = 500;

template <class R>
class ListOf : public List {
 public:
  using Question = std::function<Page<R>(Session&, const PageRequest&)>;

  ListOf(SessionHandle session, Timeout timeout, Question question)
      : session_(std::move(session)), timeout_(timeout), question_(std::move(question)) {}

  Part read(std::string after) const override {
    Page<R> page = ask(std::move(after));
    py::list records(page.items.size());
    // Each with a value of its own, so that one that is kept does not keep its whole page.
    for (std::size_t i = 0; i < page.items.size(); ++i) records[i] = object_of(std::move(page.items[i]));
    return {std::move(records), page.next};
  }

  std::vector<arrow::ColumnShape> column_shapes() const override {
    std::vector<arrow::ColumnShape> shapes;
    Members<R>::each([&](std::string_view name, auto member, auto) {
      using T = std::remove_cvref_t<decltype(std::declval<R>().*member())>;
      shapes.push_back({std::string(name), arrow::format_of<T>, arrow::is_optional<T>});
    });
    Derived<R>::each([&](const char* name, const char*, auto derive) {
      using T = decltype(derive()(std::declval<R>()));
      shapes.push_back({name, arrow::format_of<T>, arrow::is_optional<T>});
    });
    return shapes;
  }

  std::optional<std::string> read_columns(std::string after, ArrowArray& out) const override {
    const Page<R> page = ask(std::move(after));
    std::vector<arrow::Column> columns;
    for (const arrow::ColumnShape& shape : column_shapes()) columns.emplace_back(shape.format);
    for (const R& record : page.items) {
      auto column = columns.begin();
      Members<R>::each([&](std::string_view, auto member, auto) { (column++)->append(record.*member()); });
      Derived<R>::each([&](const char*, const char*, auto derive) { (column++)->append(derive()(record)); });
    }
    arrow::export_batch(std::move(columns), static_cast<std::int64_t>(page.items.size()), out);
    return page.next;
  }

 private:
  Page<R> ask(std::string after) const {
    const PageRequest request{kPageRows, std::move(after)};
    return call(session_, timeout_, [&](Session& session) { return question_(session, request); });
  }

  SessionHandle session_;
  Timeout timeout_;
  Question question_;
};

template <class R>
std::shared_ptr<List> list_of(const SessionHandle& session, const Timeout& timeout,
                              typename ListOf<R>::Question question) {
  return std::make_shared<ListOf<R>>(session, timeout, std::move(question));
}

}  // namespace crm::python
