#include "session.hpp"

#include <unistd.h>

#include "text.hpp"

namespace crm::capi {

Shelf::Shelf(std::string default_country)
    : process_(getpid()), default_country_(std::move(default_country)) {}

bool Shelf::is_of_this_process() const noexcept { return process_ == getpid(); }

crm_session& Shelf::take() {
  const std::lock_guard lock(mutex_);
  if (free_.empty()) {
    crm_session& made = all_.emplace_back();
    return made;
  }
  crm_session& again = *free_.front();
  free_.pop_front();
  return again;
}

// Where memory is short the place is not used again: it goes with the shelf.
void Shelf::put_back(crm_session& session) {
  if (!is_of_this_process()) return;
  const std::lock_guard lock(mutex_);
  try {
    free_.push_back(&session);
  } catch (const std::bad_alloc&) {
  }
}

Shelves::~Shelves() {
  for (const Place* place = newest_; place != nullptr;) {
    const Place* before = place->before;
    delete place;
    place = before;
  }
}

std::shared_ptr<Shelf> Shelves::of_this_process() {
  Place* known = newest_.load();
  while (known == nullptr || !known->shelf->is_of_this_process()) {
    const auto leave_parents = [](Shelf* shelf) {
      if (shelf->is_of_this_process()) delete shelf;
    };
    std::shared_ptr<Shelf> shelf(new Shelf(default_country_), leave_parents);
    auto fresh = std::make_unique<Place>(std::move(shelf), known);
    if (newest_.compare_exchange_strong(known, fresh.get())) return fresh.release()->shelf;
  }
  return known->shelf;
}

void refuse_freed() { throw Error(Code::misuse, "The session was freed.", "session"); }

SessionUse::SessionUse(crm_session* session) : session_(required(session, "session")) {
  SessionState state = SessionState::idle;
  if (session_.state.compare_exchange_strong(state, SessionState::at_work, std::memory_order_acquire)) {
    session_.cancelled.store(false, std::memory_order_relaxed);
    return;
  }
  if (state == SessionState::freed) refuse_freed();
  throw Error(Code::misuse,
              "The session is in use: by another thread, or by the call whose callback this is. Give each "
              "thread a session of its own.",
              "session");
}

}  // namespace crm::capi

namespace capi = crm::capi;

crm_status crm_session_new(crm_database* database, const char* actor, size_t actor_len, crm_session** out,
                           crm_error** err) {
  return capi::attempt(err, [&] {
    crm_session*& place = capi::cleared(out);
    crm_database& parent = capi::required(database, "database");
    const std::string_view named = capi::taken(actor, actor_len, "actor");
    crm::Session made = parent.database.session(named.empty() ? parent.actor : std::string(named));
    std::shared_ptr<capi::Shelf> home = parent.shelves.of_this_process();
    crm_session& session = home->take();
    session.session.emplace(std::move(made));
    session.session->set_watch([&session] { return !session.cancelled.load(std::memory_order_relaxed); });
    session.home = std::move(home);
    session.state.store(capi::SessionState::idle, std::memory_order_release);
    place = &session;
  });
}

void crm_session_free(crm_session* session) {
  if (session == nullptr) return;
  auto state = capi::SessionState::idle;
  if (!session->state.compare_exchange_strong(state, capi::SessionState::freed)) return;
  const std::shared_ptr<capi::Shelf> home =
      std::move(session->home);  // it may be the last to keep its own memory
  session->session.reset();
  session->scratch = {};
  home->put_back(*session);
}

crm_status crm_session_set_deadline_ms(crm_session* session, int64_t deadline_ms, crm_error** err) {
  return capi::with(session, err, [&](const capi::SessionUse& use) {
    use->set_deadline(std::chrono::milliseconds(deadline_ms));
  });
}

crm_status crm_session_cancel(crm_session* session, crm_error** err) {
  return capi::attempt(err, [&] {
    crm_session& running = capi::required(session, "session");
    const capi::SessionState state = running.state.load(std::memory_order_acquire);
    if (state == capi::SessionState::freed) capi::refuse_freed();
    if (state == capi::SessionState::at_work) running.cancelled.store(true, std::memory_order_relaxed);
  });
}
