// Options as C callers set them.
#pragma once

#include <crm.h>

#include <crm/options.hpp>
#include <string>

struct crm_options {
  crm::Options options{};
  std::string actor{};
};
