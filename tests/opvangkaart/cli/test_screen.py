"""What a user writes is read, and what a screen shows is told, the Dutch way."""

import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from opvangkaart.cli.grid import Grid
from opvangkaart.cli.options import day
from opvangkaart.cli.screen import Screen, console, print_told, print_words
from opvangkaart.runs.told import Alarm, View, cell
from sites.base.errors import OpvangkaartError
from sites.base.messages import say
from sites.tables.plan import PlanFigures
from sites.tables.plan_events import EventPeriods
from sites.tables.terminal import WorkRows


def test_a_day_is_a_day() -> None:
    assert day("2026-11-01") == day("1-11-2026") == day("1 november 2026")
    with pytest.raises(OpvangkaartError, match="jjjj-mm-dd"):
        day("1-11-26")


def test_an_empty_cell_is_unknown() -> None:
    assert cell(float("nan")) == "onbekend"


def test_lines_and_tables_are_printed_in_order_and_only_an_alarm_is_red() -> None:
    table = pd.DataFrame({"figure": ["plekken"], "amount": [4793.0]})
    file = io.StringIO()
    screen = Console(file=file, force_terminal=True, color_system="standard", width=60)
    view = View("Cijfers", PlanFigures, table, ("figure", "amount"))
    none = View("Niets", PlanFigures, table.head(0), ("figure", "amount"))
    told = ["eerst", view, none, "", Alarm("let op")]
    print_told(screen, told)
    lines = file.getvalue().splitlines()
    assert lines[0] == "eerst"
    assert "Cijfers" in lines[1]
    assert lines[3].split()[0] == "plekken"
    assert lines[3].split()[1].startswith("4.793")
    assert lines[4:] == ["", "\x1b[31mlet op\x1b[0m"]


def test_what_a_file_holds_does_not_steer_the_screen(capsys) -> None:
    screen = console()
    screen.print("Open map\x1b[2J")
    print_told(screen, ["Zeist\x1b]0;weg\x07", say("{name} is gone", name="\x1b[31mrood")])
    print_words(screen, ["kop\x1b[1m"], [["cel\x9b31m\u202e"]])
    said = capsys.readouterr().out
    assert not {letter for letter in said if letter in "\x1b\x07\x9b\u202e"}
    assert "Zeist\\x1b]0;weg\\x07" in said
    assert "cel\\x9b31m\\u202e" in said


def test_nothing_of_a_table_is_cut_at_80_columns() -> None:
    file = io.StringIO()
    screen = Console(file=file, width=80, soft_wrap=True)
    cells = [f"{letter * 17}{number}" for number, letter in enumerate("abcdefghij")]
    print_words(screen, [f"kolom{number}" for number in range(10)], [cells])
    said = file.getvalue()
    assert max(map(len, said.splitlines())) <= 80
    assert "…" not in said
    for cell_words in cells:
        assert said.count(cell_words[0]) >= 17, cell_words
    for number in range(10):
        assert str(number) in said


def drawn(width: int, headings: list[str], rows: list[list[str]]) -> list[str]:
    file = io.StringIO()
    print_words(Console(file=file, width=width, soft_wrap=True), headings, rows)
    return file.getvalue().splitlines()


def test_a_column_folds_between_words_and_never_in_a_name() -> None:
    lines = drawn(40, ["gemeente", "aandeel", "bestaand"], [["Utrechtse Heuvelrug", "173", "525"]])
    assert [line.rstrip() for line in lines[1:]] == ["Utrechtse Heuvelrug  173      525"]
    lines = drawn(34, ["gemeente", "aandeel", "bestaand"], [["Utrechtse Heuvelrug", "173", "525"]])
    assert [line.split() for line in lines[1:]] == [["Utrechtse", "173", "525"], ["Heuvelrug"]]


def test_what_fits_no_screen_becomes_a_paragraph_per_row() -> None:
    lines = drawn(20, ["kern", "beste plek", "minuten"], [["De Meern", "Zoekgebied", "6 min"]])
    assert lines == ["De Meern", "  beste plek:", "  Zoekgebied;", "  minuten: 6 min"]


WORD = st.text("abcdefghij", min_size=1, max_size=9)
CELLS = st.lists(WORD, min_size=1, max_size=4).map(" ".join)


@given(st.integers(12, 90), st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), min_size=1, max_size=3))
def test_every_word_of_a_table_is_whole_on_any_screen(width, rows) -> None:
    lines = drawn(width, ["eerste", "tweede", "derde", "vierde"], [list(row) for row in rows])
    assert max(map(len, lines)) <= width
    said = [word.rstrip(";") for line in lines for word in line.split()]
    wanted = [word for row in rows for cell in row for word in cell.split()]
    assert not [word for word in wanted if said.count(word) < wanted.count(word)]


def test_minutes_and_percent_carry_their_unit_as_on_a_page() -> None:
    table = pd.DataFrame({"name": ["A"], "gemeente": ["B"], "establishments": [7283.0],
                          "share": [8.4], "rank": [75]})  # fmt: skip
    columns = ("name", "gemeente", "establishments", "share", "rank")
    file = io.StringIO()
    print_told(Console(file=file, width=80), [View("Werk", WorkRows, table, columns)])
    assert file.getvalue().splitlines()[-1].split() == ["A", "B", "7.283", "8%", "75"]


def test_a_day_of_a_table_reads_as_on_a_page() -> None:
    days = pd.DataFrame({"from_date": ["2027-07-01"], "total": [4000], "target": [4793]})
    file = io.StringIO()
    told = [View("Stand", EventPeriods, days, ("from_date", "total", "target"))]
    print_told(Console(file=file, width=80), told)
    assert file.getvalue().splitlines()[-1].split() == ["1-7-2027", "4.000", "4.793"]


def test_a_terminal_gets_lines_that_break_between_words_but_a_command_stays_whole() -> None:
    file = io.StringIO()
    screen = Screen(file=file, force_terminal=True, color_system=None, width=20, soft_wrap=True)
    screen.print("Kijk naar Opvanglocatie Celsiusbaan")
    screen.print("Haal op: opvangkaart data fetch wijken")
    assert file.getvalue().splitlines() == [
        "Kijk naar ", "Opvanglocatie ", "Celsiusbaan", "Haal op: opvangkaart data fetch wijken",
    ]  # fmt: skip


def test_a_table_without_a_row_is_its_headings() -> None:
    """A plan that opens nothing costs nothing: its table of costs is empty."""
    shown = Grid(title="Kosten per jaar")
    for heading in ("soort", "bedrag"):
        shown.add_column(heading)
    paper = io.StringIO()
    Console(file=paper, width=80).print(shown)
    assert paper.getvalue().split() == ["Kosten", "per", "jaar", "soort", "bedrag"]
