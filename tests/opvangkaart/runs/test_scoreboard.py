"""Who does what, in two editions: a figure that is confidential stays out of the public one."""

from pathlib import Path

import pytest

from opvangkaart.runs.inputs import read_inputs
from opvangkaart.runs.ledger import ledger_tables
from opvangkaart.runs.scenario_file import BUNDLED
from sites.outcome.scoreboard import scoreboard
from sites.tables.filters import own_municipalities

ENTRY = """
[[ledger.entries]]
id = "geheim"
name = "Geheime opvang"
counter = "regulier"
gm_code = "GM0308"
places = 17
until_date = 2027-03-01
confidentiality = "intern"
"""


@pytest.fixture(scope="module")
def boards(tmp_path_factory):
    path: Path = tmp_path_factory.mktemp("bord") / "proef.toml"
    path.write_text(BUNDLED.read_text(encoding="utf-8") + ENTRY, encoding="utf-8")
    inputs = read_inputs(path)
    own = own_municipalities(inputs.layers.municipalities)
    found = {}
    for edition in ("openbaar", "intern"):
        ledger = ledger_tables(inputs.scenario, inputs.layers, edition=edition)
        table = scoreboard(own, ledger, None, "bevolking")
        found[edition] = ledger, table.set_index("gm_code")
    return found


def test_a_confidential_figure_counts_for_the_team_and_is_nowhere_in_public(boards) -> None:
    (_, public), (_, team) = boards["openbaar"], boards["intern"]
    public_baarn, team_baarn = public.loc["GM0308"], team.loc["GM0308"]
    assert team_baarn["existing"] == public_baarn["existing"] + 17
    assert team_baarn["to_realise"] == public_baarn["to_realise"] - 17
    assert (team_baarn["next_end"], team_baarn["next_end_places"]) == ("2027-03-01", 17)
    assert public_baarn.isna()["next_end"]
    others = public.index != "GM0308"
    assert public[others].equals(team[others])


def test_the_figures_are_those_of_the_ledger_and_26_gemeenten_have_a_row(boards) -> None:
    ledger, board = boards["openbaar"]
    asked = ledger.to_realise.set_index("gm_code")
    assert len(board) == 26
    assert board["to_realise"].eq(asked["to_realise"]).all()
    assert board["existing"].sum() == ledger.totals.set_index("counter").loc["regulier", "existing"]
