"""The README's quick start shows the core of the example dialer, word for word."""
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
CORE = re.compile(r"// \[quick start\]\n(.*?)\n// \[/quick start\]", re.DOTALL)


def core_of(example: str) -> str:
    return CORE.search(example)[1].strip()


def shows(readme: str, example: str) -> bool:
    return core_of(example) in readme


class Readme(unittest.TestCase):
    def setUp(self):
        self.readme = (ROOT / "README.md").read_text(encoding="utf-8")
        self.example = (ROOT / "examples/cpp_dialer/main.cpp").read_text(encoding="utf-8")

    def test_shows_the_core_of_the_example(self):
        self.assertTrue(shows(self.readme, self.example), "copy the block between the markers into README.md")

    def test_a_changed_core_is_noticed(self):
        self.assertFalse(shows(self.readme, self.example.replace("session.post_call(", "session.post_call (")))


if __name__ == "__main__":
    unittest.main()
