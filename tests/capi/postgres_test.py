"""What a host may expect of the library on a file, it may expect of it on a PostgreSQL server: capi_tests' tests with the tag
[host], each again on an empty database of the tests' server. Here, because a program that is linked with libpq would not
notice what loading it costs."""
import os
import pathlib
import re
import subprocess
import unittest

TESTS = os.environ["CRM_CAPI_TESTS"]
SERVER = pathlib.Path(os.environ["CRM_TEST_POSTGRES"]).read_text(encoding="utf-8").splitlines()[0]


def names():
    listed = subprocess.run([TESTS, "--list-test-names-only", "[host]"], stdout=subprocess.PIPE, text=True, check=False).stdout
    return [line for line in listed.splitlines() if line]


def ask(url, sql):
    return subprocess.run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql, url], stdout=subprocess.PIPE, text=True,
                          check=True).stdout.strip()


def database(number):
    name = f"crm_capi_{os.getpid()}_{number}"
    ask(SERVER, f"CREATE DATABASE {name}")
    return re.sub(r"/postgres(?=\?)", f"/{name}", SERVER)


class OnPostgreSQL(unittest.TestCase):
    def test_the_host_is_as_safe_as_on_a_file(self):
        for number, name in enumerate(names()):
            url = database(number)
            with self.subTest(name):
                done = subprocess.run([TESTS, name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
                                      env=os.environ | {"CRM_TEST_SERVER_DATABASE": url})
                self.assertEqual(done.returncode, 0, done.stdout)
                self.assertIn("1 test case", done.stdout)
                self.assertGreater(int(ask(url, "SELECT count(*) FROM customer")), 0)  # it was this database

    def test_the_library_is_loaded_and_unloaded_again_and_again_with_threads_at_work(self):
        done = subprocess.run([os.environ["CRM_DLOPEN_HOST"], os.environ["CRM_LIBRARY"], database("loading")], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False)
        self.assertEqual((done.returncode, done.stdout), (0, b""))

    def test_there_are_such_tests(self):
        self.assertGreater(len(names()), 8)


if __name__ == "__main__":
    unittest.main()
