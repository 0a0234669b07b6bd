// list, show, add, set and delete, written once for every kind of record. A Kind tells
//   Name    which record: add_options(app), find(session) -> its key
//   Place   whose a new one is: add_options(app), find(session, words) -> Place<R>
//   Filter  which ones are listed: add_options(app), source(context, session) -> Source<R>
//   columns those that a list shows unless others are asked for
// find() and source() may also give a std::variant of several records' answers.
#pragma once

#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "cli/command.hpp"
#include "cli/confirm.hpp"
#include "cli/errors.hpp"
#include "cli/field_words.hpp"
#include "cli/output.hpp"
#include "cli/paging.hpp"
#include "cli/record_kinds.hpp"
#include "cli/record_view.hpp"

namespace crm::cli {

// act(value), or act(whatever the variant holds).
template <class T, class Act>
void with(const T& value, Act act) {
  act(value);
}
template <class... T, class Act>
void with(const std::variant<T...>& value, Act act) {
  std::visit(act, value);
}

// A sentence for a person; for programs the record as it is now.
template <class R>
void print_result(const Context& context, const R& record, const std::string& sentence) {
  if (context.format != Format::text) return print_record(context, record);
  print(sentence + "\n");
}

// The same for a record that is gone.
template <class AnyKey>
void print_gone(const Context& context, AnyKey key, const char* what, const std::string& sentence) {
  if constexpr (requires { key.customer_id; }) {
    print_done(context, sentence,
               {{"customer_id", key.customer_id.value}, {"id", key.id.value}, {"done", what}});
  } else {
    print_done(context, sentence, {{"id", key.value}, {"done", what}});
  }
}

inline void add_columns_option(CLI::App& app, std::string& columns) {
  app.add_option("--columns", columns, "The fields to show, with commas between; or all")->type_name("NAMES");
}

template <class R>
void print_page(const Context& context, const Page<R>& page, const std::string& columns,
                std::string_view usual) {
  print_records(context, page.items, columns, usual);
  tell_of_more(page.next);
}

template <class R>
Currency currency_of(const R& record) {
  if constexpr (requires { record.currency; }) return record.currency;
  return {};
}

template <class Kind>
struct ListCommand {
  static constexpr const char *name = "list", *description = "List them, page by page";
  typename Kind::Filter filter;
  Paging paging;
  std::string columns;

  void add_options(CLI::App& app) {
    filter.add_options(app);
    paging.add_options(app);
    add_columns_option(app, columns);
  }

  int run(const Context& context) {
    Session session = context.open().session(context.actor);
    with(filter.source(context, session),
         [&](const auto& source) { print_page(context, collect(paging, source), columns, Kind::columns); });
    return kDone;
  }
};

template <class Kind>
struct ShowCommand {
  static constexpr const char *name = "show", *description = "Show one, with every field";
  typename Kind::Name which;

  void add_options(CLI::App& app) { which.add_options(app); }

  int run(const Context& context) {
    Session session = context.open().session(context.actor);
    with(which.find(session), [&](auto key) { print_record(context, require(session, key)); });
    return kDone;
  }
};

template <class Kind>
struct AddCommand {
  static constexpr const char *name = "add", *description = "Add one";
  typename Kind::Place place;
  FieldWords words;

  void add_options(CLI::App& app) {
    place.add_options(app);
    words.add_options(app);
    app.footer([] { return fields_help(fields_of<typename Kind::Record>(), FieldAccess::on_create); });
  }

  int run(const Context& context) {
    Session session = context.open().session(context.actor);
    with(place.find(session, words), [&]<class R>(const Place<R>& where) {
      typename R::Fields fields = words.read<R>(context.config.default_country.value, where.currency());
      where.complete(fields);
      const R made = create(session, where, fields);
      print_result(context, made, "Added " + title(key_of(made)) + ".");
    });
    return kDone;
  }
};

template <class Kind>
struct SetCommand {
  static constexpr const char *name = "set", *description = "Change fields of one";
  typename Kind::Name which;
  FieldWords words;
  ExpectedVersion version;

  void add_options(CLI::App& app) {
    which.add_options(app);
    words.add_options(app);
    app.add_option("--if-version", version, "Only if it still has this version, as show tells it")
        ->type_name("N");
    app.footer([] { return fields_help(fields_of<typename Kind::Record>(), FieldAccess::writable); });
  }

  int run(const Context& context) {
    if constexpr (requires { which.return_word(words.words()); }) which.return_word(words.words());
    Session session = context.open().session(context.actor);
    with(which.find(session), [&](auto key) { change(context, session, key); });
    return kDone;
  }

 private:
  template <class AnyKey>
  void change(const Context& context, Session& session, AnyKey key) {
    const auto before = require(session, key);
    using R = std::remove_cvref_t<decltype(before)>;
    const auto fields = words.read<R>(context.config.default_country.value, currency_of(before));
    const R after = records_of(session, key).update(key, fields, version);
    print_result(
        context, after,
        before.version == after.version
            ? "Nothing was changed: " + title(key) + " is like that already."
            : "Changed " + title(key) + "; it is version " + std::to_string(after.version) + " now.");
  }
};

template <class Kind>
struct DeleteCommand {
  static constexpr const char *name = "delete", *description = "Delete one";
  typename Kind::Name which;
  ExpectedVersion version;

  void add_options(CLI::App& app) {
    which.add_options(app);
    app.add_option("--if-version", version, "Only if it still has this version, as show tells it")
        ->type_name("N");
  }

  int run(const Context& context) {
    Session session = context.open().session(context.actor);
    with(which.find(session), [&](auto key) {
      require(session, key);
      confirm(context, "Delete " + title(key) + "?");
      records_of(session, key).remove(key, version);
      print_gone(context, key, "deleted", "Deleted " + title(key) + ".");
    });
    return kDone;
  }
};

template <class Kind>
void add_record_group(CLI::App& app, Context& context, const char* name, const char* description) {
  add_group<ListCommand<Kind>, ShowCommand<Kind>, AddCommand<Kind>, SetCommand<Kind>, DeleteCommand<Kind>>(
      app, context, name, description);
}

}  // namespace crm::cli
