"""Writes the ctest lines for a Catch2 (version 2) program: one test for each TEST_CASE.

usage: list_catch_tests.py PROGRAM LABEL OUTPUT [PROPERTIES]

PROPERTIES: more for every test, as set_tests_properties() takes them.
"""
import subprocess
import sys

LABEL_TAGS = ("slow", "exhaustive", "threads")  # Catch tags that become ctest labels
TIMEOUT_SECONDS = {"exhaustive": 3600, "slow": 1200, "": 300}


def names(program, spec):
    """The names of the test cases that match `spec`, one a line in Catch's answer."""
    # The exit code is the number of tests, so it says nothing about success.
    answer = subprocess.run([program, "--list-test-names-only", spec], stdout=subprocess.PIPE, check=False)
    return answer.stdout.decode().splitlines()


def catch_spec(name):
    """`name` written so that Catch takes it for exactly this test."""
    return "".join("\\" + char if char in '\\,[]"' else char for char in name)


def bracket(text):
    """`text` as a CMake bracket argument, in which nothing is special."""
    return f"[==[{text}]==]"


def ctest_lines(program, folder, name, tags, properties):
    test = bracket(f"{folder}: {name}")
    labels = bracket(";".join([folder, *tags]))
    pace = next((tag for tag in ("exhaustive", "slow") if tag in tags), "")
    timeout = TIMEOUT_SECONDS[pace]
    cost = 100 if pace else 0  # ctest starts the costly ones first
    return (f"add_test({test} {bracket(program)} {bracket(catch_spec(name))})\n"
            f"set_tests_properties({test} PROPERTIES LABELS {labels} TIMEOUT {timeout} COST {cost} {properties})\n")


def main(program, folder, output, properties=""):
    found = names(program, "*")
    if not found:
        sys.exit(f"{program} lists no tests; start it to see why")
    for name in found:
        if name.startswith("-"):
            sys.exit(f"{program}: Catch would take the test name {name!r} for an option, and run nothing")
    tagged = {tag: set(names(program, f"[{tag}]")) for tag in LABEL_TAGS}
    with open(output, "w", encoding="utf-8") as file:
        for name in found:
            tags = [tag for tag in LABEL_TAGS if name in tagged[tag]]
            file.write(ctest_lines(program, folder, name, tags, properties))


main(*sys.argv[1:])
