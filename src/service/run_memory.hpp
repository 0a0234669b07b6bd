// What a run of puts remembers of its source, and how a part of it is taken back.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <crm/put_run.hpp>

#include "domain/fields.hpp"
#include "service/fingerprints.hpp"

namespace crm::service {

// Fields of a record, one bit each, in the order of its list.
using FieldSet = std::uint64_t;

template <class R>
FieldSet named_fields(const typename R::Fields& fields) {
  FieldSet named = 0, bit = 1;
  domain::each_field<R>([&](const auto& field) {
    if constexpr (std::remove_cvref_t<decltype(field)>::nameable)
      if ((fields.*field.change).named()) named |= bit;
    bit <<= 1;
  });
  return named;
}

// Which id here an id of the source stands for. Exports are in order of the ids, and new ids are handed out
// in order: one entry says it for all records of a stretch.
class IdTranslation {
 public:
  std::optional<std::int64_t> find(std::int64_t theirs) const;
  // Once for each id.
  void add(std::int64_t theirs, std::int64_t ours);
  // The one that was added last of all that are left.
  void take_back(std::int64_t theirs);

 private:
  struct Stretch {
    std::int64_t ours, count;
  };
  std::map<std::int64_t, Stretch> stretches_;  // by their first id
};

// Threads: one at a time.
class RunMemory {
 public:
  explicit RunMemory(PutRun::Ids ids) : ids_(ids) {}

  // about: the name of a record, or empty when the entries are about all kinds.
  void begin_file(std::string_view about);
  std::string_view about() const { return about_; }
  // Whether ids are the source's.
  bool translates() const { return ids_ == PutRun::Ids::source; }

  // How many equal ones there were, up to this one.
  std::size_t count(std::uint64_t fingerprint);

  // What the file has said of this record.
  template <class R>
  FieldSet said(Id<R> id) const {
    return said_of(fingerprint_of(domain::record_name<R>, id.value));
  }
  // Whether it has said anything.
  template <class R>
  bool knows(Id<R> id) const {
    return table_.get(fingerprint_of(domain::record_name<R>, id.value)) != 0;
  }
  template <class R>
  void say(Id<R> id, FieldSet fields) {
    say_of(fingerprint_of(domain::record_name<R>, id.value), fields);
  }

  template <class R>
  std::optional<Id<R>> translated(Id<R> theirs) const {
    const auto found = translations_.find(domain::record_name<R>);
    const auto ours = found == translations_.end() ? std::nullopt : found->second.find(theirs.value);
    return ours ? std::optional(Id<R>{*ours}) : std::nullopt;
  }
  // An id that was translated before keeps its meaning.
  template <class R>
  void translate(Id<R> theirs, Id<R> ours) {
    if (!translates() || !theirs || translated(theirs)) return;
    IdTranslation& translation = translations_[domain::record_name<R>];
    translation.add(theirs.value, ours.value);
    log_.push_back({&translation, static_cast<std::uint64_t>(theirs.value), 0});
  }

  // A moment, to which take_back returns.
  std::size_t moment() const { return log_.size(); }
  void take_back(std::size_t moment);
  // Nothing up to now will be taken back.
  void keep() { log_.clear(); }

 private:
  struct Step {
    IdTranslation* translation;  // where `key` was added; none: it is a fingerprint, and was `before`
    std::uint64_t key;
    std::uint16_t before;
  };

  static std::uint64_t fingerprint_of(std::string_view record, std::int64_t id);
  FieldSet said_of(std::uint64_t fingerprint) const;
  void say_of(std::uint64_t fingerprint, FieldSet fields);
  void set(std::uint64_t fingerprint, std::uint16_t value);
  std::uint16_t number_of(FieldSet fields);

  const PutRun::Ids ids_;
  std::string_view about_;
  Fingerprints table_;
  std::vector<FieldSet> sets_;  // each has a number, from 1: files name few different sets of fields
  std::unordered_map<FieldSet, std::uint16_t> numbers_;
  std::map<std::string_view, IdTranslation> translations_;
  std::vector<Step> log_;
};

}  // namespace crm::service
