"""A list that is only ranked: the ranks of a run, whatever the block, and files that read again."""

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from geodata.readers.candidates import read_candidates
from opvangkaart.cli.main import app
from opvangkaart.runs.engines import engine_for
from opvangkaart.runs.inputs import Inputs, read_inputs
from opvangkaart.runs.long_list import Asked, best_first, rank_lines, rank_long, write_ranking
from opvangkaart.runs.scored import LINKED, ranked
from opvangkaart.runs.stock import layers_on
from sites.base.errors import SiteError
from sites.judgement.long_list import long_list
from sites.travel.context import Context

ROWS = (
    "id,naam,plaatsen,gemeente,lon,lat,vertrouwelijkheid\n"
    "A,Oude school,60,Zeist,5.2332,52.0907,openbaar\n"
    "B,Kantoor,80,Woudenberg,5.4156,52.0810,intern\n"
    "C,Hotel,40,Lopik,4.9460,51.9720,openbaar\n"
    "D,Ver weg,40,Zeist,4.4777,51.9244,openbaar\n"
)


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """Return a list of four rows: two public, one of the team, one outside the province."""
    path = tmp_path / "lijst.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def cells(inputs: Inputs, count: int) -> Inputs:
    """Return the search cells of the bundled province, some hundreds of them, out of order."""
    sites = inputs.sites.sample(count, random_state=3).reset_index(drop=True)
    return Inputs(inputs.scenario, inputs.base_dir, inputs.layers, sites, None, ())


@pytest.mark.parametrize("block", [1, 37, 300, 10_000])
def test_a_block_of_any_size_gives_the_ranks_of_a_run_in_one_piece(block: int) -> None:
    few = cells(read_inputs(), 12 if block == 1 else 300)
    layers = layers_on(few.layers, few.scenario, "openbaar")
    context = Context(layers, few.scenario, engine_for(few.scenario, few.base_dir, few.sites))
    whole = ranked(few, "openbaar")
    found = long_list(few.sites, context, block=block, max_linked=LINKED["crowfly"])
    pd.testing.assert_frame_equal(found.ranking, whole.ranking, check_exact=True)
    pd.testing.assert_frame_equal(found.mothers, whole.mothers, check_exact=True)


def test_a_list_without_sites_has_no_ranks() -> None:
    none = read_inputs()
    context = Context(none.layers, none.scenario, engine_for(none.scenario, none.base_dir))
    found = long_list(none.sites.iloc[:0], context)
    assert (len(found.ranking), len(found.mothers)) == (0, 0)


def test_the_best_can_be_read_again_as_a_list(listed: Path, tmp_path: Path) -> None:
    inputs, _, edition, ranking = rank_long(Asked(listed, edition="intern"))
    names = write_ranking(ranking, best_first(ranking, 2), tmp_path / "uit", edition)
    assert names == ("ranglijst-intern.parquet", "beste-intern.csv")
    again = read_candidates(tmp_path / "uit" / names[1], inputs.scenario, inputs.layers).sites
    expected = ranking.sort_values("rank")["site_id"].tolist()[:2]
    assert again["site_id"].tolist() == expected
    assert again.set_index("site_id")["places"].to_dict() == {
        one: {"A": 60, "B": 80, "C": 40}[one] for one in expected
    }
    everything = pd.read_parquet(tmp_path / "uit" / names[0])
    assert sorted(everything["Code"]) == ["A", "B", "C"]


def test_only_what_an_edition_shows_is_ranked_and_written(listed: Path, tmp_path: Path) -> None:
    out = tmp_path / "uit"
    done = CliRunner().invoke(app, ["score", str(listed), "--best", "5", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in out.iterdir()) == [
        "beste.csv", "bronnen.csv", "ranglijst.parquet",
    ]  # fmt: skip
    written = b"".join(path.read_bytes() for path in out.iterdir())
    assert b"Kantoor" not in written
    assert "zijn gemodelleerd" in done.output
    assert "Peildatum 1-11-2026. Reistijden: hemelsbreed" in done.output
    assert b"Oude school" in written
    ranks = pd.read_parquet(out / "ranglijst.parquet")["Rang"]
    assert sorted(ranks) == [1, 2]


def test_an_edition_that_shows_nothing_writes_nothing(listed: Path, tmp_path: Path) -> None:
    listed.write_text(ROWS.replace("openbaar", "intern"), encoding="utf-8")
    out = tmp_path / "uit"
    with pytest.raises(SiteError, match=r"none of its 3 sites may be seen .* --edition"):
        list(rank_lines(Asked(listed, edition="openbaar"), 5, out))
    assert not out.exists()


def test_the_team_sees_which_rows_could_not_be_used(listed: Path, tmp_path: Path) -> None:
    out = tmp_path / "uit"
    words = ["score", str(listed), "--best", "1", "--out", str(out), "--edition", "intern"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    rejected = (out / "afgekeurde-rijen-intern.csv").read_text(encoding="utf-8-sig")
    assert "Zeist" in rejected
    assert len(rejected.splitlines()) == 2
