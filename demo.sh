#!/usr/bin/env bash
# Installs what is missing, builds the command line and the example dialer, and lets the dialer call the sample
# customers on a new database in build/release/demo.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
cmake/build.sh release crmctl cpp_dialer

bin=$PWD/build/release/bin
rm -rf build/release/demo
mkdir build/release/demo
cd build/release/demo

"$bin/crmctl" --database sqlite:///crm.db init
"$bin/crmctl" --database sqlite:///crm.db seed
"$bin/cpp_dialer" sqlite:///crm.db
