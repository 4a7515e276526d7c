"""Make a country that does not exist, for tests and measurements: as large as the Netherlands.

    python -m benchmarks.country land --part 0.1

It lies in open ocean west of Portugal, so that nothing in it can be taken for real: 342
municipalities in 12 provinces, 4,000 villages, 60,000 facilities, 75 mother locations and other
reception, about 45,000 search cells; with ``--streets`` 5.75 million street nodes, with
``--timetable`` 60,000 stops and 16 million stop times. ``--part`` makes a smaller one as densely
filled. Equal arguments give equal layers.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.streets_grid import jittered_grid
from benchmarks.transit_city import Town, write_town
from sites.base.projection import to_lonlat

#: UTM zone 26 N: its middle meridian crosses nothing but water here.
CRS: Final = "EPSG:32626"
ORIGIN: Final = (408_000.0, 4_900_000.0)
SIDE_M: Final = 9_950.0
SEED: Final = 342
MUNICIPALITIES: Final = 342
PROVINCES: Final = 12
VILLAGES: Final = 4_000
PEOPLE: Final = 17_800_000
MOTHERS: Final = 75
OTHER_RECEPTION: Final = 225
STREET_NODES: Final = 5_750_000
STOPS: Final = 60_000
LINES: Final = 2_600
#: Together 60,000, in about the proportions of the Netherlands.
FACILITIES: Final = {
    "primary_school": 6_000, "secondary_school": 1_500, "gp": 4_500, "pharmacy": 2_000,
    "supermarket": 6_500, "library": 1_200, "community_centre": 3_000, "sports": 8_000,
    "playground": 12_300, "pt_stop": 15_000,
}  # fmt: skip
#: Pupils of a primary school and patients of a GP, in the middle: what newcomers take from others
#: is worked out where it is known, as it is of the schools that are fetched.
ROOM: Final = {"primary_school": 220, "gp": 2_100}
#: Per criterion: label, categories, mode, unit, weight, good, poor.
_CRITERIA: Final = (
    ("mother", "Moederlocatie", ("mother",), "bike", "min", 30, 5, 60),
    ("primary_school", "Basisschool", ("primary_school",), "walk", "min", 15, 5, 30),
    ("secondary_school", "Middelbare school", ("secondary_school",), "bike", "min", 10, 5, 45),
    ("gp", "Huisarts", ("gp",), "walk", "min", 10, 5, 40),
    ("pharmacy", "Apotheek", ("pharmacy",), "bike", "min", 5, 3, 30),
    ("supermarket", "Supermarkt", ("supermarket",), "walk", "min", 10, 5, 30),
    ("social", "Sociale voorzieningen", ("library", "community_centre", "sports", "playground"),
     "walk", "min", 10, 5, 40),
    ("pt_stop", "Halte openbaar vervoer", ("pt_stop",), "walk", "m", 10, 400, 1200),
    ("fit", "Maat en schaal", ("fit",), "", "%", 20, 50, 150),
)  # fmt: skip
_MADE: Final = "verzonnen voor de proef"


@dataclass(frozen=True, eq=False)
class Country:
    """A made-up country: tables of what is in it, in metres of ``CRS``.

    ``municipalities``: gm_code, name, province, population, row, column; ``corners`` are the
    crossings of their borders, shared by neighbours, so that no gap and no overlap is left.
    """

    municipalities: pd.DataFrame
    corners: NDArray[np.float64]
    kernen: pd.DataFrame
    places: pd.DataFrame
    hubs: pd.DataFrame


def share_of(whole: int, part: float) -> int:
    """Return how many of ``whole`` a part of the country has, at least one.

    >>> share_of(342, 0.1), share_of(75, 0.001)
    (34, 1)
    """
    return max(1, round(whole * part))


def make_country(part: float = 1.0, provinces: int = PROVINCES) -> Country:
    """Return a part of the country, from 0.005 to the whole (1), in so many provinces at most."""
    rng = np.random.default_rng(SEED)
    count = share_of(MUNICIPALITIES, part)
    wide = int(np.ceil(np.sqrt(count)))
    row, column = np.divmod(np.arange(count), wide)
    grid = np.stack(np.meshgrid(np.arange(wide + 1), np.arange(row[-1] + 2)), axis=-1).astype(float)
    inner = rng.uniform(-0.12, 0.12, grid.shape)
    corners = ORIGIN + SIDE_M * (grid + inner)
    drawn = rng.lognormal(0.0, 0.7, count)
    people = np.rint(share_of(PEOPLE, part) * drawn / drawn.sum()).astype(int)
    provinces = min(provinces, count)
    municipalities = pd.DataFrame({
        "gm_code": [f"PG{n:04}" for n in range(1, count + 1)],
        "name": [f"Proefgemeente {n:03}" for n in range(1, count + 1)],
        "province": [f"Proefprovincie {n * provinces // count + 1:02}" for n in range(count)],
        "population": people, "row": row, "column": column,
    })  # fmt: skip
    kernen = _villages(municipalities, share_of(VILLAGES, part), rng)
    return Country(
        municipalities, corners, kernen, _facilities(kernen, part, rng), _hubs(kernen, part, rng)
    )


def _villages(towns: pd.DataFrame, count: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return villages: at least one a municipality, the first of each the largest."""
    extra = rng.multinomial(max(0, count - len(towns)), np.full(len(towns), 1 / len(towns)))
    each = extra + 1
    of = np.repeat(np.arange(len(towns)), each)
    nth = np.arange(len(of)) - np.repeat(np.cumsum(each) - each, each)
    weight = rng.lognormal(0.0, 0.6, len(of)) / (1 + nth) ** 1.3
    share = weight / np.bincount(of, weight)[of]
    middle = np.stack([towns["column"], towns["row"]], axis=1)[of] + 0.5
    spot = ORIGIN + SIDE_M * (middle + rng.uniform(-0.34, 0.34, (len(of), 2)))
    return pd.DataFrame({
        "kern": [f"Proefdorp {a + 1:03}-{b + 1}" for a, b in zip(of, nth, strict=True)],
        "gm_code": towns["gm_code"].to_numpy()[of],
        "population": np.maximum(50, np.rint(towns["population"].to_numpy()[of] * share * 0.9)),
        "easting": spot[:, 0], "northing": spot[:, 1],
    }).astype({"population": "int64"})  # fmt: skip


def _facilities(kernen: pd.DataFrame, part: float, rng: np.random.Generator) -> pd.DataFrame:
    """Return facilities around the villages, the more the more people live there."""
    chance = kernen["population"].to_numpy(float) / kernen["population"].sum()
    tables, room = [], np.random.default_rng(SEED + 2)
    for category, whole in FACILITIES.items():
        count = share_of(whole, part)
        at = np.sort(rng.choice(len(kernen), count, p=chance))
        spread = 120 + 9 * np.sqrt(kernen["population"].to_numpy(float)[at])
        tables.append(pd.DataFrame({
            "place_id": [f"{category}-{n:05}" for n in range(count)], "category": category,
            "name": [f"verzonnen {category} {n:05}" for n in range(count)],
            "gm_code": kernen["gm_code"].to_numpy()[at],
            "capacity": np.rint(ROOM.get(category, np.nan) * room.lognormal(0, 0.5, count)),
            "easting": kernen["easting"].to_numpy()[at] + rng.normal(0, spread),
            "northing": kernen["northing"].to_numpy()[at] + rng.normal(0, spread),
        }))  # fmt: skip
    return pd.concat(tables, ignore_index=True)


def _hubs(kernen: pd.DataFrame, part: float, rng: np.random.Generator) -> pd.DataFrame:
    """Return mother locations and other reception, each beside a village of its own."""
    mothers, others = share_of(MOTHERS, part), share_of(OTHER_RECEPTION, part)
    count = min(mothers + others, len(kernen))
    at = rng.choice(len(kernen), count, replace=False)
    is_mother = np.arange(count) < mothers
    places = np.where(is_mother, rng.integers(30, 90, count) * 10, rng.integers(2, 20, count) * 10)
    return pd.DataFrame({
        "hub_id": [f"P{n:03}" for n in range(1, count + 1)],
        "name": [f"Proeflocatie {n:03}" for n in range(1, count + 1)],
        "gm_code": kernen["gm_code"].to_numpy()[at],
        "kind": np.where(is_mother, "azc", "gemeentelijke opvang"), "status": "in gebruik",
        "places": places, "accuracy_m": 50, "source": _MADE, "confidence": "laag",
        "easting": kernen["easting"].to_numpy()[at] + rng.uniform(-600, 600, count),
        "northing": kernen["northing"].to_numpy()[at] + rng.uniform(-600, 600, count),
    })  # fmt: skip


def write_country(
    folder: Path,
    part: float = 1.0,
    *,
    provinces: int = PROVINCES,
    streets: bool = False,
    timetable: bool = False,
) -> Path:
    """Write the layers and a scenario that any command takes; return the scenario's path."""
    folder.mkdir(parents=True, exist_ok=True)
    country = make_country(part, provinces)
    _write_borders(folder / "gemeenten.geojson", country)
    for name, table in (
        ("kernen", country.kernen.assign(population_date="2026-01-01", source=_MADE,
                                         confidence="laag")),
        ("voorzieningen", country.places), ("opvang", country.hubs),
    ):  # fmt: skip
        lon, lat = to_lonlat(table["easting"].to_numpy(), table["northing"].to_numpy(), CRS)
        placed = table.drop(columns=["easting", "northing"]).assign(
            lon=lon.round(6), lat=lat.round(6)
        )
        placed.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    if streets:
        write_streets(folder / "straten.osm.pbf", country, share_of(STREET_NODES, part))
    if timetable:
        stops = share_of(STOPS, part)
        apart_m = float(np.ptp(country.corners[..., 0])) / np.ceil(np.sqrt(stops))
        town = Town(stops, apart_m, share_of(LINES, part), 28, 110, 20)
        write_town(folder / "dienstregeling.zip", town, crs=CRS, origin=ORIGIN)
    path = folder / "land.toml"
    path.write_text(_scenario(country, streets=streets), encoding="utf-8")
    return path


def _write_borders(path: Path, country: Country) -> None:
    lon, lat = to_lonlat(country.corners[..., 0], country.corners[..., 1], CRS)
    spots = np.stack([lon, lat], axis=-1).round(6)
    features = []
    for town in country.municipalities.to_dict("records"):
        r, c = town["row"], town["column"]
        ring = [spots[r, c], spots[r, c + 1], spots[r + 1, c + 1], spots[r + 1, c], spots[r, c]]
        features.append({
            "type": "Feature",
            "properties": {"gemeentecode": town["gm_code"], "gemeentenaam": town["name"],
                           "provincie": town["province"], "inwoners": town["population"]},
            "geometry": {"type": "Polygon", "coordinates": [[p.tolist() for p in ring]]},
        })  # fmt: skip
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")


def write_streets(path: Path, country: Country, nodes: int) -> None:
    """Write streets over the whole country: crossings 100 m apart on average, stretched to it."""
    import osmium  # noqa: PLC0415 - only a country with streets needs it
    from osmium.osm.mutable import Node, Way  # noqa: PLC0415

    grid = jittered_grid(nodes, np.random.default_rng(SEED), missing=0.1)
    low, high = country.corners.min((0, 1)), country.corners.max((0, 1))
    east, north = (
        low[k] + (line - line.min()) / (line.max() - line.min()) * (high[k] - low[k])
        for k, line in enumerate((grid.easting, grid.northing))
    )
    lon, lat = to_lonlat(east, north, CRS)
    kinds = np.random.default_rng(SEED + 1).choice(
        ["residential", "tertiary", "secondary"], len(grid.u), p=[0.85, 0.1, 0.05]
    )
    path.unlink(missing_ok=True)
    with osmium.SimpleWriter(str(path)) as writer:
        for i, spot in enumerate(zip(lon.tolist(), lat.tolist(), strict=True)):
            writer.add_node(Node(id=i + 1, location=spot, version=1))
        ends = zip(grid.u.tolist(), grid.v.tolist(), kinds.tolist(), strict=True)
        for i, (u, v, kind) in enumerate(ends):
            writer.add_way(Way(id=i + 1, nodes=[u + 1, v + 1], tags={"highway": kind}, version=1))


def _scenario(country: Country, *, streets: bool) -> str:
    """Return the scenario: an area with facts of its own, and nothing of another country."""
    lon, lat = to_lonlat(country.corners[..., 0], country.corners[..., 1], CRS)
    bounds = [lon.min() - 0.05, lat.min() - 0.05, lon.max() + 0.05, lat.max() + 0.05]
    mothers = country.hubs[country.hubs["kind"] == "azc"]
    text = f"""# Made up by benchmarks/country.py: nothing in it exists.
name = "proefland"
title = "Proefland (verzonnen)"
reference_date = 2026-11-01

[area]
name = "Proefland (verzonnen)"
country = "Proefland"
metric_crs = "{CRS}"
bounds = [{", ".join(f"{edge:.4f}" for edge in bounds)}]
timezone = "Atlantic/Azores"
code_pattern = "^PG[0-9]{{4}}$"
code_example = "PG0001"

[area.target]
places = {int(country.municipalities["population"].sum() / 290)}
label = "verzonnen opgave"

[scout]
resolution = 8
reach_m = 3500
places = 60

[mothers]
mode = "bike"
limit_min = 45
limit_source = "{_MADE}"
"""
    for slot, name, reader in (
        ("municipalities", "gemeenten.geojson", "gemeenten_cbs"),
        ("kernen", "kernen.csv", "kernen"), ("hubs", "opvang.csv", "reception"),
    ):  # fmt: skip
        text += _layer(f"[layers.{slot}]", name, reader)
    text += _layer("[[layers.places]]", "voorzieningen.csv", "places")
    if streets:
        text += '\n[travel]\nengine = "streets"\n'
        text += '\n[layers.streets]\npath = "straten.osm.pbf"\nreader = "streets"\n'
    for name, label, categories, mode, unit, weight, good, poor in _CRITERIA:
        kinds = ", ".join(f'"{kind}"' for kind in categories)
        text += f'\n[[criteria]]\nid = "{name}"\nlabel = "{label}"\ncategories = [{kinds}]\n'
        text += f'mode = "{mode}"\n' if mode else ""
        text += f'unit = "{unit}"\nweight = {weight}\ncurve = {{ good = {good}, poor = {poor} }}\n'
        text += f'norm = ""\nsource = "{_MADE}"\n'
    for hub in mothers.itertuples(index=False):
        text += f'\n[[plan.hubs.rooms]]\nhub_id = "{hub.hub_id}"\nplaces = {hub.places}\n'
        text += 'basis = "aanname"\n'
    return text


def _layer(heading: str, name: str, reader: str) -> str:
    return (
        f'\n{heading}\npath = "{name}"\nreader = "{reader}"\nsource = "{_MADE}"\nlicence = "vrij"\n'
    )


def main() -> None:
    """Read the command line and write the country."""
    asked = argparse.ArgumentParser(description="Make a country that does not exist.")
    asked.add_argument("folder", type=Path)
    asked.add_argument("--part", type=float, default=1.0, help="0.1 is a tenth of the country")
    asked.add_argument("--provinces", type=int, default=PROVINCES)
    asked.add_argument("--streets", action="store_true")
    asked.add_argument("--timetable", action="store_true")
    given = asked.parse_args()
    path = write_country(
        given.folder, given.part, provinces=given.provinces, streets=given.streets,
        timetable=given.timetable,
    )  # fmt: skip
    print(path)


if __name__ == "__main__":
    main()
