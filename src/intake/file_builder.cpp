// Each cell finds its place by the target of its column, and its value in the declared form.
#include "intake/file_builder.hpp"

#include <algorithm>
#include <charconv>

#include <crm/error.hpp>

#include "intake/rejects.hpp"

namespace crm::intake {

namespace {

constexpr std::string_view kRegion = "US";
// Fields that the library sets, but takes over from a file that it has written itself.
constexpr std::string_view kTakenOver[] = {"id", "due_reduction", "balance_reduction", "reverses_id"};

std::size_t place(Kind kind) { return static_cast<std::size_t>(kind); }

template <class T>
T& first_of(std::vector<T>& records) {
  return records.empty() ? records.emplace_back() : records.front();
}

// Where the fields of a kind stand in a customer's file; the record is made when it is not there yet.
CustomerFields& fields_in(CustomerFile& file, std::type_identity<Customer>) { return file.customer; }
CustomerPhoneFields& fields_in(CustomerFile& file, std::type_identity<CustomerPhone>) {
  return first_of(file.phones);
}
Entry<Loan>& fields_in(CustomerFile& file, std::type_identity<Loan>) { return first_of(file.loans); }
Entry<Vehicle>& fields_in(CustomerFile& file, std::type_identity<Vehicle>) { return first_of(file.vehicles); }
InteractionFields& fields_in(CustomerFile& file, std::type_identity<Interaction>) {
  return first_of(file.interactions);
}
PaymentEntry& fields_in(CustomerFile& file, std::type_identity<Payment>) { return first_of(file.payments); }
CustomerNoteFields& fields_in(CustomerFile& file, std::type_identity<CustomerNote>) {
  return first_of(file.notes);
}
LoanNoteFields& fields_in(CustomerFile& file, std::type_identity<LoanNote>) {
  return first_of(file.loan_notes);
}

bool holds(const CustomerFile& file, Kind kind) {
  switch (kind) {
    case Kind::customer:
      return true;
    case Kind::phone:
      return !file.phones.empty();
    case Kind::vehicle:
      return !file.vehicles.empty();
    case Kind::loan:
      return !file.loans.empty();
    case Kind::interaction:
      return !file.interactions.empty();
    case Kind::payment:
      return !file.payments.empty();
    case Kind::note:
      return !file.notes.empty();
    case Kind::loan_note:
      return !file.loan_notes.empty();
  }
  return false;
}

bool is_taken_over(Target target) {
  const bool known =
      std::find(std::begin(kTakenOver), std::end(kTakenOver), target.info().name) != std::end(kTakenOver);
  const bool kept = target.kind == Kind::customer || target.kind == Kind::loan ||
                    target.kind == Kind::vehicle || target.kind == Kind::payment;
  return known && kept;
}

bool is_currency(Target target) { return target.info().type == "currency"; }

template <class R>
void read_id(std::string_view text, Id<R>& id) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id.value);
  if (error != std::errc() || end != text.data() + text.size() || id.value < 1)
    throw Error(Code::invalid_argument, "must be the id of a record");
}

void take_over(CustomerFile& file, Target target, std::string_view text, Currency currency) {
  const std::string_view name = target.info().name;
  if (text.empty()) return;
  if (target.kind == Kind::customer) return read_id(text, file.customer_id);
  if (target.kind == Kind::loan) return read_id(text, first_of(file.loans).id);
  if (target.kind == Kind::vehicle) return read_id(text, first_of(file.vehicles).id);
  PaymentEntry& payment = first_of(file.payments);
  if (name == "id") return read_id(text, payment.id);
  if (name == "reverses_id") return read_id(text, payment.reverses_id.emplace());
  (name == "due_reduction" ? payment.due_reduction : payment.balance_reduction) =
      Money::parse(text, currency);
}

}  // namespace

FileBuilder::FileBuilder(const Mapping& mapping, Kind main)
    : mapping_(mapping),
      main_(main),
      targets_(main),
      region_(mapping.region.value_or(std::string(kRegion))),
      phones_(region_) {
  if (mapping.date_format) dates_.emplace(*mapping.date_format);
  if (mapping.amount_format) amounts_.emplace(*mapping.amount_format);
  for (const auto& [field, text] : mapping.constants) add_constant(field, text);
  if (mapping.currency) add_currency(*mapping.currency);
}

// What is wrong with a constant is said now, not for each row.
void FileBuilder::add_constant(const std::string& name, const std::string& text) {
  const Target target = require_target(name);
  CustomerFile trial;
  set(trial, target, text);
  if (is_currency(target)) usual_[place(target.kind)] = Currency::parse(text);
  constants_.push_back({target, text});
}

void FileBuilder::add_currency(const std::string& code) {
  usual_.fill(Currency::parse(code));
  for (const Kind kind : kKinds)
    for (std::size_t field = 0; field < fields_of(kind).size(); ++field)
      if (is_currency({kind, field})) currency_.push_back({{kind, field}, code});
}

Target FileBuilder::require_target(const std::string& name) const {
  const auto target = targets_.find(name);
  if (target) return *target;
  std::string sentence = "\"" + name + "\" is no field of a " + std::string(intake::name(main_)) + ".";
  const auto near = targets_.near(name);
  for (std::size_t i = 0; i < near.size(); ++i)
    sentence += (i == 0 ? " Did you mean " : i + 1 == near.size() ? " or " : ", ") + near[i];
  throw Error(Code::invalid_argument, near.empty() ? sentence : sentence + "?", name);
}

FileBuilder::Column FileBuilder::column_for(const std::string& name) const {
  if (std::find(mapping_.ignore.begin(), mapping_.ignore.end(), name) != mapping_.ignore.end()) return {};
  if (name.starts_with(kRejectedPrefix)) return {};
  if (name.empty()) return {std::nullopt, "The cell stands under no column name.", false};
  const auto mapped = std::find_if(mapping_.columns.begin(), mapping_.columns.end(),
                                   [&](const auto& column) { return column.first == name; });
  try {
    const Target target = require_target(mapped == mapping_.columns.end() ? name : mapped->second);
    const bool set_by_library = target.info().access == FieldAccess::read_only && !is_taken_over(target);
    return {set_by_library ? std::nullopt : std::optional(target), "", set_by_library};
  } catch (const Error& error) {
    return {
        std::nullopt,
        std::string(error.what()) + " Say what the column is, or to ignore it, in a mapping file (--map).",
        false};
  }
}

void FileBuilder::learn(const std::vector<std::string>& columns) {
  if (columns_.size() == columns.size()) return;
  while (columns_.size() < columns.size()) columns_.push_back(column_for(columns[columns_.size()]));
  order_.clear();
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (columns_[i].target || !columns_[i].problem.empty()) order_.push_back(i);
  std::stable_partition(order_.begin(), order_.end(), [&](std::size_t i) {
    return columns_[i].target && is_currency(*columns_[i].target);
  });
}

void FileBuilder::require_columns(const std::vector<std::string>& columns) {
  for (const auto& [column, field] : mapping_.columns)
    if (std::find(columns.begin(), columns.end(), column) == columns.end())
      throw Error(Code::invalid_argument, "The mapping names a column that the file does not have.", column);
  learn(columns);
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (!columns[i].empty() && !columns_[i].problem.empty())
      throw Error(Code::invalid_argument, columns_[i].problem, columns[i]);
  refuse_same_fields(columns);
  require_customer();
}

std::vector<std::string> FileBuilder::left_out(const std::vector<std::string>& columns) const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(columns.size(), columns_.size()); ++i)
    if (columns_[i].set_by_library) names.push_back(columns[i]);
  return names;
}

void FileBuilder::refuse_same_fields(const std::vector<std::string>& columns) const {
  for (std::size_t i = 0; i < columns.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (columns_[i].target && columns_[i].target == columns_[j].target)
        throw Error(Code::invalid_argument,
                    "The columns \"" + columns[j] + "\" and \"" + columns[i] +
                        "\" are the same field: ignore one in a mapping file (--map).",
                    columns[i]);
}

void FileBuilder::require_customer() const {
  const auto names_customer = [](const Column& column) {
    if (!column.target || column.target->kind != Kind::customer) return false;
    const std::string_view field = column.target->info().name;
    return field == "account_number" || field == "external_id" || field == "id";
  };
  if (std::none_of(columns_.begin(), columns_.end(), names_customer))
    throw Error(
        Code::invalid_argument,
        "The file has no column for the customer's account_number (or external_id): without it nobody knows "
        "whom a line is about. Say in a mapping file (--map) which column it is.",
        "account_number");
}

CustomerFile FileBuilder::build(const std::vector<std::string>& columns, const Row& row) {
  learn(columns);
  currencies_ = usual_;
  CustomerFile file;
  for (const std::size_t i : order_) {
    if (i >= row.cells.size() || !row.cells[i]) continue;
    try {
      if (!columns_[i].target) throw Error(Code::invalid_argument, columns_[i].problem);
      set(file, *columns_[i].target, *row.cells[i]);
    } catch (const Error& error) {
      throw Error(error.code(), error.what(), columns[i]);
    }
  }
  add_constants(file, row);
  return file;
}

void FileBuilder::add_constants(CustomerFile& file, const Row& row) {
  const auto is = [](Target wanted) { return [wanted](Target target) { return target == wanted; }; };
  for (const Constant& constant : constants_) {
    const bool belongs = constant.target.kind == main_ || holds(file, constant.target.kind);
    if (belongs && !says(row, is(constant.target))) set(file, constant.target, constant.text);
  }
  for (const auto& [currency, code] : currency_) {
    const auto is_amount = [kind = currency.kind](Target target) {
      return target.kind == kind && target.info().type == "amount";
    };
    if (says(row, is_amount) && !says(row, is(currency))) set(file, currency, code);
  }
}

template <class Is>
bool FileBuilder::says(const Row& row, Is is) const {
  return std::any_of(order_.begin(), order_.end(), [&](std::size_t i) {
    return i < row.cells.size() && row.cells[i] && columns_[i].target && is(*columns_[i].target);
  });
}

void FileBuilder::set(CustomerFile& file, Target target, std::string_view text) {
  const FieldInfo& field = target.info();
  Currency& currency = currencies_[place(target.kind)];
  text = prepared(field, text);
  if (field.access == FieldAccess::read_only) return take_over(file, target, text, currency);
  with_record(target.kind, [&]<class R>(std::type_identity<R> kind) {
    set_field_text<R>(fields_in(file, kind), target.field, text, {region_, currency});
  });
  if (is_currency(target)) currency = Currency::parse(text);
}

std::string_view FileBuilder::prepared(const FieldInfo& field, std::string_view text) {
  if (text.empty()) return text;
  if (dates_ && (field.type == "date" || field.type == "instant")) return scratch_ = dates_->to_iso(text);
  if (amounts_ && (field.type == "amount" || field.type == "decimal"))
    return scratch_ = amounts_->to_plain(text);
  if (field.type == "phone number") return scratch_ = phones_.read(text).e164();
  return text;
}

std::string FileBuilder::column_of(std::string_view field, const std::vector<std::string>& columns) const {
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (columns_[i].target && columns_[i].target->info().name == field) return columns[i];
  return std::string(field);
}

}  // namespace crm::intake
