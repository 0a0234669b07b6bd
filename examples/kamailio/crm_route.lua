-- A caller whom nobody can answer now is told so, and the customer's file says that they called.
-- Kamailio runs this file before it forks and again in every worker; nothing connects before the first call.
local crm_lua = require "crm_lua"

local DEADLINE_MS = 150  -- for each of two questions: shorter together than the 500 ms after which SIP repeats itself
local session = assert(crm_lua.session(DEADLINE_MS))

local function answer(status, reason, ...)
  KSR.hdr.append_to_reply("X-CRM: " .. table.concat({...}, " ") .. "\r\n")
  KSR.sl.sl_send_reply(status, reason)
end

local function missed_call(call_id, number)
  local customer, found = session:pre_call(number)
  if found == "invalid_argument" then found = "nobody" end  -- a withheld number
  if found == "nobody" then return answer(486, "Busy Here", found) end
  if not customer then return answer(503, "Service Unavailable", found) end  -- "timeout": the gateway tries again
  local recorded, failure = session:post_call(call_id, customer, "Missed_Call")
  if not recorded then return answer(503, "Service Unavailable", failure) end
  answer(486, "Busy Here", "recorded", string.format("%d", customer), found)
end

function ksr_request_route()
  if KSR.is_method_in("A") then return end  -- the ACK of an answer
  if not KSR.is_method_in("I") then return KSR.sl.sl_send_reply(405, "Method Not Allowed") end
  missed_call(KSR.pv.get("$ci"), KSR.pv.gete("$fU"))
end
