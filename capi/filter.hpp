// What a list is to hold, as C callers put it together.
#pragma once

#include <crm.h>

#include <crm/page.hpp>
#include <crm/records.hpp>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>

struct crm_filter {
  crm::PageRequest page{};
  std::optional<crm::CustomerId> customer_id{};
  std::optional<std::string> phone{};
  crm::CustomerFilter customers{};        // without the phone: reading it needs the database's country
  crm::LoanFilter loans{};                // without the customer
  crm::InteractionFilter interactions{};  // without the customer
  std::set<std::string_view> named{};
};

namespace crm::capi {

// The filter, or for NULL the one that lets everything through. Error(invalid_argument) when another one than
// these is set.
const crm_filter& only(const crm_filter* filter, std::initializer_list<std::string_view> known);

// The customer whose records are wanted. Error(invalid_argument) when there is none.
CustomerId owner_of(const crm_filter& filter);

}  // namespace crm::capi
