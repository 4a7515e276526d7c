"""Rows keep the number that the file gives them, wherever its header stands."""

from datetime import date, datetime

import openpyxl
import pytest

from geodata.files.tabular import read_table
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
