"""The data dictionary: as the schemas say it, whole, and the only home of every heading."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from conftest import ROOT

from maps.exports.dictionary import dictionary, tables
from sites.tables.columns import DAY, Column, columns, found, headings, narrow, short
from sites.tables.ledger import LedgerPressure, LedgerShares
from sites.tables.plan import PlanTowns

SCHEMAS = [schema for chapter in tables().values() for schema in chapter]
EVERY: list[Column] = [one for schema in SCHEMAS for one in columns(schema).values()]
#: The headings of all columns, however long, without capitals.
HEADINGS = {
    form.casefold() for one in EVERY for form in (one.heading, one.short, one.narrow) if form
}
NAMES = {one.name for one in EVERY}
#: Values a column may hold, and types: neither is a heading.
VALUES = {
    str(value).casefold()
    for schema in SCHEMAS
    for field in schema.to_schema().columns.values()
    for check in field.checks
    for value in check.statistics.get("allowed_values", ())
}
DTYPE = re.compile(r"(Int|UInt|Float)\d+")
#: Where headings may stand: the schemas.
HOMES = ("sites/tables", "maps/exports/schemas.py")


def is_heading(text: str) -> bool:
    plain = text.casefold()
    return plain in HEADINGS and text not in NAMES and plain not in VALUES


def strays(source: str) -> Iterator[str]:
    """Yield the places where code calls columns something of its own.

    Refused are a row of two or more words that are headings (at least one of them nothing else;
    half of the row at least where they have no capitals), and two or more columns paired with a
    heading, in a dict or in tuples: a known one, or a new one, told by its capital.
    """
    for node in ast.walk(ast.parse(source)):
        words: list[str] = []
        if isinstance(node, ast.Tuple | ast.List):
            cells = [told for cell in node.elts if (told := _text(cell)).casefold() in HEADINGS]
            told_apart = sum(cell[:1].isupper() for cell in cells) > 1
            if any(map(is_heading, cells)) and (told_apart or 2 * len(cells) >= len(node.elts)):
                words = cells
            rows = [cell.elts for cell in node.elts if isinstance(cell, ast.Tuple)]
            words += _paired((row[0], row[1]) for row in rows if len(row) == 2)
            longer = _paired((row[0], row[1]) for row in rows if len(row) > 2)
            words += [word for word in longer if word[:1].isupper()]  # else a row of values
        elif isinstance(node, ast.Dict):
            words = _paired(zip(node.keys, node.values, strict=True))
        if len(words) > 1:
            yield f"line {getattr(node, 'lineno', 0)}: {', '.join(words)}"


def _paired(pairs: Iterable[tuple[ast.expr | None, ast.expr]]) -> list[str]:
    told = [(_text(name), _text(word)) for name, word in pairs]
    return [
        word
        for name, word in told
        if name in NAMES
        and (is_heading(word) or (word[:1].isupper() and not DTYPE.fullmatch(word)))
    ]


def _text(node: ast.expr | None) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return ""


def test_the_file_says_what_the_schemas_say() -> None:
    """When this fails: make dictionary."""
    written = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert written == dictionary()


def test_a_row_of_the_file_reads_as_its_field() -> None:
    row = next(line for line in dictionary().splitlines() if line.startswith("| `own_share` |"))
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells == [
        "`own_share`", "Aandeel met eigen sleutel", "Eigen sleutel", "plekken", "", "whole number",
        "yes", "Het aandeel met de sleutel die zelf is ingevoerd.",
    ]  # fmt: skip


def test_every_schema_of_the_core_is_in_the_file() -> None:
    """A module of tables that no chapter names would be forgotten."""
    shared = {"Table", "Points", "Sums", "Counters", "Hanging", "Used", "OfPlan", "OfPeriod"}
    written = {schema.__name__ for schema in SCHEMAS} | shared
    for path in sorted((ROOT / "sites" / "tables").glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
        bases = {node.name: {ast.unparse(base) for base in node.bases} for node in classes}
        made = {name for name, parents in bases.items() if parents & written}
        assert made <= written, (path.name, made - written)


def test_every_column_of_every_table_has_a_heading_and_one_sentence_that_says_what_it_is() -> None:
    assert len(SCHEMAS) > 60
    for schema in SCHEMAS:
        assert schema.__doc__, schema
        for name, one in columns(schema).items():
            where = f"{schema.__name__}.{name}"
            assert one.heading != name, where
            assert re.fullmatch(r"[A-Z][^.?!]*[^ .]\.", one.meaning.replace("1.000", "1000")), where
            assert one.unit is None or one.unit == one.unit.lower(), where


def test_numbers_with_a_point_say_how_many_decimals_a_reader_sees_and_no_text_does() -> None:
    for schema in SCHEMAS:
        for name, one in columns(schema).items():
            is_number = one.type == "float64"
            assert (one.decimals is not None) == is_number, f"{schema.__name__}.{name}"


def test_every_column_of_text_that_is_named_after_a_day_says_that_it_is_one() -> None:
    named = re.compile(r"(?:.*_)?(?:date|day)|on|since|opens|decided|next_end")
    found = [one for one in EVERY if named.fullmatch(one.name) and "string" in one.type]
    assert len(found) > 40
    assert [one.name for one in found if one.unit != DAY] == []


def test_no_two_columns_of_one_table_have_the_same_heading() -> None:
    """A reader of a sheet could not tell them apart."""
    for schema in SCHEMAS:
        told = list(headings(schema).values())
        assert len(set(told)) == len(told), (schema.__name__, sorted(told))


def test_a_heading_is_long_in_a_sheet_shorter_in_a_fold_and_shortest_in_a_terminal() -> None:
    assert found(PlanTowns, "share").heading == "Aandeel in het doel"
    assert short(PlanTowns, "share") == ("Aandeel",)
    assert narrow(PlanTowns, "share") == ("aandeel",)
    assert narrow(LedgerShares, "besluit") == ("besluit",)


def test_a_column_that_a_family_stands_for_goes_by_its_own_name_and_an_unknown_one_fails() -> None:
    assert found(LedgerPressure, "spoedzoekers").heading == "spoedzoekers"
    assert found(LedgerPressure, "spoedzoekers").unit == "plekken"
    with pytest.raises(KeyError, match="PlanTowns has no column spoedzoekers"):
        found(PlanTowns, "spoedzoekers")


@pytest.mark.parametrize(
    "planted",
    [
        'HEADERS = {"places": "Plekken", "gm_code": "Gemeentecode"}',
        'HEADERS = {"places": "Bedden", "gm_code": "Code van de gemeente"}',
        'heads = ("Gemeente", "Toegezegd", "Gerealiseerd")',
        'print_table(screen, "", ("gemeente", "toegezegd", "na te gaan", "gepland"), table)',
        'columns = [("score", "Cijfer"), ("rank", "Rang")]',
        'columns = (("name", "Project", "text"), ("dwellings", "Woningen", "count"))',
    ],
)
def test_a_planted_heading_is_found(planted: str) -> None:
    assert list(strays(planted))


@pytest.mark.parametrize(
    "honest",
    [
        'columns = ("site_id", "places", "gm_code")',
        'table.astype({"pupils": "Int64", "places": "Int64"})',
        'row = {"kind": "moederlocatie", "basis": "aanname"}',
        'said = (amount, 0, "locatie", "locaties", "meer", "minder")',
        'figures = [("short", "tekort", 3), ("together", "samen", 4)]',
        'STATUSES = ("bestaand", "gepland", "na te gaan", "beëindigd")',
    ],
)
def test_names_of_columns_types_and_values_are_no_headings(honest: str) -> None:
    assert not list(strays(honest))


def strays_of_page(source: str) -> list[str]:
    """Return the heads of a table that a template writes itself."""
    heads = re.findall(r"<th\b[^>]*>([^<{]+)</th>", source)
    return [head for head in heads if is_heading(head)]


def test_a_heading_planted_in_a_template_is_found() -> None:
    assert strays_of_page('<tr><th scope="col" class="getal">Rang</th><th>{{ h }}</th>') == ["Rang"]


def test_no_template_writes_a_heading_itself() -> None:
    pages = sorted(Path(ROOT / "maps" / "templates").rglob("*.j2"))
    assert len(pages) > 3
    assert [one for page in pages for one in strays_of_page(page.read_text("utf-8"))] == []


def test_no_heading_stands_anywhere_but_in_a_schema() -> None:
    lost = []
    for top in ("sites", "maps", "opvangkaart"):
        for path in sorted(Path(ROOT / top).rglob("*.py")):
            where = path.relative_to(ROOT).as_posix()
            if not where.startswith(HOMES):
                lost += [f"{where}, {stray}" for stray in strays(path.read_text(encoding="utf-8"))]
    assert lost == []
