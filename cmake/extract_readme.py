"""Writes the README's quick start, its first C++ block, into a source file, so that what users copy is compiled.

usage: extract_readme.py README OUTPUT
"""
import pathlib
import re
import sys

readme, output = map(pathlib.Path, sys.argv[1:])
block = re.search(r"^```cpp\n(.*?)^```$", readme.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
if not block or "int main(" not in block[1]:
    sys.exit(f"{readme}: the first ```cpp block must be a whole program")
output.write_text(block[1], encoding="utf-8")
