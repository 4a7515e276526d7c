"""What a run tells the one who started it."""

from types import SimpleNamespace
from typing import Any

import pandas as pd

from opvangkaart.language.speech import spoken
from opvangkaart.runs.report import rejected_lines, street_lines
from sites.base.messages import say


def test_a_row_with_two_faults_is_one_row_that_is_not_used() -> None:
    fault = {"row": 2, "reason": "coordinate is missing; fill it in", "value": ""}
    rejected = pd.DataFrame([fault | {"column": "lat"}, fault | {"column": "lon"}])
    first, *faults = rejected_lines(rejected)
    assert str(first) == "1 row not used:"
    assert len(faults) == 2


def test_a_mode_is_told_in_the_reader_s_words_and_doors_in_one_line_where_none_moved() -> None:
    detour = pd.DataFrame({"mode": ["walk"], "measured": [1.284], "assumed": [1.3]})
    doors = pd.DataFrame(
        {"mode": ["walk", "car"], "points": [355, 355], "moved": [0, 2], "moved_m": [0.0, 148.2],
         "farthest_m": [0.0, 261.0], "not_connected": [0, 0]}
    )  # fmt: skip
    result: Any = SimpleNamespace(streets=SimpleNamespace(detour=detour, doors=doors))
    detours, *whole, moved = [spoken("nl").said(line) for line in street_lines(result)]
    assert detours == "Omrijfactor lopen: gemeten 1,28, aangenomen 1,30"
    assert whole == ["Deuren lopen: alle 355 staan aan de naaste straat."]
    assert moved.startswith("Deuren rijden: 2 van 355 staan aan een straat verderop")


def test_the_rows_that_were_not_used_are_told_in_the_reader_s_language() -> None:
    reason = say("is not a whole number of places")
    rejected = pd.DataFrame(
        [{"row": 1234, "column": "plekken", "reason": reason, "value": "a\x1b[2Jb"}]
    )
    dutch, english = ([spoken(code).said(line) for line in rejected_lines(rejected)]
                      for code in ("nl", "en"))  # fmt: skip
    assert dutch == [
        "1 rij niet gebruikt:",
        "  rij 1234, kolom plekken: 'a\\x1b[2Jb' is geen heel aantal plekken",
    ]
    assert english[0] == "1 row not used:"
