"""Scouting is for who has no sites yet, and says so."""

from pathlib import Path

import pytest

from opvangkaart.runs.scenario_file import BUNDLED
from opvangkaart.runs.scout import scout
from sites.base.errors import ScenarioError


def test_a_scenario_with_sites_of_its_own_is_not_scouted(tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text(
        "id,naam,gemeente,plekken,lon,lat\nP1,Proef een,Zeist,60,5.2331,52.0907\n",
        encoding="utf-8",
    )
    text = BUNDLED.read_text(encoding="utf-8") + '\n[sites]\npath = "sites.csv"\n'
    (tmp_path / "eigen.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"scout looks without one: remove \[sites\] path"):
        scout(tmp_path / "eigen.toml")
