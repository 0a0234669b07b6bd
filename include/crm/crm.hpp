// The whole C++ API of libcrm in one include.
#pragma once

#include <crm/database.hpp>
#include <crm/json.hpp>
#include <crm/session.hpp>
