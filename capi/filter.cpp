#include "filter.hpp"

#include <algorithm>

#include "barrier.hpp"
#include "text.hpp"

namespace crm::capi {

const crm_filter& only(const crm_filter* filter, std::initializer_list<std::string_view> known) {
  static const crm_filter everything{};
  if (filter == nullptr) return everything;
  for (const std::string_view name : filter->named)
    if (std::find(known.begin(), known.end(), name) == known.end())
      throw Error(Code::invalid_argument, "This list cannot be filtered by " + std::string(name) + ".",
                  std::string(name));
  return *filter;
}

CustomerId owner_of(const crm_filter& filter) {
  if (!filter.customer_id)
    throw Error(Code::invalid_argument, "The list needs the customer whose records are wanted.",
                "customer_id");
  return *filter.customer_id;
}

}  // namespace crm::capi

namespace {

using crm::capi::refuse;

constexpr int64_t kMostRows = 1000;

template <class Change>
crm_status change(crm_filter* filter, crm_error** err, Change body) {
  return crm::capi::attempt(err, [&] { body(crm::capi::required(filter, "filter")); });
}

// Names the filter, with this value.
template <class Change>
crm_status name(crm_filter* filter, const char* field, crm_error** err, Change body) {
  return change(filter, err, [&](crm_filter& wanted) {
    body(wanted);
    wanted.named.insert(field);
  });
}

}  // namespace

crm_status crm_filter_new(crm_filter** out, crm_error** err) { return crm::capi::make(out, err); }

void crm_filter_free(crm_filter* filter) { delete filter; }

crm_status crm_filter_set_limit(crm_filter* filter, int64_t limit, crm_error** err) {
  return change(filter, err, [&](crm_filter& wanted) {
    if (limit < 1 || limit > kMostRows) refuse("limit", "A page has 1 to 1000 rows.");
    wanted.page.limit = static_cast<size_t>(limit);
  });
}

crm_status crm_filter_set_after(crm_filter* filter, const char* after, size_t after_len, crm_error** err) {
  return change(filter, err,
                [&](crm_filter& wanted) { wanted.page.after = crm::capi::taken(after, after_len, "after"); });
}

crm_status crm_filter_set_customer_id(crm_filter* filter, int64_t customer_id, crm_error** err) {
  return name(filter, "customer_id", err, [&](crm_filter& wanted) {
    if (customer_id < 0) refuse("customer_id", "An id is 1 or more, or 0 for none.");
    wanted.customer_id = crm::CustomerId{customer_id};
  });
}

crm_status crm_filter_set_phone(crm_filter* filter, const char* number, size_t number_len, crm_error** err) {
  return name(filter, "phone", err, [&](crm_filter& wanted) {
    wanted.phone = std::string(crm::capi::taken(number, number_len, "phone"));
  });
}

crm_status crm_filter_set_account_prefix(crm_filter* filter, const char* prefix, size_t prefix_len,
                                         crm_error** err) {
  return name(filter, "account_prefix", err, [&](crm_filter& wanted) {
    wanted.customers.account_prefix = std::string(crm::capi::taken(prefix, prefix_len, "account_prefix"));
  });
}

crm_status crm_filter_set_name_prefix(crm_filter* filter, const char* prefix, size_t prefix_len,
                                      crm_error** err) {
  return name(filter, "name_prefix", err, [&](crm_filter& wanted) {
    wanted.customers.name_prefix = std::string(crm::capi::taken(prefix, prefix_len, "name_prefix"));
  });
}

crm_status crm_filter_set_first_name_prefix(crm_filter* filter, const char* prefix, size_t prefix_len,
                                            crm_error** err) {
  return name(filter, "first_name_prefix", err, [&](crm_filter& wanted) {
    wanted.customers.first_name_prefix =
        std::string(crm::capi::taken(prefix, prefix_len, "first_name_prefix"));
  });
}

crm_status crm_filter_set_min_days_past_due(crm_filter* filter, int64_t days, crm_error** err) {
  return name(filter, "min_days_past_due", err,
              [&](crm_filter& wanted) { wanted.loans.min_days_past_due = days; });
}

crm_status crm_filter_set_status(crm_filter* filter, const char* status, size_t status_len, crm_error** err) {
  return name(filter, "status", err, [&](crm_filter& wanted) {
    wanted.loans.status = std::string(crm::capi::taken(status, status_len, "status"));
  });
}

crm_status crm_filter_set_follow_up_due(crm_filter* filter, int64_t instant, crm_error** err) {
  return name(filter, "follow_up_due", err, [&](crm_filter& wanted) {
    wanted.interactions.follow_up_due = crm::Instant(std::chrono::microseconds(instant));
  });
}
