"""Model facilities from the people of each kern: never a real practice, school or shop.

Each kern gets as many of a category as its inhabitants usually carry, spread over its extent in a
sunflower pattern, so that nobody reads a modelled point as an address. Deterministic: the same
kernen and ratios give the same points on any machine.
"""

import zlib
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandera.typing import DataFrame

from sites.base.letters import words_of
from sites.base.projection import to_lonlat
from sites.tables.schemas import Places, empty

Floats = NDArray[np.float64]

#: People per km2 of a kern of 10,000, outlying houses included, and how it grows with the kern.
#: Fitted to the road distances of municipality_profile_2021.csv; no built-up area is claimed.
DENSITY_AT_10000 = 1400.0
DENSITY_POWER = 0.2
#: The pattern turns by the golden angle: no two points of a kern share a direction.
GOLDEN_ANGLE = float(np.pi * (3 - np.sqrt(5)))


@dataclass(frozen=True)
class Model:
    """Which row of facility_ratios.csv makes which category, and how readers are told."""

    category: str
    row: str  # column category of the ratios
    area: str  # column area of the ratios
    code: str  # in the place_id
    noun: str  # Dutch, for readers
    #: Municipalities that are known to have none (see the note of the row).
    never_in: tuple[str, ...] = ()


#: The best row per category, as the notes of the ratios advise.
#: gp: several practices share an address, a point is an address. supermarket: full-range shops.
#: library: all locations; Montfoort and Lopik lost theirs between 2014 and 2020.
#: sports: sports halls; school gyms and outdoor fields are not counted anywhere.
MODELS: tuple[Model, ...] = (
    Model("primary_school", "primary_school", "NL", "PS", "basisschool"),
    Model("secondary_school", "secondary_school", "NL", "SS", "middelbare school"),
    Model("gp", "gp_practice_address", "NL", "GP", "huisarts"),
    Model("pharmacy", "pharmacy", "NL", "PH", "apotheek"),
    Model("supermarket", "supermarket_chain", "NL", "SM", "supermarkt"),
    Model("library", "library", "NL", "LI", "bibliotheek", never_in=("GM0331", "GM0335")),
    Model("community_centre", "community_centre", "NL", "CC", "buurthuis"),
    Model("sports", "sports_hall", "NL, less urban", "SP", "sporthal"),
    Model("playground", "playground", "advice used by Utrechtse Heuvelrug", "PG", "speelplek"),
    Model("pt_stop", "bus_stop", "NL", "PT", "halte"),
)


def kern_radius_m(population: pd.Series) -> pd.Series:
    """Return the radius in metres of the disc over which a kern's people live.

    >>> kern_radius_m(pd.Series([1_000, 10_000, 100_000])).round().tolist()
    [600.0, 1508.0, 3788.0]
    """
    people = population.to_numpy(dtype=np.float64)
    density = DENSITY_AT_10000 * (np.maximum(people, 1.0) / 10_000) ** DENSITY_POWER
    return pd.Series(1000 * np.sqrt(people / density / np.pi), index=population.index)


def facility_count(population: pd.Series, *, per_facility: float, usual_from: float) -> pd.Series:
    """Return how many facilities each kern carries: rounded, and one from ``usual_from`` people.

    >>> facility_count(pd.Series([400, 2000, 7000]), per_facility=4455, usual_from=2000).tolist()
    [0, 1, 2]
    """
    people = population.to_numpy(dtype=np.float64)
    count = np.floor(people / per_facility + 0.5).astype(np.int64)
    return pd.Series(np.where(people < usual_from, 0, np.maximum(count, 1)), index=population.index)


def sunflower(count: int, radius_m: float, turn: float) -> tuple[Floats, Floats]:
    """Return east and north offsets in metres: even over the disc, none at its centre.

    The k-th of n points lies at radius * sqrt((k + 1/2) / (n + 1/2)), one golden angle on
    (H. Vogel, "A better way to construct the sunflower head", 1979).

    >>> east, north = sunflower(100, 500.0, turn=0.0)
    >>> away = np.hypot(east, north)
    >>> bool(away.min() > 0), bool(away.max() < 500), int((away < 250).sum())  # even: a quarter
    (True, True, 25)
    """
    return _spiral(np.arange(count), count, radius_m, turn)


def _spiral(
    step: NDArray[np.int64],
    count: NDArray[np.int64] | int,
    radius_m: Floats | float,
    turn: Floats | float,
) -> tuple[Floats, Floats]:
    distance = radius_m * np.sqrt((step + 0.5) / (count + 0.5))
    angle = turn + step * GOLDEN_ANGLE
    return distance * np.cos(angle), distance * np.sin(angle)


def modelled_places(
    kernen: pd.DataFrame,
    ratios: pd.DataFrame,
    *,
    metric_crs: str,
    models: tuple[Model, ...] = MODELS,
) -> DataFrame[Places]:
    """Return the modelled facilities of every kern, a row each, category by category.

    A category whose ratio is missing from ``ratios`` is a KeyError. Where the ratio names no
    smallest usual village, half of the people per facility carry one.
    """
    kernen = kernen.sort_values(["gm_code", "kern"], kind="stable").reset_index(drop=True)
    slugs = _slugs(kernen)
    radius = kern_radius_m(kernen["population"])
    parts = [_category(model, _ratio(ratios, model), kernen, slugs, radius) for model in models]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    if table.empty:
        return DataFrame[Places](empty(Places))
    table["lon"], table["lat"] = to_lonlat(table["easting"], table["northing"], metric_crs)
    return DataFrame[Places](table[list(Places.to_schema().columns)])


def _ratio(ratios: pd.DataFrame, model: Model) -> pd.Series:
    rows = ratios[(ratios["category"] == model.row) & (ratios["area"] == model.area)]
    rows = rows[rows["inhabitants_per_facility"].notna()]
    if len(rows) != 1:
        msg = f"facility_ratios has {len(rows)} rows for {model.row} ({model.area}), expected 1"
        raise KeyError(msg)
    return rows.iloc[0]


def _counts(model: Model, ratio: pd.Series, kernen: pd.DataFrame) -> NDArray[np.int64]:
    per_facility = float(ratio["inhabitants_per_facility"])
    usual_from = float(ratio["usual_from_population"])
    usual_from = per_facility / 2 if np.isnan(usual_from) else usual_from
    counts = facility_count(kernen["population"], per_facility=per_facility, usual_from=usual_from)
    return counts.where(~kernen["gm_code"].isin(model.never_in), 0).to_numpy(dtype=np.int64)


def _category(
    model: Model, ratio: pd.Series, kernen: pd.DataFrame, slugs: list[str], radius: pd.Series
) -> pd.DataFrame:
    """Return one category: a row per facility, kern after kern."""
    count = _counts(model, ratio, kernen)
    kern = np.repeat(np.arange(len(kernen)), count)  # the kern of each facility
    step = np.arange(len(kern)) - np.repeat(np.cumsum(count) - count, count)
    # The direction of the first point differs per kern and category, else all would line up.
    turn = np.array([zlib.crc32(f"{model.category} {slug}".encode()) / 2**32 for slug in slugs])
    east, north = _spiral(step, count[kern], radius.to_numpy()[kern], turn[kern] * 2 * np.pi)
    of = kernen.iloc[kern].reset_index(drop=True)
    number = [str(i + 1) for i in step]
    noun = f"{model.noun} (gemodelleerd) – "  # noqa: RUF001 - a Dutch dash
    ids = [
        f"{slugs[k]}-{n.zfill(max(2, len(str(count[k]))))}"
        for k, n in zip(kern, number, strict=True)
    ]
    return pd.DataFrame(
        {
            "place_id": f"M-{model.code}-" + pd.Series(ids, dtype="str"),
            "name": noun + of["kern"] + " " + pd.Series(number, dtype="str"),
            "gm_code": of["gm_code"],
            "easting": of["easting"] + east,
            "northing": of["northing"] + north,
            "category": model.category,
            "capacity": np.nan,
            "origin": "gemodelleerd",
            "is_assumption": str(ratio["confidence"]).startswith("low"),
            "source": f"gemodelleerd uit inwoners: {ratio['source']}",
        }
    )


def _slugs(kernen: pd.DataFrame) -> list[str]:
    """Return a plain-letter name per kern; two of one name get their municipality in front."""
    plain = [_plain(name) for name in kernen["kern"]]
    return [
        slug if plain.count(slug) == 1 else f"{code.lower()}-{slug}"
        for slug, code in zip(plain, kernen["gm_code"], strict=True)
    ]


def _plain(text: str) -> str:
    return words_of(text, "-") or "kern"
