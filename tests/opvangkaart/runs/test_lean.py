"""One point is answered at once: nothing that only a whole run needs is loaded for it."""

import subprocess
import sys
from dataclasses import replace

import pytest
from conftest import ROOT

from opvangkaart.runs.lean import Asked, lean, lean_named
from sites.base.apportion import LedgerError
from sites.base.errors import SiteError


def test_a_point_is_answered_without_what_only_a_whole_run_needs() -> None:
    heavy = {"sklearn", "h3", "jinja2", "typst", "highspy", "numba"}
    code = (
        # pandera loads dask, and dask jinja2, where the extra is installed
        "import sys; sys.modules['dask'] = None; from opvangkaart.runs.lean import Asked, lean; "
        f"lean(None, Asked(5.2, 52.1, 60)); print(sorted({heavy!r} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )  # fmt: skip
    assert done.stdout.strip() == "[]"


def test_a_whole_run_loads_no_library_that_it_does_not_count_with() -> None:
    """matplotlib and its like each cost half a second and 50 MB before the first line."""
    heavy = {"matplotlib", "skcriteria", "pyvrp", "highspy", "typst", "osmnx", "osmium"}
    heavy |= {"sklearn"}
    code = (
        "import sys, opvangkaart.runs.run, opvangkaart.runs.report; "
        f"print(sorted({heavy!r} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )  # fmt: skip
    assert done.stdout.strip() == "[]"


def test_the_answer_says_which_mother_locations_it_looked_at_and_which_not() -> None:
    told = lean(None, Asked(5.25, 52.11, 60))
    assert str(told.verdict["sentence"]).startswith("Kan leunen op AZC Kamp van Zeist")
    looked, left = told.looked_at
    assert looked.startswith("Bekeken moederlocaties: uit de bijlage AZC Amersfoort, AZC Leersum")
    assert "verder AZC Kamp van Zeist" in looked
    assert "AZC Almere: de ligging is niet bekend" in left
    assert "minderjarigen" not in left


def test_with_one_asked_for_only_that_one_was_looked_at() -> None:
    told = lean(None, Asked(5.25, 52.11, 60, hub="UT04"))
    assert told.looked_at == ("Bekeken moederlocaties: AZC Kamp van Zeist.",)


def test_a_point_on_a_border_is_answered_and_one_outside_is_refused() -> None:
    with pytest.raises(SiteError, match=r"lies outside provincie Utrecht \(\d"):
        lean(None, Asked(5.9, 52.1, 60))


def test_a_school_of_the_mother_that_is_switched_off_makes_the_verdict_partly_and_names_it() -> (
    None
):
    """R2: the same point with and without the school of the mother location."""
    at = Asked(5.25, 52.11, 60, hub="UT04")
    whole, less = lean(None, at), lean(None, replace(at, schools_off=("UT04",)))
    assert str(whole.verdict["verdict"]).startswith("Kan leunen")
    assert less.verdict["verdict"] == "Kan gedeeltelijk leunen"
    assert "school" in str(less.verdict["sentence"])
    with pytest.raises(SiteError, match="schools_off names 'UT99'"):
        lean(None, replace(at, schools_off=("UT99",)))


def test_a_waiting_time_that_was_entered_warns_above_three_months() -> None:
    """R17: 25% of 80 is 20 children, and fourteen weeks are too long."""
    asked = Asked(5.25, 52.11, 80, school_wait_weeks=14)
    late = lean(None, asked).school
    assert "20 kinderen" in late
    assert "Let op: de wachttijd is 14 weken en dat is langer dan 3 maanden" in late
    assert "past binnen 3 maanden" in lean(None, replace(asked, school_wait_weeks=13)).school
    assert "niet ingevuld" in lean(None, replace(asked, school_wait_weeks=None)).school


def test_target_groups_are_read_with_a_space_and_with_a_colon() -> None:
    told = [
        lean(None, Asked(5.25, 52.11, 60, target_groups=text))
        for text in ("asielzoekers 60", "asielzoekers:60")
    ]
    assert told[0] == told[1]


def test_the_answer_tells_what_fits_and_sets_it_beside_the_task_of_the_cycle() -> None:
    """Oud Zuilen has 595 inhabitants and so carries the least that any kern does: 40."""
    told = lean_named(None, "Oud Zuilen", Asked(places=80)).load
    assert "past bij deze kern tot 40 plekken" in told
    assert told.endswith("in het hele gebied: 4.793 plekken per 1-1-2024 (Plan Utrecht).")
    asked = Asked(places=80, cycle="spreidingswet-1")
    other = lean_named(None, "Oud Zuilen", asked).load
    assert other.endswith(": 8.207 plekken per 1-7-2025 (Spreidingswet, eerste ronde).")
    assert other.partition(" De opgave")[0] == told.partition(" De opgave")[0]
    with pytest.raises(LedgerError, match="unknown cycle 'x'"):
        lean_named(None, "Oud Zuilen", Asked(places=80, cycle="x"))
