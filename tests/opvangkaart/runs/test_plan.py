"""A plan from the command's own path: pages, tables, and two plans compared."""

from pathlib import Path

import pandas as pd
import pytest

from opvangkaart.runs.plan import PlanAsked, plan_run, read_plan, write_plan
from sites.base.errors import InputFileError
from sites.plan.compare import compare


@pytest.mark.slow
def test_a_stopped_plan_is_whole_marked_and_drawn(tmp_path: Path) -> None:
    """Stopped at once the constructive plan comes back, and says that it was cut short."""
    planned = plan_run(None, PlanAsked(alternatives=0), stop=lambda: True)
    plan = planned.plan
    assert plan.status == "afgebroken"
    assert len(plan.rows) > 0
    written = write_plan(planned, tmp_path / "plan")
    rows = read_plan(tmp_path / "plan" / "plan.parquet")
    assert rows["places"].sum() == plan.rows["places"].sum() == plan.towns["planned"].sum()
    assert set(compare(rows, rows)["change"]) == {"blijft gelijk"}
    assert "Waar de plekken komen: beste plan" in written.index.read_text(encoding="utf-8")


def test_a_file_that_is_no_plan_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    pd.DataFrame({"a": [1]}).to_parquet(path)
    with pytest.raises(InputFileError, match=r"x\.parquet cannot be read"):
        read_plan(path)
    with pytest.raises(InputFileError, match="does not exist"):
        read_plan(tmp_path / "y.parquet")
