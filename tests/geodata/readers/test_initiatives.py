"""A team's own list comes in as it is: headings matched, numbers as people write them."""

import json

import pandas as pd
import pytest
import xlsxwriter

from geodata.files.ranges import places_said
from geodata.readers.initiatives import CODE, VERSION, read_initiatives
from sites.settings.area import AreaParams


@pytest.mark.parametrize(
    ("cell", "low", "high"),
    [
        ("80 à 100", 80, 100), ("80-100", 80, 100), ("80 \u2013 100 plekken", 80, 100),
        ("tussen 80 en 100", 80, 100), ("± 60", 60, 60), ("ca. 60 personen", 60, 60),
        ("circa 1.250", 1250, 1250), ("max. 50", None, 50), ("minimaal 40", 40, None),
        ("60", 60, 60), ("4.793", 4793, 4793), ("0", 0, 0), ("tot 90", None, 90),
    ],
)  # fmt: skip
def test_places_are_read_as_people_write_them(cell, low, high) -> None:
    assert places_said(cell) == (low, high)


@pytest.mark.parametrize("cell", ["veel", "100 à 80", "-5", "", "80 of zo", "٨٠", "12,5", "n.n.b."])
def test_what_is_no_number_of_places_is_told(cell) -> None:
    assert places_said(cell) is None


@pytest.fixture
def sheet(tmp_path):
    """A workbook of a team, with a merged title above its headings."""
    path = tmp_path / "lijst.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.merge_range("A1:G1", "Initiatieven provincie, stand 1 november")
        page.write_row(
            2, 0, ["Project", "Straat en huisnummer", "Postcode", "Aantal plekken", "Status",
                   "Wethouder gesproken?", "Kans (%)"],
        )  # fmt: skip
        page.write_row(
            3, 0, ["Hal", "Dorpsstraat 1", "3941 AB", "80 à 100", "In onderzoek", "ja", 60]
        )
        page.write_row(4, 0, ["", "Kerkplein 2", "", "± 60", "Raad", "", ""])
        page.write_row(5, 0, ["School", "", "", "veel", "wie weet", "nee", ""])
    return path


def test_a_list_keeps_its_rows_its_unknown_columns_and_says_what_it_cannot_read(sheet) -> None:
    read = read_initiatives(sheet, AreaParams())
    hall, square, school = read.entries
    assert (hall.row, hall.fields["places_low"], hall.fields["places_high"]) == (4, 80, 100)
    assert (hall.phase, hall.fields["chance_pct"]) == ("verkenning", 60)
    assert json.loads(hall.fields["extra"]) == {"Wethouder gesproken?": "ja"}
    assert read.kept == ("Wethouder gesproken?",)
    assert square.fields["name"] == "Kerkplein 2"  # no name: its address is one
    assert not hall.faults
    assert not square.faults
    assert [str(fault) for fault in school.faults] == [
        "Aantal plekken: 'veel' is no number of places; write 80 or 80-100",
        (
            "Status: 'wie weet' is not known; choose one of idee, verkenning, haalbaarheid, "
            "college, raad, afgesproken, bouw, in gebruik, gestopt"
        ),
    ]


def test_bare_numbers_are_days_and_a_row_of_sums_is_no_initiative(tmp_path) -> None:
    path = tmp_path / "lijst.csv"
    path.write_text("naam;plekken;vanaf;tot en met\nHal;60;46204;1-7-2030\nTotaal:;60;;\n"
                    "Totaal vernieuwd pand;5;99999;\nSubtotaal intern;60;;\nGemiddeld;60;;\n",
                    encoding="utf-8")  # fmt: skip
    hall, total, other, *sums = read_initiatives(path, AreaParams()).entries
    days = hall.fields["from_date"], hall.fields["until_date"]
    assert (days, hall.faults) == (("2026-07-01", "2030-07-01"), ())
    for row in (total, *sums):
        assert ["is a sum and no initiative" in str(fault) for fault in row.faults] == [True]
    assert ["is no day" in str(fault) for fault in other.faults] == [True]


def test_a_heading_can_be_matched_by_hand(tmp_path) -> None:
    path = tmp_path / "lijst.csv"
    path.write_text("Naam;Stoelen\nHal;80\n", encoding="utf-8")
    assert "places_low" not in read_initiatives(path, AreaParams()).entries[0].fields
    read = read_initiatives(path, AreaParams(), matched={"places": "Stoelen"})
    assert read.entries[0].fields["places_low"] == 80


def test_an_exported_row_is_known_by_its_code_and_version(tmp_path) -> None:
    path = tmp_path / "lijst.xlsx"
    pd.DataFrame({"Naam": ["Hal"], CODE: ["ab12"], VERSION: [3]}).to_excel(path, index=False)
    entry = read_initiatives(path, AreaParams()).entries[0]
    assert (entry.row_id, entry.version) == ("ab12", 3)


def test_a_row_without_any_name_is_told(tmp_path) -> None:
    path = tmp_path / "lijst.csv"
    path.write_text("Naam;Plekken\n;80\nHal;60\n", encoding="utf-8")
    empty = read_initiatives(path, AreaParams()).entries[0]
    assert str(empty.faults[0]) == "has no name, address or kern; give it one"
