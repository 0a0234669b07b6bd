#!/usr/bin/env bash
# Installs what is missing, builds the command line and the example dialer, and lets the dialer call the sample
# customers on a new database in build/release/demo.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
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
