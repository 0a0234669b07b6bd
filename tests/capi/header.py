"""What include/crm.h declares: each function, the comment above its group, and the types of its parameters."""
import os
import pathlib
import re
import subprocess
from typing import NamedTuple

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEADER = ROOT / "include/crm.h"
MAP = ROOT / "capi/libcrm.map"
LIBRARY = pathlib.Path(os.environ.get("CRM_LIBRARY", ""))  # the built libcrm.so


class Function(NamedTuple):
    name: str
    result: str
    parameters: list  # of (type, name)
    comment: str


def _parameter(text):
    match = re.fullmatch(r"(.*?[ *])(\w+)", text.strip())
    return match[1].strip().replace(" *", "*"), match[2]


def functions(header):
    """In order. A group is what stands between two blank lines: a comment and the functions that it is about."""
    found = []
    for group in re.split(r"\n\s*\n", header):
        comment = "\n".join(line for line in group.splitlines() if line.startswith("//"))
        code = " ".join(line for line in group.splitlines() if not line.startswith("//"))
        for result, name, parameters in re.findall(r"CRM_API\s+([\w\s*]+?)\s*\b(crm_\w+)\(([^)]*)\);", code):
            listed = [] if parameters.strip() == "void" else [_parameter(p) for p in parameters.split(",")]
            found.append(Function(name, result.replace(" *", "*"), listed, comment))
    return found


def declared():
    return functions(HEADER.read_text(encoding="utf-8"))


def listed(version_script):
    """The names that a version script makes public."""
    public = re.search(r"global:(.*?)local:", version_script, re.DOTALL)[1]
    return re.findall(r"[\w*]+", public)


def exported(library):
    """The names that a shared library exports, without the name of the version itself."""
    lines = subprocess.run(["nm", "-D", "--defined-only", library], stdout=subprocess.PIPE, check=True).stdout.decode()
    names = (line.split() for line in lines.splitlines())
    return [parts[-1].split("@")[0] for parts in names if parts[-2] != "A"]
