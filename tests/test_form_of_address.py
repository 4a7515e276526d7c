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


#: Nouns in the plural, or what a number of them does.
MANY = re.compile(
    r" (plekken|locaties|gemeenten|kernen|bewoners|inwoners|kinderen|leerlingen|regels|rijen"
    r"|plannen|proeven|perioden|bezoeken|moederlocaties|vinden|gaan|daarvan (?:gaan|zijn))\b"
)
#: "van de 1 plekken" names a whole that is known; "20 plekken per 1.000" is a rate.
WHOLE, RATE = re.compile(r"(?:van|in) (?:de )?$"), re.compile(r"\w+ per 1\.000")
#: Where the words around it keep it above one: the module, and the argument of ``number``.
NEVER_ONE = {
    ("sites/tables/withheld.py", "withheld.sites"),  # told from five on
    ("sites/judgement/leaning/confirm.py", "count"),  # one has its own words
    ("sites/plan/around/repair_words.py", "len(change.towns)"),  # from _NAMED on
    ("sites/plan/around/repair_words.py", "count"),
    ("sites/plan/around/front_words.py", "len(table)"),  # one has its own words
    ("sites/plan/report.py", "scale.largest"),  # a norm: 99 or 150
    ("maps/exports/xlsx.py", "len(sheet.table)"),  # more than a sheet holds
    ("maps/content/notes.py", "len(table)"),  # a list too long to draw
}


def plain_plurals(where: str, tree: ast.AST) -> Iterator[str]:
    """Yield every number that is written before a plural without looking whether it is one."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.JoinedStr):
            continue
        parts = [ast.Constant(""), *node.values, ast.Constant("")]
        for before, part, after in zip(parts, parts[1:], parts[2:], strict=False):
            call = getattr(part, "value", None)
            if not isinstance(call, ast.Call) or getattr(call.func, "id", "") not in (
                "number",
                "whole",
            ):
                continue
            words = str(getattr(after, "value", ""))
            noun, amount = MANY.match(words), ast.unparse(call.args[0])
            if noun is None or (where, amount) in NEVER_ONE or RATE.match(words.strip()):
                continue
            if not WHOLE.search(str(getattr(before, "value", ""))):
                yield f"{where}: {{{amount}}}{noun[0]}"


def test_one_of_a_thing_is_never_told_in_the_plural() -> None:
    assert [found for path, tree in trees().items() for found in plain_plurals(path, tree)] == []


@pytest.mark.parametrize(("text", "faults"), [
    ('f"Er zijn {number(n)} plekken te weinig"', 1),
    ('f"{number(n)} daarvan gaan dicht"', 1),
    ('f"van de {number(n)} plekken"', 0),
    ('f"{number(n)} plekken per 1.000 inwoners"', 0),
    ('''f"{counted(n, 'plek', 'plekken')} te weinig"''', 0),
])  # fmt: skip
def test_a_plural_without_a_look_is_seen(text, faults) -> None:
    assert len(list(plain_plurals("x.py", ast.parse(text)))) == faults
