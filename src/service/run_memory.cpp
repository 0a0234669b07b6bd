#include "service/run_memory.hpp"

#include <algorithm>
#include <limits>

#include "service/fingerprint.hpp"

namespace crm::service {

namespace {

constexpr std::uint16_t kMost = std::numeric_limits<std::uint16_t>::max();

}  // namespace

std::optional<std::int64_t> IdTranslation::find(std::int64_t theirs) const {
  auto behind = stretches_.upper_bound(theirs);
  if (behind == stretches_.begin()) return std::nullopt;
  const auto& [first, stretch] = *--behind;
  return theirs - first < stretch.count ? std::optional(stretch.ours + (theirs - first)) : std::nullopt;
}

void IdTranslation::add(std::int64_t theirs, std::int64_t ours) {
  auto behind = stretches_.upper_bound(theirs);
  if (behind != stretches_.begin()) {
    auto& [first, stretch] = *--behind;
    if (first + stretch.count == theirs && stretch.ours + stretch.count == ours) {
      ++stretch.count;
      return;
    }
  }
  stretches_[theirs] = {ours, 1};
}

void IdTranslation::take_back(std::int64_t theirs) {
  const auto last = std::prev(stretches_.upper_bound(theirs));
  if (--last->second.count == 0) stretches_.erase(last);
}

void RunMemory::begin_file(std::string_view about) {
  about_ = about;
  table_.clear();
}

// More of one kind than a slot can count go on under another fingerprint.
std::size_t RunMemory::count(std::uint64_t fingerprint) {
  std::size_t full = 0;
  std::uint16_t counted = table_.get(fingerprint);
  for (; counted == kMost; counted = table_.get(fingerprint)) {
    fingerprint = Fingerprint().add(fingerprint).value();
    full += kMost;
  }
  set(fingerprint, static_cast<std::uint16_t>(counted + 1));
  return full + counted + 1;
}

std::uint64_t RunMemory::fingerprint_of(std::string_view record, std::int64_t id) {
  return Fingerprint().add(record).add(static_cast<std::uint64_t>(id)).value();
}

FieldSet RunMemory::said_of(std::uint64_t fingerprint) const {
  const std::uint16_t number = table_.get(fingerprint);
  return number == 0 ? 0 : sets_[number - 1U];
}

void RunMemory::say_of(std::uint64_t fingerprint, FieldSet fields) {
  const std::uint16_t before = table_.get(fingerprint),
                      after = number_of(fields | (before == 0 ? 0 : sets_[before - 1U]));
  if (after != before) set(fingerprint, after);
}

void RunMemory::set(std::uint64_t fingerprint, std::uint16_t value) {
  log_.push_back({nullptr, fingerprint, table_.get(fingerprint)});
  table_.set(fingerprint, value);
}

// A source with more different sets than there are numbers is no table: what is said beyond is not compared.
std::uint16_t RunMemory::number_of(FieldSet fields) {
  if (sets_.empty()) numbers_[sets_.emplace_back(0)] = 1;
  const auto found = numbers_.find(fields);
  if (found != numbers_.end()) return found->second;
  if (sets_.size() == kMost) return 1;
  sets_.push_back(fields);
  return numbers_[fields] = static_cast<std::uint16_t>(sets_.size());
}

void RunMemory::take_back(std::size_t moment) {
  for (; log_.size() > moment; log_.pop_back()) {
    const Step& step = log_.back();
    if (step.translation != nullptr) {
      step.translation->take_back(static_cast<std::int64_t>(step.key));
    } else {
      table_.set(step.key, step.before);
    }
  }
}

}  // namespace crm::service

namespace crm {

PutRun::PutRun(Ids ids) : memory_(std::make_shared<service::RunMemory>(ids)) {}

template <class R>
void PutRun::begin_file() {
  if (memory_) memory_->begin_file(domain::record_name<R>);
}

template void PutRun::begin_file<Customer>();
template void PutRun::begin_file<CustomerPhone>();
template void PutRun::begin_file<Loan>();
template void PutRun::begin_file<Vehicle>();
template void PutRun::begin_file<Payment>();
template void PutRun::begin_file<Interaction>();
template void PutRun::begin_file<CustomerNote>();
template void PutRun::begin_file<LoanNote>();

}  // namespace crm
