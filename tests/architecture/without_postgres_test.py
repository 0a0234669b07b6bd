"""CRM_WITH_POSTGRES=OFF: everything but the tests configures where there is no PostgreSQL, and nothing of it is built.

What such a library then does, tests/without_postgres shows.
"""
import json
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def configured(*options):
    """The commands of a build that is only configured, and the text of its rules."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["cmake", "-S", str(ROOT), "-B", folder, "-G", "Ninja", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
                        "-DCRM_BUILD_PYTHON=OFF", *options], check=True, capture_output=True)
        build = pathlib.Path(folder)
        return (json.loads((build / "compile_commands.json").read_text(encoding="utf-8")),
                (build / "build.ninja").read_text(encoding="utf-8"))


class WithoutPostgres(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.commands, cls.rules = configured("-DCRM_WITH_POSTGRES=OFF", "-DCMAKE_DISABLE_FIND_PACKAGE_PostgreSQL=ON")

    def test_the_library_and_crmctl_are_built(self):
        files = {command["file"] for command in self.commands}
        for name in ("src/storage/driver.cpp", "src/cli/main.cpp"):
            self.assertIn(str(ROOT / name), files)

    def test_no_file_that_sees_libpq_is_built(self):
        self.assertEqual([], [c["file"] for c in self.commands if "/storage/postgres/" in c["file"]])
        self.assertNotIn("libpq", self.rules)
        self.assertNotIn("-DCRM_WITH_POSTGRES", self.rules)

    def test_the_check_finds_postgres_where_it_is(self):
        commands, rules = configured("-DCRM_BUILD_TESTS=OFF", "-DCRM_BUILD_BENCH=OFF")
        self.assertTrue(any("/storage/postgres/" in command["file"] for command in commands))
        self.assertIn("libpq", rules)
        self.assertIn("-DCRM_WITH_POSTGRES", rules)


if __name__ == "__main__":
    unittest.main()
