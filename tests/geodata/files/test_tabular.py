"""Rows keep the number that the file gives them, wherever its header stands."""

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from geodata.files.tabular import read_csv, read_table
from sites.base.errors import InputFileError


def test_a_row_of_a_sheet_is_numbered_as_excel_does_below_a_header_on_row_3(tmp_path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A3"], sheet["B3"] = "id", "van"
    sheet["A4"], sheet["B4"] = 12.0, date(2027, 1, 31)
    sheet["A6"], sheet["B6"] = 12.5, datetime(2027, 1, 31, 12)  # noqa: DTZ001 - as Excel has it
    book.save(tmp_path / "s.xlsx")
    table = read_table(tmp_path / "s.xlsx")
    assert table.rows.tolist() == [4, 6]
    assert table.frame.to_numpy().tolist() == [["12", "2027-01-31"], ["12.5", "2027-01-31"]]


@pytest.mark.parametrize(("first", "rows"), [("", [2, 4]), ("sep=;\n", [3, 5])])
def test_a_row_of_a_csv_is_numbered_as_an_editor_does(tmp_path, first, rows) -> None:
    (tmp_path / "s.csv").write_text(f"{first}id;naam\na;b\n;\nc; d \n", encoding="utf-8")
    table = read_table(tmp_path / "s.csv")
    assert table.rows.tolist() == rows
    assert table.frame.to_numpy().tolist() == [["a", "b"], ["c", "d"]]


def test_a_heading_that_stands_twice_is_refused_whatever_its_case(tmp_path) -> None:
    for head in ("naam,Naam", "naam,naam"):
        (tmp_path / "s.csv").write_text(f"{head}\na,b\n", encoding="utf-8")
        with pytest.raises(InputFileError, match="column naam stands twice in the header"):
            read_table(tmp_path / "s.csv")


TABLE = "id;naam;gemeente\nL1;Oude school, oost;Zeist\nL2;Kantoor;Baarn\n"


@pytest.mark.parametrize(
    "title",
    [
        "Lijst van de gemeente\n",
        "Lijst van de gemeente, versie 3\n",
        "Lijst, versie 3, van mei, eerste, tweede, derde, laatste\n\n",
        "Lijst;;\n;;\nstand mei;;\n",
        '"Lijst;\nvan de gemeente";;\n',
        "Lijst\r\n",
    ],
)
def test_a_title_above_the_headings_is_told_and_not_read(tmp_path: Path, title: str) -> None:
    path = tmp_path / "lijst.csv"
    path.write_bytes((title + TABLE).encode())
    plain = tmp_path / "zonder.csv"
    plain.write_bytes(TABLE.encode())
    found, bare = read_csv(path), read_csv(plain)
    pd.testing.assert_frame_equal(found.frame, bare.frame)
    shift = len(title.splitlines())
    assert (found.rows - bare.rows).tolist() == [shift, shift]
    assert "above the headings" in str(found.notes[-1])
    assert "Lijst" in str(found.notes[-1])
    assert not any("above" in str(note) for note in bare.notes)


@pytest.mark.parametrize(
    "text",
    [
        "id,naam\n1,a;b;c\n2,d;e;f\n",
        "id,naam,gemeente\nTotaal\n1,a,Zeist\n",
        "id,naam\n\n\n1,a\n",
        "id,naam\n1,x\n",
    ],
)
def test_headings_are_never_taken_for_a_title(tmp_path: Path, text: str) -> None:
    path = tmp_path / "lijst.csv"
    path.write_text(text, encoding="utf-8")
    assert read_csv(path).frame.columns[:2].tolist() == ["id", "naam"]


def test_headings_of_a_csv_may_stand_under_a_row_of_groups(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    groups, heads = "Plek;;Omvang;;;Wie", "naam;kern;plekken;vanaf;tot;"
    path.write_text(f"{groups}\n{heads}\nHal;Doorn;60;;;AB\n", encoding="utf-8-sig")
    table = read_table(path)
    assert list(table.frame.columns) == ["naam", "kern", "plekken", "vanaf", "tot", "Wie"]
    assert (table.rows.tolist(), table.frame["Wie"].tolist()) == ([3], ["AB"])
    path.write_text(f"{groups}\nHal;Doorn;60;1-1-2027;1-1-2030;AB\n", encoding="utf-8")
    with pytest.raises(InputFileError, match=r"a\.csv, row 1: the header has empty cells"):
        read_table(path)
    # A program often writes the number of its rows first.
    path.write_text(";naam;kern\n0;Hal;Doorn\n", encoding="utf-8")
    assert read_table(path).frame["naam"].tolist() == ["Hal"]
