"""Read the bundled facts: they make the main job run on a machine without internet."""

import hashlib
import tomllib
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sites.base.projection import LONLAT, to_metric

FOLDER = Path(str(files("geodata") / "basisset"))


@lru_cache(maxsize=1)
def sources() -> dict[str, Any]:
    """Return geodata/sources.toml: address, licence, date and CRS of each layer.

    >>> sorted(sources())[:2], "licence" in sources()["kernen"]
    (['bevolkingskernen', 'borders'], True)
    """
    return tomllib.loads((files("geodata") / "sources.toml").read_text(encoding="utf-8"))


def sha256(path: Path) -> str:
    """Return the file's digest.

    >>> path = FOLDER / sources()["kernen"]["file"]
    >>> sha256(path) == info_row("kernen", "kernen", rows=104)["sha256"]
    True
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def info_row(name: str, layer: str, rows: int) -> dict[str, Any]:
    """Return the LayerInfo row of one bundled table.

    >>> info_row("kernen", "kernen", 104)["file_name"]
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


#: How good the bundled borders are: official and generalised, or simplified and only drawn.
_QUALITY: Final = {"gebied": "gegeneraliseerd", "rondom": "vereenvoudigd"}


def municipalities() -> gpd.GeoDataFrame:
    """Return the 26 and the ring around them, in the shape of schemas.Municipalities.

    The borders of the 26 are CBS's generalised ones, true within some tens of metres; those of
    the neighbours are simplified to 300 m and only drawn, and nothing else is known of them.

    >>> found = municipalities()
    >>> found["role"].value_counts().to_dict(), found["name"].iloc[0]
    ({'rondom': 47, 'gebied': 26}, 'Amersfoort')
    >>> bool(found.geometry.is_valid.all()), int(found["population"].sum())
    (True, 1400057)
    """
    shapes = _border_shapes().sort_values(["role", "gm_code"], ignore_index=True)
    facts = table("municipalities").set_index("gm_code").reindex(shapes["gm_code"])
    return gpd.GeoDataFrame(
        {
            "gm_code": shapes["gm_code"],
            "name": shapes["name"],
            "population": facts["population"].astype("Int64").array,
            "population_date": facts["population_date"].array,
            "region": facts["region"].array,
            "role": shapes["role"],
            "border_quality": shapes["role"].map(_QUALITY),
            "source": sources()["borders"]["source"],
        },
        geometry=shapes["geometry"].to_numpy(),
        crs=LONLAT,
    )


def _border_shapes() -> pd.DataFrame:
    """Return gm_code, name, role and geometry of every municipality of borders.csv.

    The rings of one municipality stand together; a "gat" is cut out of the others.
    """
    points = table("borders")
    first = points.drop_duplicates(["gm_code", "ring"])
    rings = np.split(points[["lon", "lat"]].to_numpy(), first.index[1:].to_numpy())
    shapes: dict[str, Any] = {}
    for code, kind, ring in zip(first["gm_code"], first["kind"], rings, strict=True):
        one, known = shapely.Polygon(ring), shapes.get(code, shapely.Polygon())
        join = shapely.difference if kind == "gat" else shapely.union
        shapes[code] = join(known, one)
    named = first.drop_duplicates("gm_code")[["gm_code", "name", "role"]]
    return named.assign(geometry=[shapes[code] for code in named["gm_code"]])


def kernen(metric_crs: str) -> pd.DataFrame:
    """Return the 104 kernen in the shape of schemas.Kernen.

    >>> found = kernen("EPSG:28992")
    >>> len(found), bool(found["easting"].between(100_000, 180_000).all())  # all in the province
    (104, True)
    """
    facts = table("kernen")
    facts["easting"], facts["northing"] = to_metric(facts["lon"], facts["lat"], metric_crs)
    return facts
