"""A file with several layers: the one that is asked for, by its name or by the layer it is for."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geodata.store.store import Store
from opvangkaart.runs.imports import import_file
from opvangkaart.runs.inputs import read_inputs
from sites.base.errors import OpvangkaartError


@pytest.fixture
def several(tmp_path: Path) -> Path:
    """Return a GeoPackage with wijken, buurten and sites."""
    path = tmp_path / "alles.gpkg"
    area = shapely.box(5.1, 52.0, 5.2, 52.1)
    for name in ("wijk", "buurt"):
        columns = {f"{name}code": ["W1"], f"{name}naam": [name], "gemeentecode": ["GM0344"]}
        gpd.GeoDataFrame(columns, geometry=[area], crs=4326).to_file(
            path, layer=f"{name}en", driver="GPKG"
        )
    gpd.GeoDataFrame(
        {"naam": ["Dom"], "gemeente": ["Utrecht"], "plekken": [60]},
        geometry=[shapely.Point(5.12, 52.09)], crs=4326,
    ).to_file(path, layer="panden", driver="GPKG", layer_options={"FID": "pand_id"})  # fmt: skip
    return path


def test_an_import_takes_the_layer_it_is_for_or_the_one_that_is_named(several, tmp_path) -> None:
    folder = tmp_path / "store"
    import_file("wijken", [several], folder, licence="CC0")
    assert Store(folder).table("wijken")["wijknaam"].tolist() == ["wijk"]
    import_file("buurten", [several], folder, licence="CC0", part="buurten")
    assert Store(folder).table("buurten")["buurtnaam"].tolist() == ["buurt"]
    with pytest.raises(OpvangkaartError, match=r"no layer 'wijkn'; did you mean wijken\?"):
        import_file("wijken", [several], folder, licence="CC0", part="wijkn")
    with pytest.raises(OpvangkaartError, match=r"3 layers .*--layer"):
        import_file("names", [several], folder, licence="CC0")


def test_a_score_reads_the_layer_that_is_named_and_keeps_its_key(several) -> None:
    found = read_inputs(sites_file=several, layer="panden").sites
    assert found["site_id"].tolist() == ["1"]
    assert found["name"].tolist() == ["Dom"]
