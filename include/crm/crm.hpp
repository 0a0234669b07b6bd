// The whole C++ API of libcrm in one include.
#pragma once

#include <crm/config.hpp>
#include <crm/copy.hpp>
#include <crm/database.hpp>
#include <crm/distribute.hpp>
#include <crm/json.hpp>
#include <crm/session.hpp>
