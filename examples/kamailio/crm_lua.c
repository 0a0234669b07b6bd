// libcrm for Kamailio's Lua (5.1 in Debian), as much of it as routing a call needs. Lua's own functions come
// from Kamailio, so it is not linked with Lua; and it stays loaded, whatever becomes of a Lua state.
// How to compile it: README.md.
#include <crm.h>
#include <lauxlib.h>
#include <lua.h>
#include <stdlib.h>

static const char kSession[] = "crm.session";

// One for all Lua states: Kamailio makes one before the fork, which opens it, and others in each worker.
static crm_database* the_database;

static crm_session** session_at(lua_State* lua) { return luaL_checkudata(lua, 1, kSession); }

// What every function gives when it could not do its work: nil and a word, such as "timeout".
static int failure(lua_State* lua, crm_error* error) {
  lua_pushnil(lua);
  lua_pushstring(lua, crm_status_name(crm_error_code(error)));
  crm_error_free(error);
  return 2;
}

// Connects to nothing: the first call does, in the process that makes it.
static crm_status open_database(crm_error** error) {
  const char* url = getenv("DATABASE_URL");
  crm_options* options = NULL;
  crm_status failed = crm_options_new(&options, error);
  if (!failed && url) failed = crm_options_set_url(options, url, CRM_NTS, error);
  if (!failed) failed = crm_open(options, &the_database, error);
  crm_options_free(options);
  return failed;
}

// crm_lua.session(deadline_ms): no call of it takes longer than that and 100 ms more.
static int new_session(lua_State* lua) {
  const int64_t deadline_ms = luaL_checkinteger(lua, 1);
  crm_session** session = lua_newuserdata(lua, sizeof *session);
  crm_error* error = NULL;
  *session = NULL;
  luaL_getmetatable(lua, kSession);
  lua_setmetatable(lua, -2);
  if ((!the_database && open_database(&error)) ||
      crm_session_new(the_database, "kamailio", CRM_NTS, session, &error) ||
      crm_session_set_deadline_ms(*session, deadline_ms, &error))
    return failure(lua, error);
  return 1;
}

// session:pre_call(number): the first customer's id and "allowed", or the reason why they must not be called;
// nil and "nobody".
static int pre_call(lua_State* lua) {
  size_t len = 0;
  const char* number = luaL_checklstring(lua, 2, &len);
  crm_pre_call_answer* answer = NULL;
  crm_error* error = NULL;
  if (crm_pre_call(*session_at(lua), number, len, &answer, &error)) return failure(lua, error);
  const crm_candidate* who = crm_pre_call_answer_candidate(answer, 0);
  const char* reason = crm_decision_reason_code(crm_candidate_decision(who), 0, NULL);
  if (who)
    lua_pushnumber(lua, (lua_Number)crm_customer_id(crm_candidate_customer(who)));
  else
    lua_pushnil(lua);
  lua_pushstring(lua, !who ? "nobody" : reason ? reason : "allowed");
  crm_pre_call_answer_free(answer);
  return 2;
}

// session:post_call(call_id, customer_id, disposition): true when it is on the disk; the same again changes
// nothing.
static int post_call(lua_State* lua) {
  size_t call_id_len = 0, disposition_len = 0;
  const char* call_id = luaL_checklstring(lua, 2, &call_id_len);
  const int64_t customer_id = (int64_t)luaL_checknumber(lua, 3);
  const char* disposition = luaL_checklstring(lua, 4, &disposition_len);
  crm_session* session = *session_at(lua);
  crm_outcome* outcome = NULL;
  crm_error* error = NULL;
  const int failed = crm_outcome_new(&outcome, &error) ||
                     crm_outcome_set_call_id(outcome, call_id, call_id_len, &error) ||
                     crm_outcome_set_customer_id(outcome, customer_id, &error) ||
                     crm_outcome_set_direction(outcome, "INBOUND", CRM_NTS, &error) ||
                     crm_outcome_set_disposition(outcome, disposition, disposition_len, &error) ||
                     crm_post_call(session, outcome, NULL, &error);
  crm_outcome_free(outcome);
  if (failed) return failure(lua, error);
  lua_pushboolean(lua, 1);
  return 1;
}

static int close_session(lua_State* lua) {
  crm_session** session = session_at(lua);
  crm_session_free(*session);
  *session = NULL;
  return 0;
}

static void add_function(lua_State* lua, const char* name, lua_CFunction function) {
  lua_pushcfunction(lua, function);
  lua_setfield(lua, -2, name);
}

int luaopen_crm_lua(lua_State* lua) {
  luaL_newmetatable(lua, kSession);
  lua_pushvalue(lua, -1);
  lua_setfield(lua, -2, "__index");
  add_function(lua, "__gc", close_session);
  add_function(lua, "pre_call", pre_call);
  add_function(lua, "post_call", post_call);
  lua_newtable(lua);
  add_function(lua, "session", new_session);
  return 1;
}
