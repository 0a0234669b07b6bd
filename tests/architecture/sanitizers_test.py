"""The sanitizers of a preset reach the library itself, not the tests alone.

Reads compile_commands.json of the build folder that CRM_BUILD_DIR names.
"""
import json
import os
import pathlib
import re
import unittest

from source_text import ROOT

SANITIZE = re.compile(r"-fsanitize=(\S+)")


def sanitizers(flags):
    return {name for group in SANITIZE.findall(flags) for name in group.split(",")}


def wanted(build_name):
    """The sanitizers that the preset of this name asks for; none for a folder that no preset made."""
    presets = json.loads((ROOT / "CMakePresets.json").read_text(encoding="utf-8"))["configurePresets"]
    mine = [preset for preset in presets if preset["name"] == build_name]
    return sanitizers(mine[0]["cacheVariables"]["CMAKE_CXX_FLAGS"]) if mine else set()


def missing(commands, names):
    """The library's sources whose compile command lacks one of the sanitizers."""
    return [entry["file"] for entry in commands
            if "/crm_core.dir/" in entry["command"] and not names <= sanitizers(entry["command"])]


class Sanitizers(unittest.TestCase):
    def setUp(self):
        self.build = pathlib.Path(os.environ["CRM_BUILD_DIR"])

    def test_reach_every_source_of_the_library(self):
        file = self.build / "compile_commands.json"
        if not wanted(self.build.name):
            return  # nothing was asked for
        commands = json.loads(file.read_text(encoding="utf-8"))
        self.assertTrue(any("/crm_core.dir/" in entry["command"] for entry in commands))
        self.assertEqual(missing(commands, wanted(self.build.name)), [])

    def test_are_what_the_presets_promise(self):
        self.assertEqual(wanted("dev"), {"address", "undefined"})
        self.assertEqual(wanted("tsan"), {"thread"})
        self.assertEqual(wanted("release"), set())

    def test_the_check_sees_a_source_without_them(self):
        commands = [
            {"file": "a.cpp", "command": "c++ -fsanitize=address,undefined -o src/CMakeFiles/crm_core.dir/a.cpp.o"},
            {"file": "b.cpp", "command": "c++ -fsanitize=address -o src/CMakeFiles/crm_core.dir/b.cpp.o"},
        ]
        self.assertEqual(missing(commands, {"address", "undefined"}), ["b.cpp"])


if __name__ == "__main__":
    unittest.main()
