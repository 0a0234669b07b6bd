// An interaction: one contact, or attempt to contact, with a customer.
// Every field, with its meaning and its limits, stands in <crm/fields/interaction.def>, a line each.
#pragma once

#include <crm/values.hpp>

#define CRM_RECORD Interaction
#define CRM_RECORD_FIELDS InteractionFields
#define CRM_RECORD_LIST <crm/fields/interaction.def>
#include <crm/fields/record.def>
