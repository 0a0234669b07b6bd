#!/usr/bin/env bash
# Builds crm_server and crmctl alone, without tests, in build/server: for containers and hosting platforms.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cmake -S . -B build/server -G Ninja -DCMAKE_BUILD_TYPE=Release -DCRM_BUILD_C=OFF -DCRM_BUILD_TESTS=OFF \
  -DCRM_BUILD_BENCH=OFF -DCRM_BUILD_CLI="${CRM_BUILD_CLI:-OFF}" >/dev/null
targets=(crm_server)
[ "${CRM_BUILD_CLI:-OFF}" = OFF ] || targets+=(crmctl)
cmake --build build/server --target "${targets[@]}"
