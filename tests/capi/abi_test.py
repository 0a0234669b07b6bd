"""The binary interface: programs built against the last released header go on working, and a change that would break them
is noticed. capi/abi/generate.py writes the baseline."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

from header import LIBRARY, ROOT, declared, functions

sys.path.insert(0, str(ROOT / "capi/abi"))
import generate  # noqa: E402


def breaks(library):
    """What abidiff has against the library, besides that it has more functions; every answer but 0 counts."""
    done = subprocess.run(["abidiff", "--no-added-syms", generate.BASELINE, library], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    return done.stdout.decode() + f"abidiff: {done.returncode}" if done.returncode else ""


def signatures(listed):
    return {(function.name, function.result, tuple(kind for kind, _ in function.parameters)) for function in listed}


def numbers(header):
    """The constants of the header: name and value."""
    return set(re.findall(r"\b(CRM_\w+) = (\d+)", header))


class WithFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.library = self.folder / "libcrm.so"


class Gate(WithFolder):
    def test_the_interface_keeps_what_was_released(self):
        generate.build_interface(self.library)
        self.assertTrue(generate.has_debug_information(self.library), "without it nothing is compared")
        self.assertEqual(breaks(self.library), "")

    def test_the_header_keeps_every_declaration_and_number_that_was_released(self):
        released = generate.BASELINE_HEADER.read_text(encoding="utf-8")
        self.assertEqual(signatures(functions(released)) - signatures(declared()), set())
        self.assertEqual(numbers(released) - numbers(generate.HEADER.read_text(encoding="utf-8")), set())

    def test_a_program_built_against_the_released_header_works(self):
        program = self.folder / "program"
        generate.output("gcc", "-std=c99", f"-I{ROOT}/capi/abi", ROOT / "tests/capi/consumer/c_consumer.c", LIBRARY, "-o",
                        program)
        said = generate.output(program, f"sqlite:///{self.folder}/crm.db",
                               env=os.environ | {"LD_LIBRARY_PATH": str(LIBRARY.parent)})
        self.assertIn('"first_name":"John"', said)


class TheGateItself(WithFolder):
    def changed(self, old, new):
        """The interface of a header in which `old` has become `new`."""
        header, script = self.folder / "crm.h", self.folder / "crm.map"
        text = generate.HEADER.read_text(encoding="utf-8")
        self.assertIn(old, text)
        header.write_text(text.replace(old, new), encoding="utf-8")
        names = {function.name for function in functions(header.read_text(encoding="utf-8"))}
        kept = [line for line in generate.MAP.read_text(encoding="utf-8").splitlines()
                if line.strip(" ;") in names or not line.strip().startswith("crm_")]
        script.write_text("\n".join(kept), encoding="utf-8")
        generate.build_interface(self.library, header, script)
        return breaks(self.library)

    def test_notices_a_removed_function(self):
        self.assertIn("crm_status_name", self.changed("CRM_API const char* crm_status_name(crm_status status);", ""))

    def test_notices_reordered_parameters(self):
        self.assertIn("crm_has_feature", self.changed("(const char* name, size_t name_len);", "(size_t name_len, const char* name);"))

    def test_notices_a_changed_type(self):
        self.assertIn("crm_version_number", self.changed("int32_t crm_version_number(", "int64_t crm_version_number("))

    def test_notices_an_added_parameter(self):
        self.assertIn("crm_close", self.changed("crm_close(crm_database* database)", "crm_close(crm_database* database, int32_t how)"))

    def test_lets_a_new_function_pass(self):
        self.assertEqual(self.changed("CRM_API int32_t crm_version_number(void);",
                                      "CRM_API int32_t crm_version_number(void);\nCRM_API int32_t crm_news(void);"), "")

    def test_refuses_a_library_without_debug_information(self):
        generate.build_interface(self.library)
        generate.output("strip", "--strip-debug", self.library)
        self.assertFalse(generate.has_debug_information(self.library))
        with self.assertRaises(SystemExit):
            generate.abi_of(self.library)

    def test_a_changed_number_is_noticed(self):
        self.assertNotEqual(numbers("CRM_FULL = 11,") - numbers("CRM_FULL = 12,"), set())


if __name__ == "__main__":
    unittest.main()
