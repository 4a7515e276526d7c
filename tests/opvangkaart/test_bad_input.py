"""Every kind of bad input gets one clear Dutch line, and the page in docs/ says which."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from asked import ask
from bad_input import KINDS, Kind, asked, page, row_of, server
from conftest import ROOT

DOC = (ROOT / "docs" / "bad-input.md").read_text(encoding="utf-8")
ROWS = [line for line in DOC.splitlines() if re.match(r"\| .* \| [02] \| ", line)]
#: Common words of English that are no Dutch ones.
ENGLISH = re.compile(
    r"\b(the|and|not|does|give|choose|write|rows?|columns?|such|cannot|missing|must|should|files?|"
    r"with|this|that|which|use|reads?|has|have|from|again|than|more|only|expected|valid|invalid|"
    r"values?|unknown|between|first|other|when|where|usage|option|argument|its|lies|outside|found|"
    r"shown|places|than|without|there|are|was|were|been|will|would|could|nothing|every|each)\b",
    re.IGNORECASE,
)
#: Words of the user's own, and names of files, keys, layers and columns, which have no language.
OWN_WORDS = re.compile(
    r"'[^']*'|\"[^\"]*\"|\(technisch: [^)]*\)|`[^`]*`|--\S+|\S*[_.=/]\S*|kolom (\w+(, \w+)*)|"
    r"er staan: .*|erin zit .*|\(wel: [^)]*\)|kies uit .*|bedoelde u \w+|gebruik walk.*|"
    r"municipalities.*\)"
)


def english(told: str) -> list[str]:
    return [found[0] for found in ENGLISH.finditer(OWN_WORDS.sub(" ", told))]


@pytest.fixture(scope="module")
def _server() -> Iterator[None]:
    with server():
        yield
    server.cache_clear()  # who comes back to this module gets another


@pytest.mark.usefixtures("_server")
@pytest.mark.filterwarnings("ignore")  # a command prints none of what its libraries warn of
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.group}: {kind.what}")
def test_bad_input_gets_the_line_that_the_page_says(kind: Kind, tmp_path: Path) -> None:
    given = asked(kind, tmp_path)
    assert given.code in {0, 2}, given.said
    assert "Traceback" not in given.said
    assert english(given.said) == []
    assert row_of(kind, given) in ROWS, "run make bad-input"


def test_the_page_has_no_row_that_nobody_asks() -> None:
    assert len(ROWS) == len(KINDS)
    assert page(dict(enumerate(ROWS))) == DOC


def test_the_look_for_english_finds_it() -> None:
    told = ask("score", "er-is-niets.csv", language="en").complaint
    assert english(told)
