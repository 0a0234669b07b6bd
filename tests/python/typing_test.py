"""The package's types: what the stub says is what is there, and programs are checked by it."""

import pathlib
import subprocess
import sys

import crm


def run(*arguments, cwd):
    done = subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True, cwd=cwd)
    return done.returncode, done.stdout + done.stderr


def test_the_stub_is_true(tmp_path):
    # From an empty folder, so that the installed package is what is looked at.
    code, said = run("mypy.stubtest", "crm", cwd=tmp_path)
    assert code == 0, said


def test_the_package_itself_is_typed(tmp_path):
    code, said = run("mypy", "--strict", "-p", "crm", cwd=tmp_path)
    assert code == 0, said


def test_a_stub_that_lies_is_noticed(tmp_path):
    package = tmp_path / "crm"
    package.mkdir()
    for file in pathlib.Path(crm.__file__).parent.iterdir():
        if file.is_file():
            (package / file.name).write_bytes(file.read_bytes())
    stub = package / "_core.pyi"
    stub.write_text(stub.read_text().replace("def dashboard(self, *, timeout", "def dashboard(self, *, patience"))
    code, said = run("mypy.stubtest", "crm._core", cwd=tmp_path)
    assert code == 1 and "dashboard" in said


PROGRAM = """
from decimal import Decimal
import crm

with crm.open("sqlite://") as db:
    session = db.session("x")
    for loan in session.loans.list(status="active"):
        due: Decimal = loan.due_amount
        loan.due_amount = due                    # error: read-only
    session.customers.create(frist_name="John")  # error: no such field
    session.loans.update(1, 1, due_amount=1.5)   # error: a float
    session.pre_call(5551234567)                 # error: no str
    session.customers.get(1).city                # error: may be None
"""


def test_mistakes_are_found_before_the_program_runs(tmp_path):
    (tmp_path / "program.py").write_text(PROGRAM)
    code, said = run("mypy", "program.py", cwd=tmp_path)
    wrong = [number for number, line in enumerate(PROGRAM.splitlines(), 1) if "# error" in line]
    assert code == 1
    assert sorted({int(line.split(":")[1]) for line in said.splitlines() if ": error:" in line}) == wrong, said
