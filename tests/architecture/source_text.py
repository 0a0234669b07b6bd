"""What the checks of this folder share: the tree's files, and C++ text taken apart into code and strings."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]

_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
      | (?P<raw>R"(?P<mark>[^\s()\\]{0,16})\((?P<raw_text>.*?)\)(?P=mark)")
      | (?P<string>"(?:\\.|[^"\\\n])*")
      | (?P<char>(?<![0-9a-zA-Z_])'(?:\\.|[^'\\\n])+')""",
    re.VERBOSE | re.DOTALL,
)


def files(root, folder, *suffixes):
    """The files below root/folder that end in one of `suffixes`, in order."""
    return sorted(path for path in (root / folder).rglob("*") if path.suffix in suffixes)


def code(text):
    """C++ without its comments and without what stands in its strings."""
    return _TOKEN.sub(lambda match: " " if match["comment"] else '""', text)


def strings(text):
    """What stands in the string literals of C++ text."""
    return [match["raw_text"] or match["string"] or "" for match in _TOKEN.finditer(text)
            if match["raw"] or match["string"]]


def without_comments(text):
    return _TOKEN.sub(lambda match: " " if match["comment"] else match[0], text)
