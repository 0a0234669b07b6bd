#include "intake/exporter.hpp"

#include <crm/error.hpp>

#include <crm/json_writer.hpp>

namespace crm::intake {

namespace {

constexpr std::string_view kAccount = "account_number";

bool is_number(const FieldInfo& field) {
  return field.type == "whole number" || field.type == "id" || field.type == "amount" ||
         field.type == "decimal";
}

bool is_json(const FieldInfo& field) { return field.type == "list" || field.type == "JSON object"; }

}  // namespace

Exporter::Exporter(Kind kind, FileFormat format, const std::vector<std::string>& columns)
    : kind_(kind), format_(format) {
  for (const std::string& column : columns) add_column(column);
  if (columns.empty()) {
    if (kind != Kind::customer) add_column(std::string(kAccount));
    for (const FieldInfo& field : fields_of(kind)) add_column(std::string(field.name));
  }
  if (format != FileFormat::csv) return;
  for (const Column& column : columns_) csv_.cell(column.name);
  csv_.end_line();
}

void Exporter::add_column(const std::string& name) {
  const auto field = with_record(kind_, [&]<class R>(std::type_identity<R>) { return field_index<R>(name); });
  if (!field && name != kAccount)
    throw Error(Code::invalid_argument,
                "A " + std::string(intake::name(kind_)) + " has no field of this name: " + name, "--columns");
  columns_.push_back({name, field.value_or(0), field ? &fields_of(kind_)[*field] : nullptr});
}

template <class R>
void Exporter::add(const R& record, std::string_view account, std::string_view ssn) {
  begin_line();
  for (const Column& column : columns_) {
    if (column.info == nullptr) {
      add_cell(column, account);
    } else if (!ssn.empty() && column.info->type == "SSN") {
      add_cell(column, ssn);
    } else {
      cell_.clear();
      append_field_text(record, column.field, cell_);
      add_cell(column, cell_);
    }
  }
  end_line();
}

void Exporter::begin_line() {
  first_ = true;
  if (format_ == FileFormat::json_lines) text_ += '{';
}

void Exporter::end_line() {
  if (format_ == FileFormat::csv) return csv_.end_line();
  text_ += "}\n";
}

void Exporter::add_cell(const Column& column, std::string_view value) {
  if (format_ == FileFormat::csv) {
    csv_.cell(value);
    return;
  }
  if (!first_) text_ += ',';
  first_ = false;
  json::append_string(text_, column.name);
  text_ += ':';
  add_json(column, value);
}

void Exporter::add_json(const Column& column, std::string_view value) {
  const FieldInfo* field = column.info;
  if (value.empty() && (field == nullptr || field->optional || is_json(*field))) {
    text_ += "null";
  } else if (field != nullptr && (is_number(*field) || is_json(*field))) {
    text_ += value;
  } else if (field != nullptr && field->type == "yes or no") {
    text_ += value == "yes" ? "true" : "false";
  } else {
    json::append_string(text_, value);
  }
}

template void Exporter::add(const Customer&, std::string_view, std::string_view);
template void Exporter::add(const CustomerPhone&, std::string_view, std::string_view);
template void Exporter::add(const Loan&, std::string_view, std::string_view);
template void Exporter::add(const Vehicle&, std::string_view, std::string_view);
template void Exporter::add(const Payment&, std::string_view, std::string_view);
template void Exporter::add(const Interaction&, std::string_view, std::string_view);
template void Exporter::add(const CustomerNote&, std::string_view, std::string_view);
template void Exporter::add(const LoanNote&, std::string_view, std::string_view);

}  // namespace crm::intake
