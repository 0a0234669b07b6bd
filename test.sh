#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test:  ./test.sh [release|dev|tsan]
# tsan runs the tests with threads only. The last line is ctest's.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
preset=${1:-release}

cmake/build.sh "$preset"
ctest --preset "$preset" --parallel "$(nproc)"
