"""No row of a plan contradicts what the same products say of its site: read from the products."""

from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from opvangkaart.cli.main import app

CANNOT = "Kan niet leunen"


def _sheet(book: openpyxl.Workbook, title: str) -> list[dict[str, object]]:
    """Return the rows of a sheet by their headings."""
    rows = list(book[title].iter_rows(values_only=True))
    start = next(i for i, row in enumerate(rows) if row[0] == "Locatie")
    return [dict(zip(map(str, rows[start]), row, strict=True)) for row in rows[start + 1 :]]


@pytest.mark.slow
def test_every_row_of_a_plan_is_what_the_verdict_of_its_site_allows(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["plan", "--quick", "--out", str(tmp_path), "--quiet"])
    assert done.exit_code == 0, done.output
    (path,) = tmp_path.glob("*.xlsx")
    book = openpyxl.load_workbook(path, read_only=True)
    plan = _sheet(book, "Plan")
    verdicts = {row["Locatie"]: row for row in _sheet(book, "Oordelen")}
    load = {row["Locatie"]: row for row in _sheet(book, "Draagkracht")}
    known = [row for row in plan if row["Locatie"] in verdicts]
    assert known
    for row in known:
        verdict, room = verdicts[row["Locatie"]], load[row["Locatie"]]["Plekken die passen"]
        assert room is None or int(str(row["Plekken"])) <= int(str(room)), row
        if row["Leunt op"] == "mobiel team":
            told = f"{verdict['Wat het oordeel verandert']} {verdict['In woorden']}"
            assert "team" in told, (row, verdict)
        else:
            assert verdict["Oordeel"] != CANNOT or row["Leunt op"] == "nieuwe hub", (row, verdict)
