"""The CSV opens right in a Dutch Excel, and nothing typed by a user runs there."""

import csv
import io

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.exports.csv_nl import csv_bytes, text_cell
from maps.exports.schemas import SiteTable
from maps.exports.tables import site_table
from sites.tables.columns import headings

STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # noqa: RUF001


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_dutch_excel_finds_its_mark_its_semicolons_and_its_commas() -> None:
    table = pd.DataFrame({"name": ["Één plek"], "score": [0.25], "places": [4793]})
    content = csv_bytes(table, {"name": "Naam"})
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == "Naam;score;places\r\nÉén plek;0,25;4793\r\n"


def test_unknown_is_an_empty_cell_and_never_a_zero() -> None:
    table = pd.DataFrame({"a": pd.array([None, 0], dtype="Int64"), "b": [float("nan"), 0.0]})
    assert rows(csv_bytes(table, {}))[1:] == [["", ""], ["0", "0"]]


def test_a_formula_in_a_name_is_text_with_an_apostrophe() -> None:
    table = pd.DataFrame({"naam": ['=HYPERLINK("http://kwaad.nl")', "-2+3", "@SUM(A1)", "Gewoon"]})
    assert [row[0] for row in rows(csv_bytes(table, {}))[1:]] == [
        '\'=HYPERLINK("http://kwaad.nl")',
        "'-2+3",
        "'@SUM(A1)",
        "Gewoon",
    ]


def test_a_header_that_a_user_chose_cannot_run_either() -> None:
    assert rows(csv_bytes(pd.DataFrame({"=1+1": [1]}), {}))[0] == ["'=1+1"]


@settings(max_examples=30)  # each example makes a table
@given(st.text(max_size=40))
def test_no_cell_starts_with_something_that_runs_and_each_stays_on_its_own_row(text) -> None:
    read = rows(csv_bytes(pd.DataFrame({"a": [text], "b": ["x"]}, dtype=object), {}))
    assert len(read) == 2
    assert read[1][1] == "x"
    assert not read[1][0].lstrip().startswith(STARTS)


@given(st.text(st.characters(exclude_categories=["C", "Z"]), max_size=20))
def test_dropping_one_apostrophe_before_such_a_sign_gives_the_text_back(text) -> None:
    cell = text_cell(text)
    back = cell[1:] if cell[:1] == "'" and cell[1:2] in STARTS else cell
    assert back == text or text.startswith("'")


def test_every_column_of_the_sites_has_a_dutch_header(result) -> None:
    table = site_table(result)
    assert set(table.columns) == set(headings(SiteTable))
    for _, own in table.groupby("group"):
        assert own["rank"].dropna().is_monotonic_increasing


def test_a_search_cell_has_no_places_to_add_up(result) -> None:
    sites = result.sites.assign(places=60)
    table = site_table(type(result)(**(vars(result) | {"sites": sites})))
    is_cell = table["kind"] == "zoekgebied"
    assert table.loc[is_cell, "places"].isna().all()
    assert (table.loc[~is_cell, "places"] == 60).all()
