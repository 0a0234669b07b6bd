// Records as JSON text, both ways, for programs that speak JSON.
//
// Names are the field names of <crm/fields/...>. Money is a number with the currency's decimals, dates and
// instants are ISO 8601 text, an absent value is null, an SSN is masked. Input takes numbers also as text;
// unknown fields, wrong types and values out of range are Error(invalid_argument) with the field's name.
#pragma once

#include <string>
#include <string_view>

#include <crm/audit.hpp>
#include <crm/dashboard.hpp>
#include <crm/health.hpp>
#include <crm/page.hpp>
#include <crm/post_call.hpp>
#include <crm/pre_call.hpp>
#include <crm/statistics.hpp>

namespace crm {

// R: Customer, CustomerPhone, Loan, Vehicle, Payment, Interaction, CustomerNote, LoanNote.
template <class R>
std::string to_json(const R& record);
// {"items": [...], "next": text or null}
template <class R>
std::string to_json(const Page<R>& page);
std::string to_json(const Page<AuditEntry>& page);
std::string to_json(const PreCall& answer);
std::string to_json(const OutcomeResult& result);
std::string to_json(const Dashboard& dashboard);
std::string to_json(const Health& health);
// {"pre_call": {"calls": 3, "failures": {"timeout": 1}, "total_us": 900, "took": [{"below_us": 512, "calls":
// 2}, ...]}, "read": ..., "write": ...}; of the last bucket below_us is null.
std::string to_json(const Statistics& statistics);

// The fields of an R that a JSON object names, for create and update. At most 1 MiB, nested 16 deep.
// default_country: how national phone numbers in it are read. otherwise: the currency of its amounts when it
// names none.
template <class R>
typename R::Fields fields_from_json(std::string_view json, std::string_view default_country = "US",
                                    Currency otherwise = {});
// An outcome; `customer` and `loan` are objects of their fields.
Outcome outcome_from_json(std::string_view json, std::string_view default_country = "US");

}  // namespace crm
