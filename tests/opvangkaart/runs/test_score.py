"""Your own screen shows your own sites; what is written shows what its edition may."""

from pathlib import Path

import pytest

from opvangkaart.runs.report import input_lines
from opvangkaart.runs.score import score


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "sites.csv"
    path.write_text(
        "id,naam,gemeente,plekken,lon,lat\nP1,Proef een,Zeist,60,5.2331,52.0907\n"
        "P2,Proef twee,Zeist,veel,5.2431,52.0957\n",
        encoding="utf-8",
    )
    return path


def test_a_screen_shows_a_site_that_no_public_page_may_show(own: Path, tmp_path: Path) -> None:
    inputs, result, written = score(own)
    assert (list(result.sites["site_id"]), written) == (["P1"], None)
    assert any("row 3, column plekken" in str(line) for line in input_lines(inputs))
    _, public, files = score(own, out=tmp_path / "uit")
    assert (len(public.sites), public.withheld.sites) == (0, 1)
    assert files.index.is_file()
