// The environment variables that crmctl heeds, for help texts.
#pragma once

#include <string_view>

namespace crm::cli {

struct Variable {
  std::string_view name, meaning;
};

inline constexpr Variable kVariables[] = {
    {"DATABASE_URL", "the database: sqlite:///crm.db, sqlite:////var/lib/crm.db"},
    {"CRM_ACTOR", "who acts, for the audit trail"},
    {"CRM_KEY_FILE", "the file with the key for social security numbers"},
    {"CRM_DEFAULT_COUNTRY", "how phone numbers without country code are read: US"},
    {"CRM_CALLING_HOURS", "when customers may be called: 08:00-21:00"},
    {"NO_COLOR", "no colour and no bold type"},
};

inline constexpr std::string_view kWhereSettingsComeFrom =
    "A setting comes from the first of these that has it: the command line, the environment, the file .env "
    "in this "
    "folder, the platform (Vercel's POSTGRES_URL).";

}  // namespace crm::cli
