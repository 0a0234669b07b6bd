// Open addressing: a fingerprint stands at its home, or behind it where the first free slot was.
#include "service/fingerprints.hpp"

namespace crm::service {

namespace {

constexpr std::size_t kParts = 1024, kFirstSlots = 8;
constexpr std::uint64_t kValue = 0xFFFF;

std::size_t part_of(std::uint64_t fingerprint) { return fingerprint >> 54; }
// The 48 bits, where they stand in a slot.
std::uint64_t key_of(std::uint64_t fingerprint) { return fingerprint << 16; }

std::size_t home(std::uint64_t slot, std::size_t slots) { return ((slot >> 32) * slots) >> 32; }
std::size_t next(std::size_t at, std::size_t slots) { return at + 1 == slots ? 0 : at + 1; }
std::size_t way(std::size_t from, std::size_t to, std::size_t slots) {
  return to >= from ? to - from : to + slots - from;
}

}  // namespace

// Its slot, or the free one where it belongs.
std::size_t Fingerprints::find(const Part& part, std::uint64_t key) {
  const std::size_t slots = part.slots.size();
  std::size_t at = home(key, slots);
  while (part.slots[at] != 0 && (part.slots[at] & ~kValue) != key) at = next(at, slots);
  return at;
}

std::uint16_t Fingerprints::get(std::uint64_t fingerprint) const {
  if (parts_.empty()) return 0;
  const Part& part = parts_[part_of(fingerprint)];
  if (part.slots.empty()) return 0;
  return static_cast<std::uint16_t>(part.slots[find(part, key_of(fingerprint))] & kValue);
}

void Fingerprints::set(std::uint64_t fingerprint, std::uint16_t value) {
  if (parts_.empty()) parts_.resize(kParts);
  Part& part = parts_[part_of(fingerprint)];
  if ((part.used + 1) * 16 > part.slots.size() * 15) grow(part);  // one slot at least stays free
  const std::uint64_t key = key_of(fingerprint);
  const std::size_t at = find(part, key);
  const bool there = part.slots[at] != 0;
  if (value == 0) {
    if (there) take_out(part, at);
    return;
  }
  part.slots[at] = key | value;
  if (!there) ++part.used;
}

void Fingerprints::grow(Part& part) {
  const std::size_t slots = part.slots.empty() ? kFirstSlots : part.slots.size() + part.slots.size() / 8;
  std::vector<std::uint64_t> old(slots);
  old.swap(part.slots);
  for (const std::uint64_t slot : old)
    if (slot != 0) part.slots[find(part, slot & ~kValue)] = slot;
}

// What was put behind it because it stood there moves up.
void Fingerprints::take_out(Part& part, std::size_t at) {
  std::vector<std::uint64_t>& slots = part.slots;
  for (std::size_t behind = next(at, slots.size()); slots[behind] != 0; behind = next(behind, slots.size())) {
    if (way(home(slots[behind], slots.size()), behind, slots.size()) < way(at, behind, slots.size()))
      continue;
    slots[at] = slots[behind];
    at = behind;
  }
  slots[at] = 0;
  --part.used;
}

}  // namespace crm::service
