"""Every module and path that the documents name is there: a reader never looks for what moved."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from conftest import ROOT

PATH = re.compile(r"`((?:opvangkaart|sites|geodata|maps|tests|benchmarks)/[\w/.-]*)`")
MODULE = re.compile(r"`((?:opvangkaart|sites|geodata|maps)(?:\.[a-z_0-9]+)+)`")
#: Folders that a user makes, or that a command writes.
MADE = ("maps/out", "geodata/raw", "geodata/derived")
#: Settings of a scenario and files of an output, which look like modules.
OTHER = ("sites.layer", "sites.crs", "opvangkaart.xlsx", "opvangkaart.qgs")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])


def missing(text: str) -> list[str]:
    """Return the paths and modules that a text names and that do not exist."""
    paths = [name for name in PATH.findall(text) if not name.startswith(MADE)]
    lost = [name for name in paths if not (ROOT / name).exists()]
    for name in (name for name in MODULE.findall(text) if name not in OTHER):
        module, _, last = name.rpartition(".")
        if _found(name) or (_found(module) and _speaks_of(module, last)):
            continue
        lost.append(name)
    return lost


def _found(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def _speaks_of(module: str, name: str) -> bool:
    spec = find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    source = Path(spec.origin).read_text(encoding="utf-8")
    return re.search(rf"^(?:def |class )?{name}\b", source, re.MULTILINE) is not None


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_names_only_what_is_there(document) -> None:
    assert missing(document.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_links_only_to_what_is_there(document) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_a_name_that_moved_is_found() -> None:
    said = "See `sites/params.py`, `sites.plan.around.around` and `sites.base.dutch.number`."
    assert missing(said) == ["sites/params.py", "sites.plan.around.around"]
