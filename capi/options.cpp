// Options: a setter each, which refuses at once what crm_open would.
#include "options.hpp"

#include <crm/database.hpp>

#include "barrier.hpp"
#include "text.hpp"

using crm::capi::attempt;
using crm::capi::refuse;
using crm::capi::required;

namespace {

template <class Set>
crm_status set(crm_options* options, crm_error** err, Set change) {
  return attempt(err, [&] { change(required(options, "options")); });
}

// Throws what opening a database with nothing but this change would. Opening does no work.
template <class Set>
void try_alone(Set change) {
  crm_options alone;
  alone.options.url = "sqlite://";
  change(alone);
  crm::Database database(alone.options);
  if (!alone.actor.empty()) database.session(alone.actor);
}

// For what is right or wrong whatever else is set.
template <class Set>
crm_status set_checked(crm_options* options, crm_error** err, Set change) {
  return set(options, err, [&](crm_options& all) {
    try_alone(change);
    change(all);
  });
}

crm_status set_text(crm_options* options, std::string crm::Options::*member, const char* text, size_t len,
                    const char* field, crm_error** err) {
  return set(options, err,
             [&](crm_options& all) { all.options.*member = crm::capi::taken(text, len, field); });
}

}  // namespace

crm_status crm_options_new(crm_options** out, crm_error** err) { return crm::capi::make(out, err); }

void crm_options_free(crm_options* options) { delete options; }

crm_status crm_options_set_url(crm_options* options, const char* url, size_t url_len, crm_error** err) {
  return set_text(options, &crm::Options::url, url, url_len, "url", err);
}

crm_status crm_options_set_default_country(crm_options* options, const char* country, size_t country_len,
                                           crm_error** err) {
  return set_checked(options, err, [&](crm_options& all) {
    all.options.default_country = crm::capi::taken(country, country_len, "default_country");
  });
}

crm_status crm_options_set_key_file(crm_options* options, const char* path, size_t path_len,
                                    crm_error** err) {
  return set_text(options, &crm::Options::key_file, path, path_len, "key_file", err);
}

crm_status crm_options_set_actor(crm_options* options, const char* actor, size_t actor_len, crm_error** err) {
  return set_checked(options, err,
                     [&](crm_options& all) { all.actor = crm::capi::taken(actor, actor_len, "actor"); });
}

crm_status crm_options_set_migrate(crm_options* options, int32_t migrate, crm_error** err) {
  return set(options, err, [&](crm_options& all) {
    if (migrate != 0 && migrate != 1) refuse("migrate", "The value must be 1 for yes or 0 for no.");
    all.options.migrate = migrate == 1;
  });
}

crm_status crm_options_set_deadline_ms(crm_options* options, int64_t deadline_ms, crm_error** err) {
  return set_checked(
      options, err, [&](crm_options& all) { all.options.deadline = std::chrono::milliseconds(deadline_ms); });
}

crm_status crm_options_set_pre_call_deadline_ms(crm_options* options, int64_t deadline_ms, crm_error** err) {
  return set_checked(options, err, [&](crm_options& all) {
    all.options.pre_call_deadline = std::chrono::milliseconds(deadline_ms);
  });
}

// A count below 0 becomes a huge one, which is refused as too large.
crm_status crm_options_set_pool_size(crm_options* options, int64_t connections, crm_error** err) {
  return set_checked(options, err,
                     [&](crm_options& all) { all.options.pool_size = static_cast<size_t>(connections); });
}

crm_status crm_options_set_interactions(crm_options* options, int64_t interactions, crm_error** err) {
  return set_checked(options, err,
                     [&](crm_options& all) { all.options.interactions = static_cast<size_t>(interactions); });
}

crm_status crm_options_set_mmap_bytes(crm_options* options, int64_t bytes, crm_error** err) {
  return set_checked(options, err, [&](crm_options& all) { all.options.mmap_bytes = bytes; });
}

crm_status crm_options_set_write_cache_bytes(crm_options* options, int64_t bytes, crm_error** err) {
  return set_checked(options, err, [&](crm_options& all) { all.options.write_cache_bytes = bytes; });
}

crm_status crm_options_set_calling_hours(crm_options* options, int32_t opens, int32_t closes,
                                         crm_error** err) {
  return set_checked(options, err, [&](crm_options& all) {
    all.options.calling_hours.opens = std::chrono::seconds(opens);
    all.options.calling_hours.closes = std::chrono::seconds(closes);
  });
}

crm_status crm_options_set_unknown_location(crm_options* options, int32_t location, crm_error** err) {
  return set(options, err, [&](crm_options& all) {
    if (location < CRM_LOCATION_REFUSE || location > CRM_LOCATION_IGNORE)
      refuse("unknown_location", "The value must be one of CRM_LOCATION_...");
    all.options.calling_hours.unknown_location = static_cast<crm::UnknownLocation>(location);
  });
}

crm_status crm_options_set_slow_call_ms(crm_options* options, int64_t slow_call_ms, crm_error** err) {
  return set_checked(options, err, [&](crm_options& all) {
    all.options.slow_call = std::chrono::milliseconds(slow_call_ms);
  });
}

crm_status crm_options_set_key(crm_options* options, crm_key_callback callback, void* user, crm_error** err) {
  return set(options, err, [&](crm_options& all) {
    all.options.key = nullptr;
    if (callback != nullptr)
      all.options.key = [=](std::span<unsigned char, 32> key) { return callback(user, key.data()) != 0; };
  });
}

crm_status crm_options_set_log(crm_options* options, crm_log_callback callback, void* user, crm_error** err) {
  return set(options, err, [&](crm_options& all) {
    all.options.log = nullptr;
    if (callback != nullptr)
      all.options.log = [=](crm::LogLevel level, std::string_view what, std::string_view message) {
        callback(user, static_cast<int32_t>(level), what.data(), what.size(), message.data(), message.size());
      };
  });
}
