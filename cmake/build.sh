#!/usr/bin/env bash
# Installs what is missing, configures a preset and builds it:  cmake/build.sh PRESET [TARGET...]
# Without targets it builds everything. Says little when all is well, and shows the tools' output when something fails.
set -euo pipefail

preset=$1
shift
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cmake/install-packages.sh

# Only a new build folder takes this; an existing one keeps its choice and is not built again from the start.
if command -v ccache >/dev/null; then
  export CMAKE_CXX_COMPILER_LAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER-ccache}
fi

if ! configured=$(cmake --preset "$preset" 2>&1); then
  printf '%s\n' "$configured" >&2
  exit 1
fi

quiet=()
[ -t 1 ] || quiet=(-- --quiet)
targets=()
[ $# -eq 0 ] || targets=(--target "$@")
echo "Building $preset in build/$preset (a few minutes the first time)"
cmake --build --preset "$preset" "${targets[@]}" "${quiet[@]}"
