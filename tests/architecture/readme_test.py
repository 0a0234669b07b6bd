"""The README shows the core of the example dialer and the whole of the one in C, word for word."""
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

    def test_shows_the_dialer_in_c(self):
        dialer = (ROOT / "examples/c_dialer/c_dialer.c").read_text(encoding="utf-8")
        self.assertIn("```c\n" + dialer + "```", self.readme, "copy the program into README.md")


if __name__ == "__main__":
    unittest.main()
