#include "call.hpp"

#include <algorithm>
#include <cmath>
#include <crm/config.hpp>

namespace crm::python {

namespace {

Options logging_to(Options options, std::shared_ptr<LogQueue> queue) {
  options.log = [queue = std::move(queue)](LogLevel level, std::string_view what, std::string_view message) {
    queue->add(level, what, message);
  };
  return options;
}

auto& handles() {
  static auto* const known =
      new std::set<DatabaseHandle*>;  // never destroyed: a process may end in any order
  return *known;
}

}  // namespace

DatabaseHandle::DatabaseHandle(Options options)
    : country_(options.default_country),
      shown_url_(without_password(options.url)),
      in_memory_(options.url.starts_with("sqlite:") && sqlite_file(options.url).empty()),
      deadline_(options.deadline),
      pre_call_deadline_(options.pre_call_deadline),
      database_(logging_to(std::move(options), log_)) {
  handles().insert(this);
}

DatabaseHandle::~DatabaseHandle() {
  handles().erase(this);
  close();
}

const std::set<DatabaseHandle*>& DatabaseHandle::all() noexcept { return handles(); }

std::chrono::milliseconds DatabaseHandle::limit(const Timeout& timeout) const {
  return timeout ? milliseconds_of(*timeout, "timeout") : deadline_;
}

std::chrono::milliseconds DatabaseHandle::pre_call_limit(const Timeout& timeout) const {
  return timeout ? milliseconds_of(*timeout, "timeout") : pre_call_deadline_;
}

Database DatabaseHandle::get() const {
  if (!database_) throw Error(Code::misuse, "The database is closed: open it again.");
  return *database_;
}

void DatabaseHandle::close() {
  std::optional<Database> last = std::exchange(database_, std::nullopt);
  const CallPass pass;
  const WithoutGil released;
  last.reset();
}

bool Watchman::go_on() {
  if (cancelled_ || raised_ || is_ending()) return false;
  const Clock::time_point now = Clock::now();
  if (now < next_look_) return true;
  next_look_ = now + kLook;
  const py::gil_scoped_acquire acquired;
  if (PyErr_CheckSignals() == 0) return true;
  raised_ = std::make_exception_ptr(py::error_already_set());
  return false;
}

std::chrono::milliseconds left_until(Clock::time_point until) {
  using std::chrono::milliseconds;
  return std::max(milliseconds(1), std::chrono::ceil<milliseconds>(until - Clock::now()));
}

std::chrono::milliseconds milliseconds_of(double seconds, const char* field) {
  constexpr double kDay = 86'400;
  if (!(seconds > 0 && seconds <= kDay))
    throw Error(Code::invalid_argument,
                std::string(field) + " must be more than 0 and at most 86400 seconds.", field);
  return std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil(seconds * 1000)));
}

}  // namespace crm::python
