# Every library that libcrm needs, and why. All are Debian 12 packages (cmake/install-packages.sh names them).

# The database. The system's own library: a second copy of SQLite in one process would lose the first one's file locks.
find_package(SQLite3 3.40 REQUIRED)

# The C++ face of SQLite. Debian's build uses the system's sqlite3, and its target has no namespace: `SQLiteCpp`.
find_package(SQLiteCpp REQUIRED CONFIG)

# Reads JSON. Only src/json sees it; JSON for answers is appended by hand, which is faster than the database read.
find_package(nlohmann_json 3.11 REQUIRED CONFIG)

# AES-256-GCM, HMAC and HKDF for social security numbers, SHA-256 for idempotency keys and migrations.
find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto)

if(CRM_WITH_POSTGRES)
  # libpq, PostgreSQL's own client library: the one with a non-blocking interface and pipelines. Its header only: the
  # library itself is loaded when a PostgreSQL database is opened (src/storage/postgres/libpq.hpp).
  find_package(PostgreSQL 14 REQUIRED)
endif()

# Time zones, from the system's tz database. date-tz needs 2.4 ms and more to find its first zone, cctz 0.4 ms, and a
# host that starts a process per call pays that on each call.
find_path(CCTZ_INCLUDE_DIR cctz/time_zone.h REQUIRED)
find_library(CCTZ_LIBRARY cctz REQUIRED)
mark_as_advanced(CCTZ_INCLUDE_DIR CCTZ_LIBRARY)
if(NOT TARGET cctz::cctz)  # Debian's package has no CMake file, but another part of the build may have made the target.
  add_library(cctz::cctz UNKNOWN IMPORTED)
  set_target_properties(cctz::cctz PROPERTIES IMPORTED_LOCATION ${CCTZ_LIBRARY}
                                              INTERFACE_INCLUDE_DIRECTORIES ${CCTZ_INCLUDE_DIR})
endif()

# Mutexes and condition variables of the pool and of group commit; the examples and tests also start threads.
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)

if(CRM_BUILD_CLI OR CRM_BUILD_SERVER)
  # Reads the command lines of crmctl and crm_server.
  find_package(CLI11 REQUIRED CONFIG)

  # libcrypt: bcrypt for passwords, through crypt_r. Only src/auth sees it.
  find_path(CRYPT_INCLUDE_DIR crypt.h REQUIRED)
  find_library(CRYPT_LIBRARY crypt REQUIRED)
  mark_as_advanced(CRYPT_INCLUDE_DIR CRYPT_LIBRARY)
  if(NOT TARGET crypt::crypt)
    add_library(crypt::crypt UNKNOWN IMPORTED)
    set_target_properties(crypt::crypt PROPERTIES IMPORTED_LOCATION ${CRYPT_LIBRARY}
                                                  INTERFACE_INCLUDE_DIRECTORIES ${CRYPT_INCLUDE_DIR})
  endif()
endif()

if(CRM_BUILD_SERVER)
  # Boost.Beast and Asio, headers only: HTTP for crm_server, and OpenSSL's other half for its TLS. Debian's default
  # version, because libphonenumber-dev needs that one and no two can be installed.
  find_package(Boost 1.74 REQUIRED)
  find_package(OpenSSL 3.0 REQUIRED COMPONENTS SSL)
endif()

if(CRM_BUILD_CLI)

  # libcsv: reads CSV as a stream, with newlines in quotes (RFC 4180). Only src/intake sees it, and the next one.
  find_path(CSV_INCLUDE_DIR csv.h REQUIRED)
  find_library(CSV_LIBRARY csv REQUIRED)

  # Google's libphonenumber: reads national phone numbers of every country in imported files. Its 14 shared libraries
  # would cost a program 3.5 ms at start, as much as all the rest of crmctl: so only crm_phonenumber.so is linked with
  # it, a module that src/intake/phone_reader.cpp opens when the first number needs it.
  find_path(PHONENUMBER_INCLUDE_DIR phonenumbers/phonenumberutil.h REQUIRED)
  find_library(PHONENUMBER_LIBRARY phonenumber REQUIRED)

  mark_as_advanced(CSV_INCLUDE_DIR CSV_LIBRARY PHONENUMBER_INCLUDE_DIR PHONENUMBER_LIBRARY)
  foreach(name csv phonenumber)  # Debian's packages have no CMake files of use
    string(TOUPPER ${name} upper)
    if(NOT TARGET ${name}::${name})
      add_library(${name}::${name} UNKNOWN IMPORTED)
      set_target_properties(${name}::${name} PROPERTIES IMPORTED_LOCATION ${${upper}_LIBRARY}
                                                        INTERFACE_INCLUDE_DIRECTORIES ${${upper}_INCLUDE_DIR})
    endif()
  endforeach()
endif()

if(CRM_BUILD_TESTS)
  # The tests, version 2 (Debian 12's).
  find_package(Catch2 2.13 REQUIRED CONFIG)
  # The checks of tests/architecture, and `decimal` as the money tests' second opinion.
  find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
endif()

if(CRM_BUILD_TESTS AND CRM_BUILD_PYTHON)
  # Kamailio, the SIP server that tests/hosts runs with the library inside; sipp calls it. Debian's Kamailio has Lua 5.1,
  # for which examples/kamailio is compiled; it brings Lua's functions itself.
  find_program(KAMAILIO kamailio PATHS /usr/sbin REQUIRED)
  find_program(SIPP sipp REQUIRED)
  find_path(LUA51_INCLUDE_DIR lua.h PATH_SUFFIXES lua5.1 REQUIRED)
  mark_as_advanced(KAMAILIO SIPP LUA51_INCLUDE_DIR)
endif()

if(CRM_BUILD_BENCH)
  # Google Benchmark, for crm_bench.
  find_package(benchmark REQUIRED CONFIG)
endif()
