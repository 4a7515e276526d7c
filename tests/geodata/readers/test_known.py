"""Names that a scenario uses and that do not exist: one line with the setting and the nearest."""

from pathlib import Path

import pytest

from geodata.layers import read_layers
from sites.base.errors import OpvangkaartError, ScenarioError

CRITERION = {
    "id": "gp", "label": "Huisarts", "categories": ["gp"], "mode": "walk", "weight": 1,
    "curve": {"good": 10, "poor": 40}, "norm": "", "source": "test",
}  # fmt: skip
ROOM = {"hub_id": "UT91", "places": 60}


@pytest.mark.parametrize(("tables", "words"), [
    ({"criteria": [CRITERION | {"categories": ["gps"]}]}, r"criteria 1.*'gps'.*did you mean gp\?"),
    ({"criteria": [CRITERION | {"norm": "gp_travel_tim"}]}, r"norm.*did you mean gp_travel_time\?"),
    ({"plan": {"hubs": {"rooms": [ROOM]}}}, r"rooms\.hub_id.*'UT91'"),
    ({"plan": {"hubs": {"new_in": ["GM9999"]}}}, "new_in.*GM9999"),
    ({"plan": {"share": {"own": {"GM0308x": 1}}}}, r"share\.own.*did you mean GM0308\?"),
    ({"judgement": {"load": {"present": ["in gebruick"]}}}, r"did you mean in gebruik\?"),
    ({"layers": {"streets": {"path": "a", "reader": "osnmx"}}}, r"did you mean osmnx\?"),
    ({"layers": {"transit": [{"path": "a", "reader": "gtsf"}]}}, r"did you mean gtfs\?"),
    ({"layers": {"places": [{"path": "a.csv", "reader": "places", "categories": ["moskee"]}]}},
     r"layers\.places\.categories: 'moskee'"),
    ({"area": {"metric_crs": "EPSG:3857"}}, "draws a kilometre as 1.6.. km"),
    ({"area": {"metric_crs": "EPSG:32637"}}, "draws a kilometre as 1.0.. km"),
])  # fmt: skip
def test_a_name_that_does_not_exist_is_told_with_the_nearest(tables, words, scenario_of) -> None:
    with pytest.raises(ScenarioError, match=words) as told:
        read_layers(scenario_of(**tables), Path())
    assert "\n" not in str(told.value)


def test_a_category_of_ones_own_exists_once_a_file_holds_it(tmp_path, scenario_of) -> None:
    (tmp_path / "a.csv").write_text("category,name,lon,lat\nmoskee,M,5.12,52.09\n")
    file = {"path": "a.csv", "reader": "places"}
    asked = {"layers": {"places": [file]}, "criteria": [CRITERION | {"categories": ["moskee"]}]}
    assert "moskee" in set(read_layers(scenario_of(**asked), tmp_path).places["category"])
    asked["criteria"] = [CRITERION | {"categories": ["moskeee"]}]
    with pytest.raises(OpvangkaartError, match=r"'moskee' is no category; did you mean moskeee"):
        read_layers(scenario_of(**asked), tmp_path)


@pytest.mark.parametrize("crs", ["EPSG:28992", "EPSG:25831", "EPSG:32631"])
def test_a_crs_that_measures_this_area_is_taken(crs, scenario_of) -> None:
    read_layers(scenario_of(area={"metric_crs": crs}), Path())
