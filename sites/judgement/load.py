"""Set the size of a site against what a wijk, kern, municipality and cluster can carry (R1, R24).

No load norm exists. The curve per level is a calculation value ("rekenwaarde, door PRT vast te
stellen"), shown beside the provincial average of the task. Only draagkracht is computed here;
draagvlak, the support of residents, is a judgement that people enter (``sitesheet``).
"""

from dataclasses import dataclass
from typing import Final, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from sites.base.dutch import counted, number
from sites.judgement.arrays import Floats, floats, whole
from sites.judgement.mix import Mix
from sites.scoring.kern_load import carried_places, kern_of_sites, present_hubs, room_left
from sites.scoring.scoring import curve_value
from sites.settings.judgement import LoadParams, ScaleNorm
from sites.settings.scenario import Curve
from sites.tables.filters import own_municipalities
from sites.travel.context import Context

LEVELS: Final = ("wijk", "kern", "gemeente", "cluster")
_PER: Final = 1000.0


@dataclass(frozen=True)
class Level:
    """One level of all sites; (N,) each. Inhabitants are NaN where unknown."""

    name: str
    area: NDArray[np.object_]
    inhabitants: Floats
    present: Floats
    carries: Floats  # places that fit in all; NaN where inhabitants are unknown
    room: Floats  # places that still fit; NaN where inhabitants are unknown


def province_people(municipalities: pd.DataFrame) -> float:
    """Return the inhabitants of the whole area, over which the task is spread."""
    return float(floats(own_municipalities(municipalities)["population"]).sum())


def per_1000(places: Floats, inhabitants: Floats) -> Floats:
    """Return places per 1,000 inhabitants; NaN where inhabitants are unknown or none.

    >>> per_1000(np.array([80.0, 80.0]), np.array([700.0, 20000.0])).round(1).tolist()
    [114.3, 4.0]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return cast("Floats", np.where(inhabitants > 0, places / inhabitants * _PER, np.nan))


def levels_of(
    sites: pd.DataFrame, mothers: pd.DataFrame, kern_load: pd.DataFrame, context: Context
) -> tuple[Level, ...]:
    """Return inhabitants, present reception and room around every site, on each level.

    Reception counts where its status is one of ``params.present``; a site whose gemeente is
    uncertain has no gemeente level. Without a wijken layer the wijk level is unknown.
    """
    layers, params = context.layers, context.scenario.judgement.load
    there = present_hubs(layers.hubs, params)
    gm = sites["gm_code"].where(sites["gm_certain"].to_numpy(dtype=bool))
    by_gm = there.groupby("gm_code")["places"].sum().astype(float)
    towns = layers.municipalities.set_index("gm_code")
    people = towns["population"].astype("Float64")
    return (
        _wijk_level(sites, there, layers.wijken, params.wijk),
        _kern_level(sites, kern_load),
        _level(
            "gemeente",
            gm.map(towns["name"]).astype(object).to_numpy(),
            floats(gm.map(people)),
            floats(gm.map(by_gm).fillna(0.0)),
            params.gemeente,
        ),
        _cluster_level(gm, mothers, sites, people, by_gm, layers.hubs, params.cluster),
    )


def _level(
    name: str, area: NDArray[np.object_], inhabitants: Floats, present: Floats, curve: Curve
) -> Level:
    """Return a level that carries the middle of its curve."""
    carries = carried_places(inhabitants, curve)
    return Level(name, area, inhabitants, present, carries, room_left(carries, present))


def _kern_level(sites: pd.DataFrame, kern_load: pd.DataFrame) -> Level:
    """Return the kern of every site as the one table has it; unknown where there is no kern."""
    at = kern_of_sites(sites, kern_load)
    rows = kern_load.reset_index(drop=True).reindex(at)  # -1 is no row: all missing
    return Level(
        "kern",
        rows["kern"].astype(object).where(rows["kern"].notna(), None).to_numpy(),
        floats(rows["population"]),
        floats(rows["existing"].fillna(0)),
        floats(rows["carries"]),
        floats(rows["room"]),
    )


def _wijk_level(
    sites: pd.DataFrame, there: pd.DataFrame, wijken: gpd.GeoDataFrame | None, curve: Curve
) -> Level:
    """Return the wijk whose polygon holds each site; unknown without a layer of wijken."""
    count = len(sites)
    if wijken is None or wijken.empty:
        empty = np.full(count, None, dtype=object)
        return _level("wijk", empty, np.full(count, np.nan), np.zeros(count), curve)
    shapes = wijken.to_crs("EPSG:4326") if wijken.crs is not None else wijken
    at = _containing(sites, shapes)
    of_hub = _containing(there, shapes)
    inside = of_hub >= 0
    present = np.bincount(
        of_hub[inside], floats(there["places"])[inside], minlength=len(shapes) + 1
    )
    people = np.append(floats(shapes["population"]), np.nan)
    names = np.array([*shapes["name"], None], dtype=object)
    return _level("wijk", names[at], people[at], np.where(at >= 0, present[at], 0.0), curve)


def _containing(points: pd.DataFrame, shapes: gpd.GeoDataFrame) -> NDArray[np.int64]:
    """Return the lowest row of a shape that holds each point, -1 for none."""
    at = np.full(len(points), -1, dtype=np.int64)
    tree = shapely.STRtree(shapes.geometry.to_numpy())
    found, row = tree.query(
        shapely.points(points["lon"].to_numpy(), points["lat"].to_numpy()), predicate="intersects"
    )
    for point, shape in sorted(zip(found, row, strict=True), reverse=True):
        at[point] = shape
    return at


def _cluster_level(
    gm: pd.Series,
    mothers: pd.DataFrame,
    sites: pd.DataFrame,
    people: pd.Series,
    by_gm: pd.Series,
    hubs: pd.DataFrame,
    curve: Curve,
) -> Level:
    """Return the municipalities that one mother location (or a proposal) serves, together."""
    cluster = mothers.set_index("site_id")["cluster_id"].reindex(sites["site_id"].to_numpy())
    pairs = pd.DataFrame({"cluster": cluster.to_numpy(), "gm": gm.to_numpy()}).dropna()
    pairs = pairs.drop_duplicates()
    pairs["people"] = pairs["gm"].map(people).astype(float)
    pairs["present"] = pairs["gm"].map(by_gm).fillna(0.0)
    # One unknown municipality makes the whole unknown: skipna would call it empty.
    total = pairs.groupby("cluster")["people"].apply(lambda part: part.sum(skipna=False))
    present = pairs.groupby("cluster")["present"].sum()
    name = hubs.set_index("hub_id")["name"]
    area = cluster.map(name).fillna(cluster)
    return _level(
        "cluster",
        area.astype(object).where(area.notna(), None).to_numpy(),
        floats(cluster.map(total)),
        floats(cluster.map(present).fillna(0.0)),
        curve,
    )


def fit_of(sites: pd.DataFrame, mixes: tuple[Mix, ...], levels: tuple[Level, ...]) -> pd.Series:
    """Return by site_id what a site takes, existing places included, of what is carried, in %.

    Of wijk, kern, gemeente and cluster the tightest counts; 100 is just what fits. Missing where
    nothing is known of any.
    """
    load = np.array([mix.for_load for mix in mixes], dtype=np.float64)
    shares = np.column_stack(
        [(level.present + load) / np.where(level.carries > 0, level.carries, np.nan)
         for level in levels]
    )  # fmt: skip
    known = ~np.isnan(shares).all(axis=1)
    tightest = np.where(np.isnan(shares), -np.inf, shares).max(axis=1) * 100
    return pd.Series(np.where(known, tightest, np.nan), index=pd.Index(sites["site_id"]))


def load_tables(
    sites: pd.DataFrame,
    mixes: tuple[Mix, ...],
    levels: tuple[Level, ...],
    *,
    params: LoadParams,
    scale: ScaleNorm,
    province_people: float,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the size that fits each site (``Load``) and the figures per level (``LoadLevels``).

    The binding level is the one with the least room; a tie goes to the smallest area.
    """
    load = np.array([mix.for_load for mix in mixes], dtype=np.float64)
    curves = {name: getattr(params, name) for name in LEVELS}
    fits = np.column_stack([level.room for level in levels])
    detail = pd.concat(
        [
            _level_rows(sites, level, load, curves[level.name], fits[:, at])
            for at, level in enumerate(levels)
        ],
        ignore_index=True,
    )
    known = ~np.isnan(fits).all(axis=1)
    binding = np.where(np.isnan(fits), np.inf, fits).argmin(axis=1)
    least = np.where(known, fits[np.arange(len(fits)), binding], np.nan)
    task = _task_words(params, province_people)
    table = pd.DataFrame(
        {
            "site_id": sites["site_id"].to_numpy(),
            "places": whole(np.array([mix.for_task for mix in mixes], dtype=np.float64)),
            "load": whole(load),
            "fits_places": whole(np.where(known, least, np.nan)),
            "fits_level": np.where(
                known, np.array([level.name for level in levels], dtype=object)[binding], None
            ),
        }
    )
    table["sentence"] = [
        _sentence(row, int(load[row]), levels, fits[row], int(binding[row]), params, scale) + task
        for row in range(len(sites))
    ]
    return table, detail


def _level_rows(
    sites: pd.DataFrame, level: Level, load: Floats, curve: Curve, fits: Floats
) -> pd.DataFrame:
    after = per_1000(level.present + load, level.inhabitants)
    return pd.DataFrame(
        {
            "site_id": sites["site_id"].to_numpy(),
            "level": level.name,
            "name": level.area,
            "inhabitants": whole(level.inhabitants),
            "present": whole(level.present),
            "before_per_1000": per_1000(level.present, level.inhabitants),
            "after_per_1000": after,
            "value": curve_value(after, curve),
            "fits_places": whole(fits),
        }
    )


def _sentence(
    row: int,
    load: int,
    levels: tuple[Level, ...],
    fits: Floats,
    binding: int,
    params: LoadParams,
    scale: ScaleNorm,
) -> str:
    if np.isnan(fits).all():
        return "Onbekend: hoeveel mensen hier wonen is niet bekend."
    level = levels[binding]
    middle = getattr(params, level.name).middle
    least = level.name == "kern" and level.inhabitants[row] * middle / _PER < params.kern_least
    at_least = f", en met ten minste {number(params.kern_least)} per kern" if least else ""
    most = int(fits[binding])
    words = "deze" if level.name in ("kern", "wijk", "gemeente") else "dit"
    size = (
        f"Gerekend met {number(middle)} plekken per 1.000 inwoners{at_least} ({params.source}) "
        f"past bij {words} {level.name} tot {counted(most, 'plek', 'plekken')}"
    )
    if most > scale.largest:
        size = f"{size}; kleinschalig is tot en met {number(scale.largest)}"
    why = (
        f"{level.area[row]} heeft {counted(level.inhabitants[row], 'inwoner', 'inwoners')} en "
        f"{counted(level.present[row], 'opvangplek', 'opvangplekken')}"
    )
    after = per_1000(level.present[[row]] + load, level.inhabitants[[row]])[0]
    return (
        f"{size}. {why}. Met {counted(load, 'plek', 'plekken')} erbij worden het er "
        f"{number(after, 1)} per 1.000."
    )


def _task_words(params: LoadParams, people: float) -> str:
    """Set the load beside what is asked of the whole area; nothing where that is not known."""
    if params.task_places is None or not people > 0:
        return ""
    average = number(params.task_places / people * _PER, 1)
    return f" De opgave is gemiddeld {average} per 1.000 in het hele gebied: {params.task_label}."
