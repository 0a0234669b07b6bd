// libpq, opened when a PostgreSQL database is, and what it hands out, owned. A program that works with files
// never loads it, nor the twenty libraries behind it (Kerberos, LDAP, TLS): they were two thirds of crmctl's
// time to start, and a telephony host need not share its process with them.
#pragma once

#include <libpq-fe.h>

#include <memory>

namespace crm::storage::postgres {

// Every function of libpq that this folder calls.
// clang-format off
#define CRM_LIBPQ_FUNCTIONS(X)                                                                    \
  X(PQclear) X(PQcmdStatus) X(PQcmdTuples) X(PQconnectPoll) X(PQconnectStartParams)               \
  X(PQconninfoFree) X(PQconninfoParse) X(PQconsumeInput) X(PQenterPipelineMode)                   \
  X(PQerrorMessage) X(PQexitPipelineMode) X(PQfinish) X(PQflush) X(PQfname) X(PQfreemem)          \
  X(PQftype) X(PQgetResult) X(PQgetisnull) X(PQgetlength) X(PQgetvalue) X(PQisBusy)               \
  X(PQnfields) X(PQntuples) X(PQpipelineSync) X(PQputCopyData) X(PQputCopyEnd)                    \
  X(PQresultErrorField) X(PQresultStatus) X(PQsendDescribePrepared) X(PQsendPrepare)              \
  X(PQsendQuery) X(PQsendQueryParams) X(PQsetNoticeReceiver) X(PQsetSingleRowMode)                \
  X(PQsetnonblocking) X(PQsocket) X(PQstatus)
// clang-format on

struct Libpq {
#define CRM_LIBPQ_POINTER(function) decltype(&::function) function;
  CRM_LIBPQ_FUNCTIONS(CRM_LIBPQ_POINTER)
#undef CRM_LIBPQ_POINTER
};

// Opened at the first call, and never closed: other users of the same library may be in the process. Throws
// Error(unsupported) when the system has none, or one older than 14; the next call tries again.
const Libpq& libpq();

struct FreeResult {
  void operator()(PGresult* result) const noexcept { libpq().PQclear(result); }
};
using Result = std::unique_ptr<PGresult, FreeResult>;

struct FreeOptions {
  void operator()(PQconninfoOption* options) const noexcept { libpq().PQconninfoFree(options); }
};
using ParsedOptions = std::unique_ptr<PQconninfoOption, FreeOptions>;

}  // namespace crm::storage::postgres
