// Lists: all records that a question finds, read page by page while somebody takes them.
#pragma once

#include <crm/page.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

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
};

inline constexpr std::size_t kPageRows = 500;

template <class R>
class ListOf : public List {
 public:
  using Question = std::function<Page<R>(Session&, const PageRequest&)>;

  ListOf(SessionHandle session, Timeout timeout, Question question)
      : session_(std::move(session)), timeout_(timeout), question_(std::move(question)) {}

  Part read(std::string after) const override {
    const Page<R> page = ask(std::move(after));
    py::list records(page.items.size());
    for (std::size_t i = 0; i < page.items.size(); ++i) records[i] = object_of(page.items[i]);
    return {std::move(records), page.next};
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
