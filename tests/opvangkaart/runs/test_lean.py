"""One point is answered at once: nothing that only a whole run needs is loaded for it."""

import subprocess
import sys

import pytest
from conftest import ROOT

from opvangkaart.runs.lean import Asked, lean
from sites.base.errors import SiteError


def test_a_point_is_answered_without_what_only_a_whole_run_needs() -> None:
    heavy = {"sklearn", "h3", "jinja2", "typst", "highspy", "numba"}
    code = (
        "import sys; from opvangkaart.runs.lean import Asked, lean; "
        f"lean(None, Asked(5.2, 52.1, 60)); print(sorted({heavy!r} & set(sys.modules)))"
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
