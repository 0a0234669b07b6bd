#!/usr/bin/env bash
# Installs what is missing, builds the command line and the example dialer, and lets the dialer call the sample
# customers on a new database in build/release/demo.
#
#   ./demo.sh --serve     starts the REST server with the sample customers instead, for this machine only
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"

serve() {
  local bin=$PWD/build/release/bin port=${PORT:-5000}
  cmake/build.sh release crm_server
  mkdir -p build/release/demo_server
  cd build/release/demo_server
  printf '\nWorth opening, when it listens:\n'
  printf '  http://127.0.0.1:%s%s\n' "$port" /docs "$port" /api/customers "$port" \
    '/api/fetch_user_profile_pre_call/?caller_number=5551234567'
  printf 'Ctrl-C ends it.\n\n'
  DATABASE_URL=sqlite:///crm.db exec "$bin/crm_server" --auth off --sample-data --port "$port" --log errors
}

[ "${1-}" != --serve ] || serve
cmake/build.sh release crmctl cpp_dialer

bin=$PWD/build/release/bin
now=2026-03-04T17:30:00Z # a Wednesday; calling hours are open from New York to Los Angeles
rm -rf build/release/demo
mkdir build/release/demo
cd build/release/demo
export DATABASE_URL=sqlite:///crm.db

say() { printf '\n$ %s\n' "$*"; }

say crmctl init
"$bin/crmctl" init
say crmctl seed
"$bin/crmctl" seed
say cpp_dialer "$DATABASE_URL" --at $now
"$bin/cpp_dialer" "$DATABASE_URL" --at $now
say crmctl pre-call 5551234567 --at $now
"$bin/crmctl" pre-call 5551234567 --at $now
