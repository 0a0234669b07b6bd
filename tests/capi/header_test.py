"""crm.h: it compiles alone in every dialect, says of every function what a caller must know, and is what is exported."""
import itertools
import pathlib
import re
import subprocess
import tempfile
import unittest

from header import HEADER, LIBRARY, MAP, ROOT, declared, exported, functions, listed

DIALECTS = [
    *(("c", compiler, dialect) for compiler in ("gcc", "clang") for dialect in ("c99", "c11", "c17")),
    *(("c++", compiler, dialect) for compiler in ("g++", "clang++")
      for dialect in ("c++11", "c++14", "c++17", "c++20")),
]
WARNINGS = ["-pedantic", "-Wall", "-Wextra", "-Wshadow", "-Wundef", "-Werror"]
MUST_SAY = ("Ownership:", "Threads:", "Blocking:", "Fork:", "Since:")
# What hosts define as macros, and the words of C++ that C does not have.
TAKEN_WORDS = {"free", "malloc", "calloc", "realloc", "strdup", "asprintf", "new", "delete", "class", "template", "try",
               "catch", "this", "private", "public", "operator", "namespace", "typename", "using", "virtual"}


def compiles(text, language, compiler, dialect):
    """What the compiler says of the text, with nothing but the header's folder to look into; "" when all is well."""
    strict = ["-Wstrict-prototypes", "-Wmissing-prototypes"] if language == "c" else []
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "crm.h").symlink_to(HEADER)
        return subprocess.run([compiler, f"-std={dialect}", *WARNINGS, *strict, "-fsyntax-only", f"-I{folder}", "-x", language, "-"],
                              input=text.encode(), stderr=subprocess.PIPE, check=False).stderr.decode()


def code_words(header):
    """The identifiers of the header's code."""
    return set(re.findall(r"\b[A-Za-z_]\w*", re.sub(r"//[^\n]*|/\*.*?\*/|\"[^\"]*\"", " ", header)))


class Header(unittest.TestCase):
    def setUp(self):
        self.text = HEADER.read_text(encoding="utf-8")

    def test_compiles_alone_and_twice_in_every_dialect(self):
        for language, compiler, dialect in DIALECTS:
            with self.subTest(compiler=compiler, dialect=dialect):
                self.assertEqual(compiles("#include <crm.h>\n#include <crm.h>\n", language, compiler, dialect), "")

    def test_needs_two_standard_headers_only(self):
        self.assertEqual(re.findall(r"#include <(.*)>", self.text), ["stddef.h", "stdint.h"])

    def test_says_of_every_function_what_a_caller_must_know(self):
        silent = [(function.name, word) for function, word in itertools.product(declared(), MUST_SAY)
                  if word not in function.comment]
        self.assertEqual(silent, [])

    def test_says_what_no_deadline_covers_and_what_a_callback_may_not_do(self):
        text = " ".join(re.sub(r"^ *//", "", self.text, flags=re.MULTILINE).split())
        for words in ("Not covered: a disk on which the kernel itself blocks, the system's resolver of host names",
                      "they must be quick, and must not call this library"):
            self.assertTrue(words in text, words)

    def test_uses_no_word_that_a_host_may_define(self):
        self.assertEqual(code_words(self.text) & TAKEN_WORDS, set())

    def test_takes_and_gives_plain_types_only(self):
        plain = re.compile(r"(void|crm_status|int32_t|int64_t|size_t|(const )?char\*|size_t\*|int32_t\*|int64_t\*|void\*"
                           r"|(const )?crm_\w+\*{1,2}|crm_\w+_callback)")
        for function in declared():
            for kind in [function.result, *(kind for kind, _ in function.parameters)]:
                self.assertTrue(plain.fullmatch(kind), f"{function.name}: {kind}")

    def test_what_can_fail_takes_the_error_last(self):
        for function in declared():
            kinds = [kind for kind, _ in function.parameters]
            if function.result == "crm_status" and function.name != "crm_error_code":
                self.assertEqual(kinds[-1], "crm_error**", function.name)
            else:
                self.assertNotIn("crm_error**", kinds, function.name)

    def test_every_handle_that_is_given_has_its_own_free(self):
        names = {function.name for function in declared()}
        given = {kind[:-2] for function in declared() for kind, _ in function.parameters
                 if re.fullmatch(r"crm_\w+\*\*", kind)}
        self.assertEqual({kind for kind in given if kind + "_free" not in names}, {"crm_database"})  # crm_close
        self.assertIn("crm_close", names)


class Exports(unittest.TestCase):
    def test_the_library_exports_what_the_header_declares_and_nothing_else(self):
        self.assertEqual(sorted(exported(LIBRARY)), sorted(function.name for function in declared()))

    def test_the_committed_list_is_the_same(self):
        names = listed(MAP.read_text(encoding="utf-8"))
        self.assertEqual(names, sorted(function.name for function in declared()))

    def test_every_name_carries_its_version(self):
        lines = subprocess.run(["nm", "-D", "--defined-only", LIBRARY], stdout=subprocess.PIPE, check=True).stdout.decode()
        self.assertEqual([line for line in lines.splitlines() if "crm_" in line and not line.endswith("@@LIBCRM_0")], [])

    def test_the_library_has_its_name_and_is_hardened(self):
        dynamic = subprocess.run(["readelf", "-dW", LIBRARY], stdout=subprocess.PIPE, check=True).stdout.decode()
        self.assertIn("Library soname: [libcrm.so.0]", dynamic)
        for flag in ("BIND_NOW", "NODELETE"):
            self.assertRegex(dynamic, rf"FLAGS.*\b{flag}\b|FLAGS_1.*\b{flag.replace('BIND_', '')}\b")
        self.assertNotIn("TEXTREL", dynamic)
        segments = subprocess.run(["readelf", "-lW", LIBRARY], stdout=subprocess.PIPE, check=True).stdout.decode()
        self.assertIn("GNU_RELRO", segments)


class TheChecksThemselves(unittest.TestCase):
    def test_see_what_is_wrong(self):
        self.assertNotEqual(compiles("#include <crm.h>\nint f();\n", "c", "gcc", "c99"), "")
        self.assertNotEqual(compiles("#include <crm/loan.hpp>\n", "c++", "g++", "c++20"), "")
        made = functions("// Ownership: none.\nCRM_API const char* crm_x_y(const crm_x* x,\n    size_t* len);\n")
        self.assertEqual(made[0][:3], ("crm_x_y", "const char*", [("const crm_x*", "x"), ("size_t*", "len")]))
        self.assertEqual(code_words("int free; // malloc\n") & TAKEN_WORDS, {"free"})
        self.assertEqual(listed("A {\n global:\n a;\n b;\n local:\n *;\n};"), ["a", "b"])

    def test_the_tree_is_really_read(self):
        self.assertGreater(len(declared()), 200)
        self.assertTrue((ROOT / "capi").is_dir())


if __name__ == "__main__":
    unittest.main()
