"""What a run tells the one who started it."""

import pandas as pd

from opvangkaart.language.speech import spoken
from opvangkaart.runs.report import rejected_lines
from sites.base.messages import say


def test_a_row_with_two_faults_is_one_row_that_is_not_used() -> None:
    fault = {"row": 2, "reason": "coordinate is missing; fill it in", "value": ""}
    rejected = pd.DataFrame([fault | {"column": "lat"}, fault | {"column": "lon"}])
    first, *faults = rejected_lines(rejected)
    assert str(first) == "1 row not used:"
    assert len(faults) == 2


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
