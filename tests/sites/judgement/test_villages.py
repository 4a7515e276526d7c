"""What a kern can do: three kernen worked by hand, and what no row may say."""

from types import SimpleNamespace

import pandas as pd
import pytest

from sites.base.errors import ScenarioError
from sites.base.verdicts import GROUPS, VERDICTS
from sites.judgement.villages import best_villages, village_table
from sites.tables.sitesheet import SiteSheet
from sites.tables.villages import Villages

#: Dorp has two sites, Stad one, Gehucht none; site "y" lies in nobody knows which gemeente.
SITES = pd.DataFrame(
    {"site_id": ["a", "b", "c", "y"], "name": ["Oude school", "Weide", "Kantoor", "Vaag"],
     "gm_code": ["GM1", "GM1", "GM2", None], "gm_certain": [True, True, True, False],
     "kern": ["Dorp", "Dorp", "Stad", "Dorp"]}
)  # fmt: skip
ORDER = pd.DataFrame(
    {"site_id": ["y", "c", "b", "a"], "group": [GROUPS[0], GROUPS[0], GROUPS[1], GROUPS[3]]}
)
RANKING = pd.DataFrame({"site_id": ["a", "b", "c", "y"], "rank": [1, 3, 2, None]})
VERDICT = pd.DataFrame(
    {"site_id": ["a", "b", "c", "y"], "hub_id": ["h1", "h2", "h1", "h1"],
     "hub_name": ["AZC Een", "AZC Over", "AZC Een", "AZC Een"],
     "travel_min": [10.0, 40.0, 12.0, 1.0], "verdict": VERDICTS[3], "strength": "matig"}
)  # fmt: skip
FUNCTIONS = pd.DataFrame(
    [("b", "Zorg", "niet", "niet"), ("b", "Taal", "niet", "niet"), ("b", "Sport", "onbekend",
     "niet"), ("b", "Begeleiding", "als", "mobiel team"), ("a", "Zorg", "niet", "niet")],
    columns=["site_id", "function", "state", "way"],
)  # fmt: skip
LAYERS = SimpleNamespace(
    municipalities=pd.DataFrame(
        {"gm_code": ["GM1", "GM2", "GM9"], "name": ["Aarveen", "Boog", "Buur"],
         "role": ["gebied", "gebied", "rondom"]}
    ),
    kernen=pd.DataFrame(
        {"kern": ["Dorp", "Gehucht", "Stad", "Elders"], "gm_code": ["GM1", "GM1", "GM2", "GM9"],
         "population": [700, 90, 20_000, 5]}
    ),
    hubs=pd.DataFrame({"hub_id": ["h1", "h2"], "gm_code": ["GM2", "GM9"]}),
)  # fmt: skip


def _sheet(site_id: str, *, could: tuple[str, ...], unsure: tuple[str, ...]) -> SiteSheet:
    return SiteSheet(site_id, None, None, (), (), (), (), could, unsure)


def _table() -> pd.DataFrame:
    judged = SimpleNamespace(
        order=ORDER,
        verdicts=VERDICT,
        functions=FUNCTIONS,
        load=pd.DataFrame({"site_id": ["a", "b", "c", "y"], "fits_places": [5, 40, 300, 1]}),
        sheets={s: _sheet(s, could=("bibliotheek",), unsure=("speeltuin",)) for s in "abcy"},
    )
    return Villages.validate(village_table(judged, SITES, RANKING, LAYERS))


def test_the_best_of_a_kern_is_its_first_in_the_list_and_not_its_best_rank() -> None:
    row = _table().set_index("kern").loc["Dorp"]
    assert (row["best_id"], row["best"], row["group"], row["rank"]) == ("b", "Weide", GROUPS[1], 3)
    assert row["fits_places"] == 40
    assert (row["hub_name"], row["travel_min"], row["hub_outside"]) == ("AZC Over", 40.0, True)


def test_a_row_names_what_is_missing_what_is_unknown_and_what_only_a_team_brings() -> None:
    row = _table().set_index("kern").loc["Dorp"]
    assert (row["missing"], row["open_functions"], row["by_team"]) == (
        "Zorg en Taal", "Sport", "Begeleiding",
    )  # fmt: skip
    assert (row["could_add"], row["could_add_open"]) == ("bibliotheek", "speeltuin")
    near = _table().set_index("kern").loc["Stad"]
    assert pd.isna(near["missing"])
    assert not near["hub_outside"]


def test_a_kern_without_a_site_stays_and_says_nothing_of_itself() -> None:
    table = _table()
    assert sorted(table["kern"]) == ["Dorp", "Gehucht", "Stad"]  # not the neighbour's
    row = table.set_index("kern").loc["Gehucht"]
    assert row.drop(["gm_code", "gemeente", "population"]).isna().all()


def test_the_best_kernen_stand_in_the_order_of_the_list() -> None:
    assert best_villages(_table())["kern"].tolist() == ["Stad", "Dorp", "Gehucht"]
    assert best_villages(_table(), count=3)["kern"].tolist() == ["Stad", "Dorp"]
    assert best_villages(_table(), count=1)["kern"].tolist() == ["Stad"]
    with pytest.raises(ScenarioError, match="0 villages cannot be listed"):
        best_villages(_table(), count=0)
