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
    """Every docstring of the extension's classes that has examples."""
    for kind in vars(crm._core).values():
        if isinstance(kind, type):
            members = [(kind.__name__, kind.__doc__)]
            members += [(f"{kind.__name__}.{name}", getattr(member, "__doc__", "")) for name, member in vars(kind).items()]
            yield from ((name, text) for name, text in members if ">>>" in (text or ""))


def test_the_examples_of_the_extension_run(db, session, john, loan):
    finder = doctest.DocTestParser()
    names = {"crm": crm, "db": db, "session": session, "john": john, "loan": loan}
    tests = [finder.get_doctest(text, dict(names), name, name, 0) for name, text in documented()]
    runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS)
    said = []
    for test in tests:
        runner.run(test, out=said.append)
    assert len(tests) > 5 and runner.failures == 0, "".join(said)


def test_the_links_of_the_readme_lead_somewhere():
    readme = ROOT / "bindings/python/README.md"
    for link in re.findall(r"\]\(([^)#]+)\)", readme.read_text(encoding="utf-8")):
        assert (readme.parent / link).exists(), link
