// Names are compared without what people spell differently.
#include "intake/target.hpp"

#include <algorithm>
#include <numeric>

#include "domain/text.hpp"

namespace crm::intake {

namespace {

constexpr std::size_t kMostNear = 3;

std::string key_of(std::string_view name) {
  std::string key;
  for (const char c : name)
    if (std::string_view(" _-.\t").find(c) == std::string_view::npos)
      key += domain::is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
  return key;
}

// How many letters must be put in, taken out or exchanged (Levenshtein).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t exchanged = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({exchanged, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

// Whether the letters of a stand in b in the same order: "acct" in "accountnumber".
bool abbreviates(std::string_view a, std::string_view b) {
  for (const char c : b)
    if (!a.empty() && c == a.front()) a.remove_prefix(1);
  return a.empty();
}

// Small when a name may be meant; none: it is another word.
std::optional<std::size_t> unlikeness(std::string_view name, std::string_view known) {
  const std::size_t letters = distance(name, known), longer = std::max(name.size(), known.size());
  if (name.size() >= 3 && name.front() == known.front() && abbreviates(name, known)) return letters / 2;
  return letters <= longer / 2 ? std::optional(letters) : std::nullopt;
}

std::optional<std::size_t> index_of(Kind kind, std::string_view field) {
  return with_record(kind, [&]<class R>(std::type_identity<R>) { return field_index<R>(field); });
}

}  // namespace

Targets::Targets(Kind main) : main_(main) {
  add("", main);
  if (main != Kind::customer)
    for (const char* field : {"account_number", "external_id"}) add(field, Kind::customer, field);
  for (const Kind kind : kKinds) add(name(kind), kind);
  if (main == Kind::customer) add("", Kind::loan);
}

void Targets::add(std::string_view prefix, Kind kind) {
  for (const FieldInfo& field : fields_of(kind)) {
    const bool is_owner = kind != Kind::customer && field.name == "customer_id";
    const std::string name = std::string(prefix).append(field.name);
    if (is_owner) {
      add(name, Kind::customer, "id");
    } else {
      add(name, kind, field.name);
    }
  }
}

void Targets::add(std::string_view name, Kind kind, std::string_view field) {
  known_.push_back({key_of(name), {kind, *index_of(kind, field)}});
}

std::optional<Target> Targets::find(std::string_view name) const {
  const std::string key = key_of(name);
  const auto found =
      std::find_if(known_.begin(), known_.end(), [&](const Known& known) { return known.key == key; });
  return found == known_.end() ? std::nullopt : std::optional(found->target);
}

std::vector<std::string> Targets::near(std::string_view name) const {
  const std::string key = key_of(name.substr(0, 100));
  std::vector<std::pair<std::size_t, std::string>> all;
  for (const Known& known : known_) {
    if (const auto letters = unlikeness(key, known.key)) all.emplace_back(*letters, name_of(known.target));
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> names;
  for (auto& [letters, near] : all)
    if (names.size() < kMostNear && std::find(names.begin(), names.end(), near) == names.end())
      names.push_back(std::move(near));
  return names;
}

std::string Targets::name_of(Target target) const {
  const std::string field(target.info().name);
  const bool plain = target.kind == main_;
  return plain ? field : std::string(name(target.kind)).append(".").append(field);
}

}  // namespace crm::intake
