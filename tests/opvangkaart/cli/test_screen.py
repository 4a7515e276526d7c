"""What a user writes is read, and what a screen shows is told, the Dutch way."""

import io

import pandas as pd
import pytest
from rich.console import Console

from opvangkaart.cli.options import day
from opvangkaart.cli.screen import cell, print_told
from opvangkaart.runs.told import Alarm, View
from sites.base.errors import OpvangkaartError
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
