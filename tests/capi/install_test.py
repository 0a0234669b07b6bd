"""What `cmake --install` leaves is what programs need: found by CMake from C and C++, and by pkg-config; all of them run."""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from header import ROOT

BUILD = pathlib.Path(os.environ["CRM_BUILD_DIR"])
CONSUMER = ROOT / "tests/capi/consumer"


def run(*command, **more):
    done = subprocess.run([*map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **more)
    if done.returncode != 0:
        raise AssertionError(f"{command} failed:\n{done.stdout.decode()}")
    return done.stdout.decode()


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.work = pathlib.Path(cls.folder.name)
        run("cmake", "--install", BUILD, "--prefix", cls.work / "first", "--component", "library")
        cls.prefix = (cls.work / "first").rename(cls.work / "moved")  # it may be moved as a whole
        cls.libraries = next(cls.prefix.glob("**/libcrm.so")).parent
        cls.url = f"sqlite:///{cls.work}/crm.db"

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def environment(self):
        return os.environ | {"PKG_CONFIG_PATH": str(self.libraries / "pkgconfig"), "LD_LIBRARY_PATH": str(self.libraries)}

    def test_programs_in_c_and_cpp_find_it_with_cmake_and_one_in_c_with_pkg_config(self):
        build = self.work / "consumer"
        run("cmake", "-S", CONSUMER, "-B", build, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={self.prefix}")
        run("cmake", "--build", build)
        made = run(build / "c_consumer", self.url, env=self.environment())
        self.assertIn('"first_name":"John"', made)
        self.assertIn('"first_name":"John"', run(build / "cpp_consumer", self.url))

        flags = run("pkg-config", "--cflags", "--libs", "crm", env=self.environment()).split()
        dialer = self.work / "c_dialer"
        run("cc", "-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", ROOT / "examples/c_dialer/c_dialer.c", *flags,
            "-o", dialer)
        self.assertEqual(run(dialer, self.url, "5559990000", env=self.environment()), "")  # nobody has this number
        self.assertIn(run(dialer, self.url, "5551234567", env=self.environment()),  # by the time of the day
                      ("calling John\n", "not allowed: It is too early or too late where the customer may be.\n"))
        with self.assertRaisesRegex(AssertionError, "c_dialer: number: "):
            run(dialer, self.url, "555", env=self.environment())
        self.assertEqual(run("pkg-config", "--modversion", "crm", env=self.environment()).strip(), "0.1.0")

    def test_the_program_in_the_readme_of_the_c_interface_runs(self):
        program = re.search(r"^```c\n(.*?)^```$", (ROOT / "capi/README.md").read_text(encoding="utf-8"), re.M | re.S)[1]
        flags = run("pkg-config", "--cflags", "--libs", "crm", env=self.environment()).split()
        run("cc", "-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", "-x", "c", "-", "-o", self.work / "readme", *flags,
            input=program.encode())
        with tempfile.TemporaryDirectory() as empty:
            self.assertIn('"candidates":[]', run(self.work / "readme", env=self.environment(), cwd=empty))

    def test_a_program_in_c_needs_nothing_else(self):
        needed = run("readelf", "-dW", self.libraries / "libcrm.so.0")
        for foreign in ("phonenumber", "libpython", "asan"):
            self.assertNotIn(foreign, needed)
        flags = run("pkg-config", "--cflags", "--libs", "crm", env=self.environment()).split()
        self.assertEqual([flag for flag in flags if flag.startswith("-l")], ["-lcrm"])

    def test_nothing_is_installed_that_is_not_meant_for_programs(self):
        files = {path.relative_to(self.prefix).as_posix() for path in self.prefix.rglob("*") if path.is_file()}
        strange = [name for name in files if not name.endswith((".h", ".hpp", ".def", ".cmake", ".pc", ".a")) and "libcrm.so" not in name]
        self.assertEqual(strange, [])
        self.assertIn("include/crm.h", files)
        self.assertIn("share/crm/crm_cdef.h", files)


if __name__ == "__main__":
    unittest.main()
