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
def test_the_examples_in_docstrings_run(module):
    result = doctest.testmod(module)
    assert result.attempted > 2 and result.failed == 0


def test_the_links_of_the_readme_lead_somewhere():
    readme = ROOT / "bindings/python/README.md"
    for link in re.findall(r"\]\(([^)#]+)\)", readme.read_text(encoding="utf-8")):
        assert (readme.parent / link).exists(), link
