"""Loading the library is inert, and it may be loaded and unloaded again and again under threads that work in it."""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from header import LIBRARY

HOST = os.environ["CRM_DLOPEN_HOST"]
# What the dynamic loader itself does with a library's file, and what memory takes.
LOADING = re.compile(r"(?:openat\(AT_FDCWD, \"[^\"]*(?:\.so[.\d]*|/ld\.so\.cache|glibc-hwcaps[^\"]*|/lib[^\"]*)\", O_RDONLY"
                     r"|(?:read|pread64)\(\d+, \"\\177ELF|(?:pread64|newfstatat|fstat|mmap|mprotect|munmap|close|brk|futex|getrandom)\()")


def trace_of_loading(library):
    """The system calls of dlopen, without those of the loader itself."""
    with tempfile.TemporaryDirectory() as folder:
        trace = pathlib.Path(folder) / "trace"
        subprocess.run(["strace", "-f", "-o", trace, HOST, library], check=True)
        lines = [re.sub(r"^\d+ +", "", line) for line in trace.read_text().splitlines()]
    start, end = (i for i, line in enumerate(lines) if line.startswith("getppid()"))
    return lines[start + 1:end]


def needed_by(library):
    """The names of all libraries that come with it, and with those."""
    listed = subprocess.run(["ldd", library], check=True, stdout=subprocess.PIPE, text=True).stdout
    return re.findall(r"^\s*(?:\S*/)?(lib\w+)[-.]", listed, re.MULTILINE)


def strange(lines):
    return [line for line in lines if not LOADING.match(line)]


class Loading(unittest.TestCase):
    def test_does_nothing_but_map_the_library_and_what_it_needs(self):
        lines = trace_of_loading(LIBRARY)
        self.assertTrue(any("libcrm.so" in line for line in lines))
        self.assertEqual(strange(lines), [])

    def test_what_would_not_be_inert_is_seen(self):
        for line in ['openat(AT_FDCWD, "/etc/ssl/openssl.cnf", O_RDONLY) = 3', "socket(AF_UNIX, SOCK_STREAM, 0) = 3",
                     "clone3({flags=CLONE_VM}, 88) = 7", 'openat(AT_FDCWD, "/var/x.so", O_RDWR|O_CREAT) = 3',
                     'write(1, "x", 1) = 1', "rt_sigaction(SIGPIPE, {}, NULL, 8) = 0", 'execve("/bin/sh", [], []) = 0']:
            self.assertEqual(strange([line]), [line])

    def test_brings_nothing_of_postgresql_along(self):
        self.assertIn("libsqlite3", needed_by(LIBRARY))
        self.assertFalse({"libpq", "libldap", "libkrb5"} & set(needed_by(LIBRARY)))
        self.assertIn("libpq", needed_by(pathlib.Path(HOST).with_name("storage_tests")))  # the check would see it

    def test_may_be_repeated_with_threads_at_work(self):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([HOST, LIBRARY, f"sqlite:///{folder}/crm.db"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        self.assertEqual((done.returncode, done.stdout), (0, b""))


if __name__ == "__main__":
    unittest.main()
