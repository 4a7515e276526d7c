"""Read the bundled facts: they make the main job run on a machine without internet."""

import hashlib
import tomllib
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from sites.base.projection import LONLAT, to_metric

FOLDER = Path(str(files("geodata") / "basisset"))


@lru_cache(maxsize=1)
def sources() -> dict[str, Any]:
    """Return geodata/sources.toml: address, licence, date and CRS of each layer.

    >>> sorted(sources())[:2], "licence" in sources()["kernen"]
    (['borders', 'facility_ratios'], True)
    """
    return tomllib.loads((files("geodata") / "sources.toml").read_text(encoding="utf-8"))


def sha256(path: Path) -> str:
    """Return the file's digest.

    >>> path = FOLDER / sources()["kernen"]["file"]
    >>> sha256(path) == info_row("kernen", "kernen", rows=103)["sha256"]
    True
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def info_row(name: str, layer: str, rows: int) -> dict[str, Any]:
    """Return the LayerInfo row of one bundled table.

    >>> info_row("kernen", "kernen", 103)["file_name"]
    'kernen.csv'
    """
    entry = sources()[name]
    return {
        "layer": layer,
        "source": entry["source"],
        "licence": entry["licence"],
        "data_date": entry["data_date"],
        "origin": entry["origin"],
        "file_name": entry["file"],
        "sha256": sha256(FOLDER / entry["file"]),
        "rows": rows,
    }


def table(name: str) -> pd.DataFrame:
    """Return one bundled table as it lies in the file; a blank cell is missing.

    >>> table("municipalities")["gm_code"].head(2).tolist()
    ['GM0307', 'GM0308']
    """
    text = {"source_date": "str", "population_date": "str", "from_date": "str", "year": "str"}
    return pd.read_csv(FOLDER / f"{name}.csv", encoding="utf-8", dtype=text)


def municipalities() -> gpd.GeoDataFrame:
    """Return the 26 with their simplified borders, in the shape of schemas.Municipalities.

    >>> found = municipalities()
    >>> len(found), found["name"].iloc[0], bool(found.geometry.is_valid.all())
    (26, 'Amersfoort', True)
    """
    rings = table("borders").groupby(["gm_code", "ring"], sort=True)
    shapes = {
        code: shapely.Polygon(ring.sort_values("seq")[["lon", "lat"]].to_numpy())
        for (code, _), ring in rings
    }
    facts = table("municipalities").sort_values("gm_code", ignore_index=True)
    return gpd.GeoDataFrame(
        {
            "gm_code": facts["gm_code"],
            "name": facts["name"],
            "population": facts["population"].astype("Int64"),
            "population_date": facts["population_date"],
            "region": facts["region"],
            "role": "gebied",
            "border_quality": "vereenvoudigd",
            "source": sources()["borders"]["source"],
        },
        geometry=[shapes[code] for code in facts["gm_code"]],
        crs=LONLAT,
    )


def kernen(metric_crs: str) -> pd.DataFrame:
    """Return the 103 kernen in the shape of schemas.Kernen.

    >>> found = kernen("EPSG:28992")
    >>> len(found), bool(found["easting"].between(100_000, 180_000).all())  # all in the province
    (103, True)
    """
    facts = table("kernen")
    facts["easting"], facts["northing"] = to_metric(facts["lon"], facts["lat"], metric_crs)
    return facts
