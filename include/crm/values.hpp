// The value types that records are made of, in one include.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <crm/change.hpp>
#include <crm/date.hpp>
#include <crm/decimal.hpp>
#include <crm/id.hpp>
#include <crm/json_object.hpp>
#include <crm/money.hpp>
#include <crm/phone_number.hpp>
#include <crm/ssn.hpp>
