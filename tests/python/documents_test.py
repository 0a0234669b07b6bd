"""What the documents show is run: the blocks of the READMEs, and the examples in docstrings."""

import doctest
import pathlib
import re

import pytest

import crm
import crm.aio

ROOT = pathlib.Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks_of(text):
    return BLOCK.findall(text)


def run(blocks):
    """One program after the other, in one folder, as somebody does who reads on."""
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {"__name__": "__main__"})


@pytest.mark.parametrize("document", ["README.md", "bindings/python/README.md"])
def test_the_python_blocks_run(document, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    blocks = blocks_of((ROOT / document).read_text(encoding="utf-8"))
    assert blocks
    run(blocks)
    assert "John" in capsys.readouterr().out


def test_a_block_that_is_wrong_is_noticed():
    with pytest.raises(AttributeError):
        run(blocks_of("```python\nimport crm\ncrm.opn('sqlite://')\n```"))


@pytest.mark.parametrize("module", [crm, crm.aio], ids=lambda module: module.__name__)
def test_the_examples_of_the_modules_run(module):
    finder = doctest.DocTestFinder(recurse=False)
    tests = finder.find(module) + finder.find(module.open, module=module)
    runner = doctest.DocTestRunner(verbose=False)
    said = []
    for test in tests:
        runner.run(test, out=said.append)
    assert runner.tries > 2 and runner.failures == 0, "".join(said)


def documented():
    """Every docstring of the package's classes that has examples, by name."""
    kinds = {kind for module in (crm._core, crm) for kind in vars(module).values() if isinstance(kind, type)}
    docs = {kind.__name__: kind.__doc__ for kind in kinds}
    for kind in kinds:
        docs |= {f"{kind.__name__}.{name}": getattr(member, "__doc__", "") for name, member in vars(kind).items()}
    return {name: docs[name] for name in sorted(docs) if ">>>" in (docs[name] or "")}


EXAMPLES = documented()


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_of_the_classes_run(db, session, john, loan, name):
    names = {"crm": crm, "db": db, "session": session, "john": john, "loan": loan}
    test = doctest.DocTestParser().get_doctest(EXAMPLES[name], names, name, name, 0)
    runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS)
    said = []
    runner.run(test, out=said.append)
    assert runner.failures == 0, "".join(said)


def test_every_function_is_shown_in_an_example(db, session):
    shown = "\n".join(EXAMPLES.values())
    doors = {name: getattr(session, name) for name, member in vars(crm.Session).items() if isinstance(member, property)}
    handles = {"db": db, "session": session} | {f"session.{name}": door for name, door in doors.items() if name != "actor"}
    assert len(handles) == 10
    for called, handle in handles.items():
        for name, member in vars(type(handle)).items():
            if callable(member) and not name.startswith("_"):
                assert f"{called}.{name}(" in shown, (called, name)


def test_every_class_says_what_it_is():
    for name in crm.__all__:
        kind = getattr(crm, name)
        assert not isinstance(kind, type) or kind.__doc__, name


def test_the_links_of_the_readme_lead_somewhere():
    readme = ROOT / "bindings/python/README.md"
    for link in re.findall(r"\]\(([^)#]+)\)", readme.read_text(encoding="utf-8")):
        assert (readme.parent / link).exists(), link
