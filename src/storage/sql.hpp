// Statements and their parameters, the same for every database.
//
// Statements use $1 … $n, no :: casts, NULLS FIRST/LAST written out, and every order ends in the id.
#pragma once

#include <crm/date.hpp>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace crm::storage {

// A statement's text with its hash, so that a connection finds its prepared form without hashing on the call
// path.
class Sql {
 public:
  explicit Sql(std::string text) : text_(std::move(text)), hash_(std::hash<std::string_view>{}(text_)) {}
  const std::string& text() const noexcept { return text_; }
  std::size_t hash() const noexcept { return hash_; }

 private:
  std::string text_;
  std::size_t hash_;
};

// Not trivially copyable: then a parameter whose copy finds no memory is taken apart as what it is, nothing.
// The variant of libstdc++ 12 believes that it always holds something when all its types are trivial or move
// cheaply, and takes apart what was never made.
struct Null {
  Null() = default;
  Null(const Null&) noexcept {}
  Null& operator=(const Null&) noexcept { return *this; }
};
// What a parameter may be. Dates, instants and exact decimals go as text.
using Param = std::variant<Null, bool, std::int64_t, std::string>;
using Params = std::vector<Param>;

// A row of an answer, valid until the handler returns. Columns count from 0.
class Row {
 public:
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual bool boolean(int column) const = 0;
  // The column must not be NULL.
  virtual Date date(int column) const = 0;
  virtual Instant instant(int column) const = 0;
  // NULL gives a view without data: data() == nullptr.
  virtual std::string_view text(int column) const = 0;

 protected:
  ~Row() = default;
};

// Refers to a callable for the length of a call; owns nothing, allocates nothing.
class RowHandler {
 public:
  RowHandler() = default;
  template <class F>
  requires(!std::is_same_v<std::remove_cvref_t<F>, RowHandler>) RowHandler(F&& handler)
      : target_(const_cast<void*>(static_cast<const void*>(&handler))),
        call_(
            [](void* target, const Row& row) { (*static_cast<std::remove_reference_t<F>*>(target))(row); }) {}
  explicit operator bool() const { return call_ != nullptr; }
  void operator()(const Row& row) const {
    if (call_) call_(target_, row);
  }

 private:
  void* target_ = nullptr;
  void (*call_)(void*, const Row&) = nullptr;
};

// A statement, what to put into it and what to do with each row. Refers to all three.
struct Query {
  const Sql& sql;
  std::span<const Param> params;
  RowHandler handler{};
};

}  // namespace crm::storage
