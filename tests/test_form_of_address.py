"""Whoever reads is "u", on every page, in every document and in every sentence of the program."""

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest
from conftest import ROOT
from sources import trees

FAMILIAR = re.compile(r"\b(je|jij|jou|jouw|jullie|jezelf|jouwe)\b", re.IGNORECASE)
TEXTS = (
    "opvangkaart/app/templates/*.j2", "opvangkaart/app/assets/*.js", "maps/templates/*",
    "maps/typst/*.typ", "maps/assets/js/*.js", "opvangkaart/language/locale/**/*.po", "docs/*.md",
    "installer/*", "README.md",
)  # fmt: skip


def read_by_people() -> Iterator[tuple[str, str]]:
    """Yield every text that a user may read, and where it stands."""
    for pattern in TEXTS:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and path.suffix != ".py" and ".min." not in path.name:
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
    for path, tree in trees().items():
        yield path, "\n".join(said_in(tree))


def said_in(tree: ast.Module) -> Iterator[str]:
    """Yield the texts of a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@cache
def read() -> dict[str, str]:
    return dict(read_by_people())


def test_nobody_is_je() -> None:
    found = {
        f"{where}: {line.strip()[:120]}"
        for where, text in read().items()
        for line in text.splitlines()
        if FAMILIAR.search(line)
    }
    assert found == set()


@pytest.mark.parametrize("where", [
    "opvangkaart/app/templates/who.html.j2", "docs/handleiding.md", "maps/content/page.py",
    "opvangkaart/language/locale/nl/LC_MESSAGES/opvangkaart.po",
])  # fmt: skip
def test_the_texts_are_looked_at(where) -> None:
    assert len(read()[where]) > 100
    assert FAMILIAR.search(f"{read()[where]} Kies je code.")
