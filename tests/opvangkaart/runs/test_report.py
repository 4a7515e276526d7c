"""What a run tells the one who started it."""

import pandas as pd

from opvangkaart.runs.report import rejected_lines


def test_a_row_with_two_faults_is_one_row_that_is_not_used() -> None:
    fault = {"row": 2, "reason": "coordinate is missing; fill it in", "value": ""}
    rejected = pd.DataFrame([fault | {"column": "lat"}, fault | {"column": "lon"}])
    first, *faults = rejected_lines(rejected)
    assert str(first) == "1 row not used:"
    assert len(faults) == 2
