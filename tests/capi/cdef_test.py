"""crm_cdef.h is what generate.py makes of crm.h today, and LuaJIT works with it."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

from header import LIBRARY, ROOT

sys.path.insert(0, str(ROOT / "capi/abi"))
import generate  # noqa: E402

# Makes a database, asks it for somebody, and prints what LuaJIT saw.
SCRIPT = r"""
local ffi = require("ffi")
ffi.cdef(io.open(arg[1]):read("*a"))
local crm = ffi.load(arg[2])
local NTS = -1ULL
local err = ffi.new("crm_error*[1]")
local function must(status)
  if status ~= crm.CRM_OK then error(ffi.string(crm.crm_error_message(err[0], nil))) end
end
local function made(kind, free, call)
  local out = ffi.new(kind .. "*[1]")
  must(call(out))
  return ffi.gc(out[0], free)
end
local options = made("crm_options", crm.crm_options_free, function(out) return crm.crm_options_new(out, err) end)
must(crm.crm_options_set_url(options, "sqlite://", NTS, err))
local database = made("crm_database", crm.crm_close, function(out) return crm.crm_open(options, out, err) end)
local session = made("crm_session", crm.crm_session_free, function(out)
  return crm.crm_session_new(database, "lua", 3, out, err) end)
must(crm.crm_customer_create(session, '{"first_name": "John", "primary_phone_number": "5551234567"}', NTS, nil, err))
local answer = made("crm_pre_call_answer", crm.crm_pre_call_answer_free, function(out)
  return crm.crm_pre_call(session, "5551234567", NTS, out, err) end)
local who = crm.crm_candidate_customer(crm.crm_pre_call_answer_candidate(answer, 0))
print(ffi.string(crm.crm_customer_first_name(who, nil)), crm.crm_status_name(19) ~= nil and crm.CRM_INTERNAL)
"""


class Cdef(unittest.TestCase):
    def test_is_up_to_date(self):
        self.assertEqual(generate.CDEF.read_text(encoding="utf-8"), generate.cdef(generate.HEADER),
                         "run capi/abi/generate.py cdef")

    def test_a_changed_header_is_noticed(self):
        with tempfile.NamedTemporaryFile("w", suffix=".h") as changed:
            changed.write(generate.HEADER.read_text(encoding="utf-8").replace("CRM_FULL = 11", "CRM_FULL = 12"))
            changed.flush()
            self.assertNotEqual(generate.CDEF.read_text(encoding="utf-8"), generate.cdef(pathlib.Path(changed.name)))

    def test_luajit_works_with_it(self):
        with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
            script.write(SCRIPT)
            script.flush()
            done = subprocess.run(["luajit", script.name, generate.CDEF, LIBRARY], stdout=subprocess.PIPE, check=True)
        self.assertEqual(done.stdout.decode().split(), ["John", "19"])


if __name__ == "__main__":
    unittest.main()
