"""The table of requirements names every one of them, and tests that exist."""

import re

from conftest import ROOT

ROW = re.compile(r"^\| R(\d+) [^|]+\|[^|]+\|([^|]+)\|$", re.MULTILINE)


def rows() -> dict[int, list[str]]:
    text = (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8")
    return {int(row[1]): re.findall(r"`(test_\w+)`", row[2]) for row in ROW.finditer(text)}


def test_every_requirement_has_a_row_with_a_test() -> None:
    found = rows()
    assert sorted(found) == list(range(1, 27))
    assert all(found.values())


def test_every_named_test_exists() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    known = {
        name for text in sources for name in re.findall(r"^def (test_\w+)\(", text, re.MULTILINE)
    }
    named = {name for names in rows().values() for name in names}
    assert named <= known, sorted(named - known)
