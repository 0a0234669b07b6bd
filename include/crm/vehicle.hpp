// A vehicle: a loan's collateral.
// Every field, with its meaning and its limits, stands in <crm/fields/vehicle.def>, a line each.
#pragma once

#include <crm/values.hpp>

#define CRM_RECORD Vehicle
#define CRM_RECORD_FIELDS VehicleFields
#define CRM_RECORD_LIST <crm/fields/vehicle.def>
#include <crm/fields/record.def>
