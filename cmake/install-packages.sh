#!/usr/bin/env bash
# Installs the Debian packages that libcrm's build and tests need, and only those that are missing.
# Where everything is there already it does nothing, and does not touch apt.
set -euo pipefail

packages=(
  cmake ninja-build g++
  libsqlite3-dev libsqlitecpp-dev libpq-dev nlohmann-json3-dev libssl-dev libcctz-dev tzdata # the library
  libcli11-dev libcsv-dev libphonenumber-dev                                                 # crmctl
  libboost-dev libcrypt-dev chromium openssl wrk                                             # crm_server; its tests, measurements
  catch2 libbenchmark-dev python3 postgresql pgbouncer                                       # tests, measurements
  python3-dev python3-venv                                                                   # the Python package
  clang abigail-tools luajit pkgconf strace                                                  # tests of the C interface
  kamailio kamailio-lua-modules kamailio-python3-modules liblua5.1-0-dev sip-tester          # a SIP server that tests run
)

is_installed() { [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

if ! command -v dpkg-query >/dev/null; then
  echo "This is no Debian system: install what these packages hold yourself: ${packages[*]}" >&2
  exit 0 # the configuration step names what it does not find
fi

missing=()
for package in "${packages[@]}"; do
  is_installed "$package" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "Missing packages, and no sudo to install them. As root: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi

# Debian starts a SIP server for everybody as soon as it is installed; the tests run one of their own.
if [[ " ${missing[*]} " == *" kamailio "* ]] && command -v systemctl >/dev/null; then
  "${as_root[@]}" systemctl mask --quiet kamailio.service
  echo "Kamailio's own service stays off. To use it: systemctl unmask kamailio"
fi

echo "Installing ${missing[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
