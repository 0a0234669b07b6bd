// Every function of the header with every kind of bad argument: it says so, and harms neither the host nor
// the database.
#include <cstring>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "child.hpp"

using namespace crm::test;

namespace {

// Good handles of every type, and a session that was freed.
struct Goods {
  DatabaseHandle database;
  SessionHandle session, other;  // the other keeps the freed one's memory known
  crm_session* freed = nullptr;
  OptionsHandle options;
  AnswerHandle answer;
  OutcomeHandle outcome;
  ResultHandle result;
  FilterHandle filter;
  TextHandle text;
  ErrorHandle error;

  Goods() {
    options = made<OptionsHandle>(crm_options_new);
    must([&](auto err) { return crm_options_set_url(options.get(), "sqlite://", CRM_NTS, err); });
    must([&](auto err) { return crm_options_set_actor(options.get(), "test", CRM_NTS, err); });
    database = made<DatabaseHandle>([&](auto out, auto err) { return crm_open(options.get(), out, err); });
    const auto new_session = [&](auto out, auto err) {
      return crm_session_new(database.get(), nullptr, 0, out, err);
    };
    freed = made<SessionHandle>(new_session).release();
    session = made<SessionHandle>(new_session);
    other = made<SessionHandle>(new_session);
    crm_session_free(freed);
    const int64_t john = create_john(session.get());
    create_loan(session.get(), john);
    outcome = made<OutcomeHandle>(crm_outcome_new);
    must([&](auto err) { return crm_outcome_set_call_id(outcome.get(), "C1", 2, err); });
    must([&](auto err) { return crm_outcome_set_customer_id(outcome.get(), john, err); });
    result = made<ResultHandle>(
        [&](auto out, auto err) { return crm_post_call(session.get(), outcome.get(), out, err); });
    answer = pre_call(session.get());
    filter = made<FilterHandle>(crm_filter_new);
    text = made<TextHandle>([&](auto out, auto err) { return crm_dashboard(session.get(), out, err); });
    crm_error* refusal = nullptr;
    crm_warmup(nullptr, &refusal);
    error.reset(refusal);
  }

  const crm_candidate* candidate() const { return crm_pre_call_answer_candidate(answer.get(), 0); }

  crm_database* good(crm_database*) const { return database.get(); }
  crm_session* good(crm_session*) const { return session.get(); }
  crm_options* good(crm_options*) const { return options.get(); }
  crm_outcome* good(crm_outcome*) const { return outcome.get(); }
  crm_filter* good(crm_filter*) const { return filter.get(); }
  const crm_options* good(const crm_options*) const { return options.get(); }
  const crm_outcome* good(const crm_outcome*) const { return outcome.get(); }
  const crm_filter* good(const crm_filter*) const { return filter.get(); }
  const crm_error* good(const crm_error*) const { return error.get(); }
  const crm_text* good(const crm_text*) const { return text.get(); }
  const crm_pre_call_answer* good(const crm_pre_call_answer*) const { return answer.get(); }
  const crm_outcome_result* good(const crm_outcome_result*) const { return result.get(); }
  const crm_candidate* good(const crm_candidate*) const { return candidate(); }
  const crm_decision* good(const crm_decision*) const { return crm_candidate_decision(candidate()); }
  const crm_customer* good(const crm_customer*) const { return crm_candidate_customer(candidate()); }
  const crm_customer_phone* good(const crm_customer_phone*) const { return crm_candidate_phone(candidate()); }
  const crm_loan* good(const crm_loan*) const { return crm_candidate_loan(candidate(), 0); }
  const crm_interaction* good(const crm_interaction*) const {
    return crm_candidate_interaction(candidate(), 0);
  }
  crm_text* good(crm_text*) const { return nullptr; }  // of the _free functions: see values
  crm_error* good(crm_error*) const { return nullptr; }
  crm_pre_call_answer* good(crm_pre_call_answer*) const { return nullptr; }
  crm_outcome_result* good(crm_outcome_result*) const { return nullptr; }
};

// An out that nobody has written to yet.
template <class T>
T* unwritten() {
  return reinterpret_cast<T*>(uintptr_t{0xDEAD});
}
template <class T>
T* slot = nullptr;
template <class T>
T number_slot = 0;
char buffer[1 << 20];

// The values that are tried for a parameter of each type, the good one first. frees: the function takes its
// handle.
template <class T>
struct Values;
template <class T>
requires std::is_class_v<T>
struct Values<T*> {
  static std::vector<T*> all(const Goods& goods, bool frees) {
    if constexpr (std::is_same_v<T, crm_session>) {
      if (frees) return {nullptr, goods.freed};
      return {goods.session.get(), nullptr, goods.freed};
    } else {
      if (frees) return {nullptr};
      return {goods.good(static_cast<T*>(nullptr)), nullptr};
    }
  }
};
template <class T>
struct Values<T**> {
  static std::vector<T**> all(const Goods&, bool) { return {&slot<T>, nullptr}; }
};
template <>
struct Values<const char*> {
  static std::vector<const char*> all(const Goods&, bool) {
    static const char texts[][16] = {"5551234567", "{}", "\xff\xfe\xfd", "a\0b", "", "[[[[[[[[[[[[[["};
    return {texts[0], texts[1], texts[2], texts[3], texts[4], texts[5], nullptr};
  }
};
template <>
struct Values<char*> {
  static std::vector<char*> all(const Goods&, bool) { return {buffer, nullptr}; }
};
template <>
struct Values<void*> {
  static std::vector<void*> all(const Goods&, bool) { return {buffer, nullptr}; }
};
template <class T>
requires std::is_integral_v<T>
struct Values<T> {
  static std::vector<T> all(const Goods&, bool) {
    using Limits = std::numeric_limits<T>;
    if constexpr (std::is_unsigned_v<T>) return {CRM_NTS, 0, 1, 3, T{1} << 40, CRM_NTS - 1};
    return {T{1}, T{0}, static_cast<T>(-1), Limits::min(), Limits::max(), T{20260131}};
  }
};
template <class T>
requires std::is_integral_v<T> &&(!std::is_same_v<T, char>)struct Values<T*> {
  static std::vector<T*> all(const Goods&, bool) { return {&number_slot<T>, nullptr}; }
};
template <>
struct Values<crm_log_callback> {
  static std::vector<crm_log_callback> all(const Goods&, bool) { return {nullptr}; }
};
template <>
struct Values<crm_key_callback> {
  static std::vector<crm_key_callback> all(const Goods&, bool) { return {nullptr}; }
};

void release(crm_error* handle) { crm_error_free(handle); }
void release(crm_text* handle) { crm_text_free(handle); }
void release(crm_options* handle) { crm_options_free(handle); }
void release(crm_database* handle) { crm_close(handle); }
void release(crm_session* handle) { crm_session_free(handle); }
void release(crm_pre_call_answer* handle) { crm_pre_call_answer_free(handle); }
void release(crm_outcome* handle) { crm_outcome_free(handle); }
void release(crm_outcome_result* handle) { crm_outcome_result_free(handle); }
void release(crm_filter* handle) { crm_filter_free(handle); }

template <class T>
void before(T) {}
template <class T>
void before(T** out) {
  if (out != nullptr) *out = unwritten<T>();
}

// What an argument must look like after the call.
template <class T>
bool is_well(T, crm_status) {
  return true;
}
template <class T>
bool is_well(T** out, crm_status status) {
  if (out == nullptr) return true;
  T* const given = *out;
  *out = nullptr;
  if (given == unwritten<T>()) return false;
  if (status != CRM_OK && given != nullptr) {
    release(given);
    return false;
  }
  release(given);
  return true;
}
template <>
bool is_well(crm_error** err, crm_status status) {
  if (err == nullptr) return true;
  crm_error* const given = *err;
  *err = nullptr;
  if (given == unwritten<crm_error>()) return false;
  const bool well =
      crm_error_code(given) == status && (given == nullptr || crm_error_message(given, nullptr)[0] != '\0');
  release(given);
  return well;
}

bool is_text(const char* text) { return text == nullptr || std::strlen(text) < 100'000; }

// Calls; true when the answer and everything that was given is as the header promises.
template <class Result, class... P>
bool call(Result (*function)(P...), P... arguments) {
  (before(arguments), ...);
  if constexpr (std::is_void_v<Result>) {
    function(arguments...);
    return true;
  } else {
    const Result result = function(arguments...);
    if constexpr (std::is_same_v<Result, const char*>) return is_text(result);
    if constexpr (std::is_same_v<Result, crm_status>) {
      const bool fails = (std::is_same_v<P, crm_error**> || ...);
      return !fails ||
             ((result >= CRM_OK && result < CRM_INTERNAL) & (true & ... & is_well(arguments, result)));
    }
    return true;
  }
}

// Every pair of parameters with every pair of their values, the others good.
template <class Result, class... P, std::size_t... I>
void call_all(const char* name, Result (*function)(P...), std::index_sequence<I...>) {
  const Goods goods;
  const std::tuple<std::vector<P>...> values{Values<P>::all(goods, std::is_void_v<Result>)...};
  const std::vector<std::size_t> sizes{std::get<I>(values).size()...};
  constexpr std::size_t count = sizeof...(P);
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t j = i; j < count; ++j)
      for (std::size_t a = 0; a < sizes[i]; ++a)
        for (std::size_t b = 0; b < (i == j ? 1 : sizes[j]); ++b) {
          std::vector<std::size_t> chosen(count, 0);
          chosen[j] = b;
          chosen[i] = a;
          if (call<Result, P...>(function, std::get<I>(values)[chosen[I]]...)) continue;
          INFO(name << ": parameter " << i << " value " << a << " and parameter " << j << " value " << b);
          CHECK(false);
        }
  if (count == 0) CHECK(call<Result, P...>(function, std::get<I>(values)[0]...));
}

template <class Result, class... P>
void try_all(const char* name, Result (*function)(P...)) {
  call_all(name, function, std::index_sequence_for<P...>());
}

struct Named {
  const char* name;
  void (*run)(const char*);
};

constexpr Named kFunctions[] = {
#define CRM_FUNCTION(name) {#name, [](const char* text) { try_all(text, name); }},
#include "all_functions.inc"
#undef CRM_FUNCTION
};

}  // namespace

TEST_CASE("no function of the header can be harmed by a bad argument") {
  for (const Named& function : kFunctions) function.run(function.name);
  CHECK(std::size(kFunctions) > 200);
}

TEST_CASE("no function of the header makes a process or a thread whatever it is given") {
  CHECK(Child([] {
          if (!forbid_processes()) return 1;
          for (const Named& function : kFunctions) function.run(function.name);
          return 0;
        }).answer() == 0);
}

TEST_CASE("a getter answers with nothing when there is no handle") {
  size_t len = 7;
  int64_t number = 7;
  CHECK(crm_customer_first_name(nullptr, &len) == nullptr);
  CHECK(len == 0);
  CHECK(crm_loan_loan_amount(nullptr, &number) == 0);
  CHECK(number == 0);
  CHECK(crm_loan_due_date(nullptr) == 0);
  CHECK(crm_candidate_loan(nullptr, 0) == nullptr);
  CHECK(crm_pre_call_answer_candidate_count(nullptr) == 0);
  CHECK(crm_error_code(nullptr) == CRM_OK);
  CHECK(crm_text_data(nullptr, &len) == nullptr);
}
