"""In which province a gemeente lies: by its layer, by the scenario, and never by a guess."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geodata.readers.borders import read_gemeenten
from geodata.readers.interface import ReadContext
from geodata.readers.provinces import provinces_of
from opvangkaart.runs.scenario_file import read_scenario
from sites.base.errors import ScenarioError
from sites.settings.area import AreaParams
from sites.settings.scenario import LayerFile, Scenario

TOWNS = gpd.GeoDataFrame(
    {"gm_code": ["GM0001", "GM0002", "GM0003", "GM0009"], "role": ["gebied"] * 3 + ["rondom"]},
    geometry=[shapely.box(5, 52, 5.1, 52.1)] * 4, crs="EPSG:4326",
)  # fmt: skip
SAID = pd.DataFrame({
    "gm_code": ["GM0001", "GM0002", "GM0009"], "province_code": ["PV26", "PV28", "PV28"],
    "province": ["Utrecht", "Zuid-Holland", "Zuid-Holland"],
})  # fmt: skip


def asked(*provinces) -> Scenario:
    area = AreaParams.model_validate({"provinces": list(provinces)})
    return read_scenario()[0].model_copy(update={"area": area})


def told(*provinces, said=SAID) -> dict[str, str]:
    table = provinces_of(asked(*provinces), TOWNS, said)
    return {} if table is None else dict(zip(table["gm_code"], table["province"], strict=True))


def test_an_area_of_which_nobody_said_a_province_has_none() -> None:
    assert provinces_of(asked(), TOWNS, None) is None


def test_unknown_is_not_guessed_and_the_ring_has_no_say() -> None:
    assert told() == {"GM0001": "Utrecht", "GM0002": "Zuid-Holland"}


def test_the_scenario_adds_what_the_layer_does_not_say() -> None:
    own = {"code": "PV26", "gm_codes": ["GM0003"]}
    assert told(own)["GM0003"] == "Utrecht"
    new = {"code": "P", "name": "Proef", "gm_codes": ["GM0001", "GM0002"]}
    assert told(new, said=None) == {"GM0001": "Proef", "GM0002": "Proef"}


@pytest.mark.parametrize(
    ("province", "words"),
    [
        ({"code": "PV26", "gm_codes": ["GM0002"]}, "GM0002 lies in province PV28 by its layer"),
        ({"code": "PV27"}, "province 'PV27' has no municipality; did you mean PV28"),
        ({"code": "PV26", "gm_codes": ["GM0009"]}, "there is no municipality GM0009"),
    ],
)
def test_what_cannot_be_is_one_clear_line(province, words) -> None:
    with pytest.raises(ScenarioError, match=words):
        told(province)


def test_a_gemeente_in_two_provinces_is_refused_where_it_is_written() -> None:
    two = [{"code": "A", "gm_codes": ["GM0001"]}, {"code": "B", "gm_codes": ["GM0001"]}]
    with pytest.raises(ValueError, match="GM0001 stands in A and in B"):
        asked(*two)
    with pytest.raises(ValueError, match="A stands 2 times"):
        asked({"code": "A", "gm_codes": ["GM0001"]}, {"code": "A", "gm_codes": ["GM0002"]})


def test_an_area_without_provinces_is_recorded_as_it_always_was() -> None:
    assert "provinces" not in asked().area.model_dump_json()
    assert '"provinces":[{"code":"A"' in asked({"code": "A"}).area.model_dump_json()


@pytest.mark.parametrize(
    ("code", "name"),
    [("ligt_in_provincie_code", "ligt_in_provincie_naam"), ("Provinciecode", "Provincienaam"),
     ("PV_CODE", "PV_NAAM")],
)  # fmt: skip
def test_the_layer_may_use_the_names_of_pdok_and_cbs(code, name, tmp_path) -> None:
    towns = gpd.GeoDataFrame(
        {"gemeentecode": ["GM0307", "GM0308"], "gemeentenaam": ["Amersfoort", "Baarn"],
         code: ["PV26", None], name: ["Utrecht", None]},
        geometry=[shapely.box(5, 52, 5.1, 52.1), shapely.box(5.1, 52, 5.2, 52.1)],
        crs="EPSG:4326",
    )  # fmt: skip
    path = tmp_path / "g.geojson"
    towns.to_file(path)
    read = read_gemeenten(
        LayerFile(path=path.name, reader="gemeenten_cbs"), path, ReadContext(asked())
    )
    assert read.provinces is not None
    assert read.provinces.to_dict("list") == {
        "gm_code": ["GM0307"], "province_code": ["PV26"], "province": ["Utrecht"],
    }  # fmt: skip
