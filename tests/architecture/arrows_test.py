"""Arrows point down: each folder includes only what stands below it, and each dependency is seen by one folder."""
import pathlib
import re
import tempfile
import unittest

from source_text import ROOT, files, without_comments

# folder -> what its files may include besides the C++ standard library and the folder itself.
# The longest folder name that fits a file decides, so storage/sqlite has rules of its own.
ALLOWED = {
    "include/crm": set(),
    "include/crm.h": {"stddef.h", "stdint.h"},
    "src/zone": {"include/crm", "cctz"},
    "src/domain": {"include/crm", "src/zone", "arpa"},  # arpa/inet.h: reads IP addresses, no I/O
    "src/json": {"include/crm", "src/domain", "nlohmann"},
    "src/crypto": {"include/crm", "openssl", "posix"},
    "src/storage": {"include/crm", "src/domain", "src/json", "posix"},
    "src/storage/driver.cpp": {"include/crm", "src/domain", "src/storage", "src/storage/sqlite", "src/storage/postgres"},
    "src/storage/postgres": {"include/crm", "src/domain", "src/storage", "libpq-fe.h", "posix"},
    "src/storage/sqlite": {"include/crm", "src/domain", "src/storage", "SQLiteCpp", "sqlite3.h", "posix"},
    "src/service": {"include/crm", "src/domain", "src/zone", "src/json", "src/crypto", "src/storage", "posix"},
    "src/samples": {"include/crm"},
    "src/auth": {"include/crm", "src/domain", "src/json", "src/crypto", "src/storage", "src/service", "crypt.h"},
    "src/intake": {"include/crm", "src/domain", "src/json", "csv.h", "phonenumbers", "posix"},
    "src/cli": {"include/crm", "src/json", "src/intake", "src/samples", "CLI", "posix"},
    "capi": {"include/crm", "include/crm.h"},
    "capi/session.cpp": {"capi", "include/crm", "include/crm.h", "posix"},  # a forked child leaves its parent's alone
    "capi/abi": {"stddef.h", "stdint.h"},  # the header as it was released
    "bindings/python": {"include/crm", "pybind11", "datetime.h"},
    "examples": {"include/crm", "posix"},
    "examples/rest_server": {"include/crm", "src/samples", "examples/rest_server/http", "posix", "arpa", "spawn.h"},
    "examples/rest_server/http": {"include/crm", "boost", "posix"},
    "examples/rest_server/settings.cpp": {"include/crm", "examples/rest_server", "examples/rest_server/http", "CLI", "posix"},
    "examples/c_dialer": {"include/crm.h", "stdio.h", "stdlib.h", "inttypes.h"},
    "examples/kamailio": {"include/crm.h", "stdlib.h", "lua.h", "lauxlib.h"},
}
SUFFIXES = (".cpp", ".hpp", ".def", ".h", ".c")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(<[^>\n]+>|"[^"\n]+")', re.MULTILINE)
STANDARD = re.compile(r"[a-z_]+")  # <vector>, <string_view>: no dot, no folder
POSIX = re.compile(r"(unistd|pwd|fcntl|dlfcn|pthread|poll|signal|termios|sys/\w+)\.h")


def folder_of(path):
    """The entry of ALLOWED that a path (from the root) belongs to, or None."""
    fitting = [folder for folder in ALLOWED if path == folder or path.startswith(folder + "/")]
    return max(fitting, key=len, default=None)


def target_of(root, file, include):
    """What an include points to: a folder of ours, or the first part of a foreign name."""
    name = include[1:-1]
    if include.startswith('"') and (file.parent / name).is_file():
        return folder_of((file.parent / name).resolve().relative_to(root).as_posix())
    if name.startswith("crm/"):
        return "include/crm"
    if name == "crm.h":
        return "include/crm.h"
    if include.startswith('"'):
        return folder_of("src/" + name) or name
    if STANDARD.fullmatch(name):
        return None
    return "posix" if POSIX.fullmatch(name) else name.split("/")[0]


def violations(root):
    """One line for each include that no rule allows."""
    found = []
    for file in (file for folder in ("include", "src", "capi", "bindings", "examples") for file in files(root, folder, *SUFFIXES)):
        path = file.relative_to(root).as_posix()
        folder = folder_of(path)
        if folder is None:
            found.append(f"{path}: lies in no folder that this test knows")
            continue
        for include in INCLUDE.findall(without_comments(file.read_text(encoding="utf-8"))):
            target = target_of(root, file, include)
            if target not in (None, folder) and target not in ALLOWED[folder]:
                found.append(f"{path}: {folder} must not include {include}")
    return found


class Arrows(unittest.TestCase):
    def test_the_tree_keeps_the_rules(self):
        self.assertEqual(violations(ROOT), [])

    def test_the_tree_is_really_read(self):
        self.assertTrue(files(ROOT, "include/crm", ".hpp") and files(ROOT, "src", ".cpp"))


class TheCheckItself(unittest.TestCase):
    """Each case is a small tree with one file; the check must refuse or accept it."""

    def found(self, path, text):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder).resolve()
            file = root / path
            file.parent.mkdir(parents=True)
            file.write_text(text, encoding="utf-8")
            return violations(root)

    def test_refuses_an_arrow_that_points_up(self):
        for path, include in [
            ("src/domain/loan.cpp", '"storage/loan_rows.hpp"'),
            ("src/storage/pool.cpp", '"service/database.hpp"'),
            ("src/storage/pool.cpp", '"storage/sqlite/connection.hpp"'),
            ("src/storage/pool.cpp", '"sqlite/connection.hpp"'),
            ("src/json/value.cpp", '"service/call.hpp"'),
            ("src/service/call.cpp", '"storage/sqlite/connection.hpp"'),
            ("src/cli/seed.cpp", '"domain/money.hpp"'),
            ("examples/cpp_dialer/main.cpp", '"service/call.hpp"'),
            ("examples/c_dialer/c_dialer.c", "<crm/crm.hpp>"),
            ("capi/loan.cpp", '"service/call.hpp"'),
            ("bindings/python/loan.cpp", '"json/value.hpp"'),
            ("include/crm.h", "<crm/crm.hpp>"),
            ("include/crm/loan.hpp", '"domain/loan.hpp"'),
        ]:
            with self.subTest(path=path, include=include):
                self.assertEqual(len(self.found(path, f"#include {include}\n")), 1)

    def test_refuses_a_dependency_outside_its_folder(self):
        for path, include in [
            ("include/crm/loan.hpp", "<nlohmann/json.hpp>"),
            ("include/crm/loan.hpp", "<unistd.h>"),
            ("include/crm/deep/loan.hpp", "<cctz/time_zone.h>"),
            ("src/domain/hours.cpp", "<cctz/time_zone.h>"),
            ("src/domain/hours.cpp", "<sys/time.h>"),
            ("src/service/call.cpp", "<sqlite3.h>"),
            ("src/storage/driver.cpp", "<SQLiteCpp/SQLiteCpp.h>"),
            ("src/service/ssn.cpp", "<openssl/evp.h>"),
            ("src/service/call.cpp", "<CLI/CLI.hpp>"),
            ("src/service/call.cpp", '"nlohmann/json.hpp"'),
        ]:
            with self.subTest(path=path, include=include):
                self.assertEqual(len(self.found(path, f"  #  include {include}\n")), 1)

    def test_refuses_a_folder_that_has_no_rules(self):
        self.assertEqual(len(self.found("src/util/misc.cpp", "")), 1)

    def test_accepts_what_points_down_and_what_a_comment_says(self):
        for path, text in [
            ("include/crm/loan.hpp", "#include <optional>\n#include <crm/money.hpp>\n#include <crm/fields/loan.def>\n"),
            ("src/storage/driver.cpp", '#include "storage/sqlite/driver.hpp"\n'),
            ("src/storage/sqlite/connection.cpp", '#include <SQLiteCpp/SQLiteCpp.h>\n#include "storage/row.hpp"\n'),
            ("src/service/call.cpp", '#include "zone/zone.hpp"\n#include "service/session.hpp"\n'),
            ("src/domain/loan.cpp", '// #include "service/call.hpp"\n/*\n#include <sqlite3.h>\n*/\n'),
        ]:
            with self.subTest(path=path):
                self.assertEqual(self.found(path, text), [])


if __name__ == "__main__":
    unittest.main()
