// A vehicle, as JSON.
#include "records.hpp"

CRM_OWNED_RECORD(vehicle, Vehicle)
CRM_OWNED_LIST(vehicle, Vehicle)

crm_status crm_vehicle_find_vin(crm_session* session, const char* vin, size_t vin_len, crm_text** out,
                                crm_error** err) {
  return crm::capi::ask_json(session, out, err, [&](const crm::capi::SessionUse& use) {
    const std::string_view wanted = crm::capi::taken(vin, vin_len, "vin");
    return crm::to_json(crm::capi::found(use->vehicles().find_vin(wanted), "vehicle"));
  });
}
