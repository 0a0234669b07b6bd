#!/usr/bin/env bash
# Installs what is missing, builds, and runs the tests:  ./test.sh [release|dev|tsan|exhaustive]
# tsan runs the tests with threads only; exhaustive those that take minutes each and that no other runs. The last line is
# ctest's.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
suite=${1:-release}
build=$suite
[ "$suite" != exhaustive ] || build=release

cmake/build.sh "$build"
ctest --preset "$suite" --parallel "$(nproc)"
