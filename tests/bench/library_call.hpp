// A call as the library's outcome.
#pragma once

#include <crm/post_call.hpp>

#include "call.hpp"

namespace crm::bench {

inline Outcome outcome_of(const Call& call) {
  Outcome outcome;
  outcome.call_id = call.call_id;
  outcome.account_number = call.account_number;
  outcome.agent = kAgent;
  outcome.direction = kDirection;
  outcome.disposition = kDisposition;
  outcome.disposition_trace.assign(std::begin(kTrace), std::end(kTrace));
  outcome.duration_seconds = kDuration;
  outcome.agreed_amount = Money{call.agreed_cents, Currency()};
  outcome.agreed_date = call.agreed_date;
  outcome.end_status = kEndStatus;
  outcome.dialing_status = kDialingStatus;
  outcome.dialing_code = kDialingCode;
  outcome.note = kNote;
  return outcome;
}

}  // namespace crm::bench
