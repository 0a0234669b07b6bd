// Databases and sessions behind their handles, and the guard that a session passes into every call.
#pragma once

#include <crm.h>

#include <atomic>
#include <crm/database.hpp>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "barrier.hpp"

namespace crm::capi {
class Shelf;
enum class SessionState { freed, idle, at_work };
}  // namespace crm::capi

struct crm_session {
  std::atomic<crm::capi::SessionState> state = crm::capi::SessionState::freed;
  std::atomic<bool> cancelled = false;
  std::optional<crm::Session> session{};
  std::shared_ptr<crm::capi::Shelf> home{};  // while it is not freed
  std::string scratch{};                     // keeps its memory from one answer to the next
};

namespace crm::capi {

// Where a database's sessions lie. The memory of a freed one stays until database and sessions are gone, so
// that a later use of its handle can be noticed; new sessions take it, the one freed longest ago first.
// Threads: any. In a forked child it is left as it is: another thread of the parent may have been at it.
class Shelf {
 public:
  explicit Shelf(std::string default_country);

  bool is_of_this_process() const noexcept;

  crm_session& take();
  void put_back(crm_session& session);

  const std::string& default_country() const noexcept { return default_country_; }

 private:
  const int process_;
  const std::string default_country_;
  std::mutex mutex_;
  std::deque<crm_session> all_;
  std::deque<crm_session*> free_;
};

// A database's shelf in whichever process asks, made when it is first needed. Threads: any; nothing here
// waits, so that it also answers in a child that was forked in the middle of a call.
class Shelves {
 public:
  explicit Shelves(std::string default_country) : default_country_(std::move(default_country)) {}
  ~Shelves();
  Shelves(const Shelves&) = delete;
  Shelves& operator=(const Shelves&) = delete;

  std::shared_ptr<Shelf> of_this_process();

 private:
  struct Place {
    std::shared_ptr<Shelf> shelf;
    Place* before;  // the parent process's
  };
  const std::string default_country_;
  std::atomic<Place*> newest_ = nullptr;
};

[[noreturn]] void refuse_freed();

// A session for the time of one call. CRM_MISUSE for one that was freed or is in use.
class SessionUse {
 public:
  explicit SessionUse(crm_session* session);
  ~SessionUse() { session_.state.store(SessionState::idle, std::memory_order_release); }
  SessionUse(const SessionUse&) = delete;
  SessionUse& operator=(const SessionUse&) = delete;

  Session& operator*() const { return *session_.session; }
  Session* operator->() const { return &*session_.session; }
  const std::string& default_country() const { return session_.home->default_country(); }
  std::string& scratch() const { return session_.scratch; }

 private:
  crm_session& session_;
};

// Runs body(SessionUse&) behind the barrier; what it answers goes to *out, which is NULL until then.
template <class Out, class Body>
crm_status ask(crm_session* session, Out** out, crm_error** err, Body body) noexcept {
  return attempt(err, [&] {
    Out*& place = cleared(out);
    const SessionUse use(session);
    place = body(use).release();
  });
}

// Runs body(SessionUse&) behind the barrier.
template <class Body>
crm_status with(crm_session* session, crm_error** err, Body body) noexcept {
  return attempt(err, [&] {
    const SessionUse use(session);
    body(use);
  });
}

}  // namespace crm::capi

struct crm_database {
  crm::Database database;
  std::string actor;
  crm::capi::Shelves shelves;
};
