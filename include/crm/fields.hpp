// What a record's fields are called, what they hold, and how they read and write as plain text: for programs
// that show, import or describe records without knowing each field.
//
// R: Customer, CustomerPhone, Loan, Vehicle, Payment, Interaction, CustomerNote, LoanNote. A field's index is
// its place in fields_of<R>(); it is the same for as long as the program runs.
// Threads: pure functions. Errors: Error(invalid_argument) with the field's name; never with the text, which
// may be personal.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <crm/customer.hpp>
#include <crm/customer_note.hpp>
#include <crm/customer_phone.hpp>
#include <crm/interaction.hpp>
#include <crm/loan.hpp>
#include <crm/loan_note.hpp>
#include <crm/payment.hpp>
#include <crm/vehicle.hpp>

namespace crm {

enum class FieldAccess {
  read_only,  // the library sets it
  on_create,  // given once, when the record is made
  writable,   // given when the record is made, and changed later
};

struct FieldInfo {
  std::string_view name;  // as everywhere: in C++, SQL, JSON, Python and on the command line
  // text, whole number, yes or no, amount, decimal, date, instant, phone number, currency, id, SSN, list or
  // JSON object
  std::string_view type;
  FieldAccess access = FieldAccess::read_only;
  bool required = false;  // a new record cannot do without it
  bool optional = false;  // it may be absent, which is what an empty text says
  bool personal = false;  // it holds personal data
  std::string_view description;
};

// Every field of R, in the order in which records are shown.
template <class R>
std::span<const FieldInfo> fields_of();

// None: R has no field of that name.
template <class R>
std::optional<std::size_t> field_index(std::string_view name);

// Appends the field's value as text; nothing for one that is absent, and for an empty list.
//   amount   "1250.00", with the decimals of its currency and without its code
//   yes or no, currency ("USD"), date, instant, decimal, id and phone number (E.164) in their usual forms
//   SSN      masked, "***-**-1234"
//   list     a JSON array of texts; JSON object: its text
// A text that holds "" reads like one that is absent.
template <class R>
void append_field_text(const R& record, std::size_t index, std::string& out);

// How texts are read.
struct TextReading {
  std::string_view default_country = "US";  // ISO 3166-1, for national phone numbers
  Currency currency{};                      // of amounts
};

// Names the field in `fields`, with the value that the text says. Takes what append_field_text writes and
// what the types' own parse functions take; "yes or no" also as true, y, t, 1, on and their opposites, in any
// letter case. Refuses read-only fields and texts that are no such value; an empty text too, when the field
// is not optional and no text or list.
template <class R>
void set_field_text(typename R::Fields& fields, std::size_t index, std::string_view text,
                    const TextReading& reading);

struct NamedText {
  std::string_view name, text;
};

// The fields that the texts name, for create and update. Amounts are in the currency that is named among the
// texts, else in the other one. Refuses unknown fields and a field that is named twice.
template <class R>
typename R::Fields fields_from_text(std::span<const NamedText> texts, std::string_view default_country = "US",
                                    Currency otherwise = {});

}  // namespace crm
