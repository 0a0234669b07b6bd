// Answers as text that is the same for every participant of a comparison: all that they say, with names for
// ids.
#pragma once

#include <crm/session.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "differential/names.hpp"
#include "json/record_json.hpp"

namespace crm::test {

class Telling {
 public:
  explicit Telling(Names& names) : names_(names) {}

  template <class T>
  std::string of(const T& answer) {
    text_.clear();
    tell(answer);
    return std::move(text_);
  }

 private:
  template <class R>
  static constexpr bool is_record = !domain::record_name<R>.empty();

  template <class T>
  void tell(const T& value) {
    if constexpr (is_record<T>) {
      tell_record(value);
    } else {
      json::Writer writer(text_);
      json::append_value(writer, value);
    }
  }
  template <class T>
  void tell(const std::optional<T>& value) {
    value ? tell(*value) : void(text_ += "none");
  }
  template <class T>
  void tell(const std::vector<T>& values) {
    for (const T& value : values) {
      text_ += "\n  ";
      tell(value);
    }
  }
  template <class R>
  void tell(Id<R> id) {
    text_ += domain::record_name<R>;
    text_ += " " + std::to_string(names_.number_of(id));
  }
  template <class R>
  void tell(Key<R> key) {
    tell(key.customer_id);
    text_ += "'s ";
    tell(key.id);
  }
  void tell(const Customer& customer) { tell_record(customer); }
  void tell(const Money& money) { text_ += money.to_string().append(money.currency.code()); }
  void tell(const std::string& text) { text_ += text; }
  void tell(std::string_view text) { text_ += text; }
  void tell(const LoanGroup& group);
  void tell(const Dashboard& dashboard);
  void tell(const OutcomeResult& result);
  void tell(const Decision& decision);
  void tell(const Candidate& candidate);
  void tell(const PreCall& answer);
  void tell(const AuditEntry& entry);

  template <class T>
  void part(std::string_view name, const T& value) {
    text_.append(" ").append(name).append("=");
    tell(value);
  }

  template <class R>
  void tell_record(const R& record) {
    text_ += domain::record_name<R>;
    domain::each_field<R>([&](const auto& field) {
      const auto& value = record.*field.member;
      if (!json::is_absent(value)) part(field.name, value);
    });
  }

  std::string changes_with_names(const std::string& changes);

  Names& names_;
  std::string text_;
};

// The parts of a question, for whoever looks for the reason of a difference. A value may be one that has no
// text.
template <class T>
std::string text_of_value(const T& value) {
  std::string text;
  json::Writer writer(text);
  try {
    json::append_value(writer, value);
  } catch (const Error&) {
    return "(wrong)";
  }
  return text;
}

template <class R>
std::string named_fields(const typename R::Fields& fields) {
  std::string text;
  domain::each_field<R>([&](const auto& field) {
    if constexpr (std::remove_cvref_t<decltype(field)>::nameable) {
      const auto& change = fields.*field.change;
      if (change.named())
        text.append(" ").append(field.name).append("=").append(text_of_value(change.value()));
    }
  });
  return text;
}

}  // namespace crm::test
