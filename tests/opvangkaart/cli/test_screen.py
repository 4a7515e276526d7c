"""What a user writes is read, and what a screen shows is told, the Dutch way."""

import io

import pandas as pd
import pytest
from rich.console import Console

from opvangkaart.cli.options import day
from opvangkaart.cli.screen import cell, console, print_told, print_words
from opvangkaart.runs.told import Alarm, View
from sites.base.errors import OpvangkaartError
from sites.base.messages import say
from sites.tables.plan import PlanFigures


def test_a_day_is_a_day() -> None:
    assert day("2026-11-01").day == 1
    with pytest.raises(OpvangkaartError, match="jjjj-mm-dd"):
        day("1-11-2026")


def test_an_empty_cell_is_unknown() -> None:
    assert cell(float("nan")) == "onbekend"


def test_lines_and_tables_are_printed_in_order_and_only_an_alarm_is_red() -> None:
    table = pd.DataFrame({"figure": ["plekken"], "amount": [4793.0]})
    file = io.StringIO()
    screen = Console(file=file, force_terminal=True, color_system="standard", width=60)
    told = ["eerst", View("Cijfers", PlanFigures, table, ("figure", "amount")), "", Alarm("let op")]
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
