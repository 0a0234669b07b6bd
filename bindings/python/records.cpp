#include "records.hpp"

#include "words.hpp"

namespace crm::python {

namespace {

// Looked up once and kept for the life of the process.
struct Enums {
  Words kinds{"PhoneKind"}, statuses{"PhoneStatus"};
};
const Enums* enums = nullptr;

template <class R, class T>
PyObject* value_of(const R&, const T& value) {
  return to_python(value);
}
// The words of a phone are closed lists.
PyObject* value_of(const CustomerPhone& phone, const std::string& value) {
  return (&value == &phone.kind ? enums->kinds : enums->statuses).of(value);
}

template <class T>
constexpr bool is_json = std::is_same_v<T, JsonObject> || std::is_same_v<T, std::optional<JsonObject>>;

template <class R, auto member>
PyObject* convert(const void* source, const Owner&) {
  const R& record = *static_cast<const R*>(source);
  return value_of(record, record.*member);
}

template <class R, auto derive>
PyObject* convert_derived(const void* source, const Owner&) {
  return to_python(derive(*static_cast<const R*>(source)));
}

template <class R>
std::vector<FieldShape> shapes_of() {
  std::vector<FieldShape> shapes;
  for (const FieldInfo& field : fields_of<R>())
    shapes.push_back({std::string(field.name), std::string(field.description), nullptr, field.personal});
  auto shape = shapes.begin();
  Members<R>::each([&](std::string_view, auto member, auto) {
    using T = std::remove_cvref_t<decltype(std::declval<R>().*member())>;
    if (is_json<T>) shape->form = FieldShape::Form::json;
    (shape++)->convert = convert<R, decltype(member)::value>;
  });
  Derived<R>::each([&](const char* name, const char* doc, auto derive) {
    shapes.push_back({name, doc, convert_derived<R, derive()>});
  });
  return shapes;
}

template <class R>
void add_type(py::module_& module, const char* name, const char* doc) {
  type_of<R> = make_record_type(module, name, doc, shapes_of<R>());
}

}  // namespace

void add_field_records(py::module_& module) {
  enums = new Enums;
  add_type<Customer>(module, "Customer", "A customer: whoever owes, or answers for one who owes.");
  add_type<CustomerPhone>(module, "CustomerPhone", "One number of one customer, with kind, rank and status.");
  add_type<Loan>(module, "Loan", "What a customer owes. Amounts are in the loan's currency.");
  add_type<Vehicle>(module, "Vehicle", "A vehicle: a loan's collateral.");
  add_type<Payment>(module, "Payment", "A payment, or the reversal of one.");
  add_type<Interaction>(module, "Interaction", "One contact, or attempt to contact, with a customer.");
  add_type<CustomerNote>(module, "CustomerNote", "A note about a customer.");
  add_type<LoanNote>(module, "LoanNote", "A note about a loan.");
}

Currency currency_among(const py::dict& named, Currency otherwise) {
  if (!named.contains("currency")) return otherwise;
  Currency currency;
  naming("currency", [&] { from_python(named["currency"], {}, currency); });
  return currency;
}

void refuse_field(std::string_view name, const char* why) {
  throw Error(Code::invalid_argument, std::string(name) + " " + why, std::string(name));
}

}  // namespace crm::python
