// Several participants that speak as a Session does are asked the same, and must all answer the same.
#pragma once

#include <crm/session.hpp>
#include <optional>
#include <string>

#include "differential/model.hpp"
#include "differential/telling.hpp"

namespace crm::test {

// Threads: one. It refers to the model and the sessions of its participants.
class Comparison {
 public:
  struct Database {
    std::string name;
    Session session;
    Names names{};
  };

  Comparison(Model& model, std::vector<Database> databases)
      : model_(model), databases_(std::move(databases)) {}

  // Asks everybody: call(crm, names) answers anything that Telling knows, or refuses.
  template <class Call>
  void ask(const std::string& question, Call call) {
    const std::string expected = answer_of(model_, names_, call);
    for (Database& database : databases_) {
      const std::string answer = answer_of(database.session, database.names, call);
      if (answer != expected && !difference_)
        difference_ = question + "\nmodel:\n" + expected + "\n" + database.name + ":\n" + answer;
    }
    ++questions_;
    refused_ += expected.starts_with(kRefused);
  }

  const Model& model() const { return model_; }
  // The model's; what the others call a record is the same.
  const Names& names() const { return names_; }

  // The first one, with the question.
  const std::optional<std::string>& difference() const { return difference_; }
  int questions() const { return questions_; }
  int refused() const { return refused_; }

 private:
  static constexpr const char* kRefused = "refused: ";

  template <class Crm, class Call>
  static std::string answer_of(Crm& crm, Names& names, const Call& call) {
    try {
      if constexpr (std::is_void_v<decltype(call(crm, names))>) {
        call(crm, names);
        return "done";
      } else {
        return Telling(names).of(call(crm, names));
      }
    } catch (const Error& error) {
      return kRefused + std::string(name(error.code())) + " " + error.field();
    }
  }

  Model& model_;
  Names names_;
  std::vector<Database> databases_;
  std::optional<std::string> difference_;
  int questions_ = 0, refused_ = 0;
};

}  // namespace crm::test
