"""Say who and what a site reaches within some minutes, and which of those areas a page draws."""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import pandas as pd

from maps.base import words
from maps.content.shapes import AREA_M, Ring, outline
from sites.base.dutch import number
from sites.settings.scenario import TravelParams
from sites.tables.networks import ReachTables

#: The numbers that the areas of a page may take (about 3 bytes each), and how coarse they are.
AREAS_MAX: Final = 8_000
_FIGURES: Final = ("people", "kernen", "places", "modelled")


@dataclass(frozen=True)
class SiteArea:
    """What lies within some minutes of a site, by one mode."""

    site_id: str
    mode: str
    minutes: int
    rings: tuple[Ring, ...]


@dataclass(frozen=True)
class Circle:
    """How far one comes from a site in some minutes where travel is by straight line."""

    mode: str
    minutes: int
    metres: int


@dataclass(frozen=True)
class Undrawn:
    """Minutes that are counted for these rows of a page's sites, without an area to draw."""

    mode: str
    minutes: int
    rows: tuple[int, ...]


def reach_sentences(within: pd.DataFrame) -> pd.Series:
    """Return per site who and what lies within its minutes; nothing of who is on no street.

    >>> row = {"site_id": "a", "mode": "bike", "minutes": 15.0, "people": 900.0, "kernen": 1.0,
    ...        "places": 3.0, "modelled": 0.0}
    >>> reach_sentences(pd.DataFrame([row, row | {"site_id": "b", "people": None}])).to_dict()
    {'a': '15 minuten fietsen: 900 inwoners in 1 kern, 3 voorzieningen'}
    """
    told: dict[str, list[str]] = {}
    columns = (within[name] for name in ("site_id", "mode", "minutes", *_FIGURES))
    for site, mode, minutes, *figures in zip(*columns, strict=True):
        if not pd.isna(figures).any():
            who = ", ".join(words.reached(*figures))
            told.setdefault(str(site), []).append(
                f"{number(minutes)} minuten {words.mode_of(mode)}: {who}"
            )
    return pd.Series({site: "; ".join(said) for site, said in told.items()}, dtype=object)


def site_areas(areas: gpd.GeoDataFrame) -> tuple[SiteArea, ...]:
    """Return the areas (EPSG:4326) as they are drawn.

    >>> row = {"site_id": ["a"], "mode": ["bike"], "minutes": [15.0]}
    >>> import shapely
    >>> spot = shapely.box(5, 52, 5.00002, 52.00001)
    >>> site_areas(gpd.GeoDataFrame(row, geometry=[spot]))[0].rings
    ((5200000, 500000, 1, 2, 0, -2, -1, 0),)
    """
    columns = (areas[name] for name in ("site_id", "mode", "minutes", "geometry"))
    return tuple(
        SiteArea(
            str(site), words.mode_of(mode), int(minutes),
            outline(shape, AREA_M),
        )
        for site, mode, minutes, shape in zip(*columns, strict=True)
    )  # fmt: skip


def areas_of_page(areas: tuple[SiteArea, ...], ranks: dict[str, int]) -> tuple[SiteArea, ...]:
    """Return the areas of a page's sites, best first, as far as the page has room for them.

    A rank of 0 is none, and comes last.

    >>> areas = tuple(SiteArea(name, "fietsen", 15, ((0,) * size,))
    ...               for name, size in (("a", 5_000), ("b", 4_000), ("c", 3_000), ("d", 1)))
    >>> [area.site_id for area in areas_of_page(areas, {"a": 2, "b": 1, "c": 0})]
    ['b', 'c']
    """
    left, kept = AREAS_MAX, []
    here = [area for area in areas if area.site_id in ranks]

    def order(area: SiteArea) -> tuple[bool, int, str, str]:
        return ranks[area.site_id] == 0, ranks[area.site_id], area.site_id, area.mode

    for area in sorted(here, key=order):
        size = sum(map(len, area.rings))
        if size <= left:
            left -= size
            kept.append(area)
    return tuple(kept)


def undrawn_of(
    reach: ReachTables | None,
    sites: pd.Series,
    drawn: tuple[SiteArea, ...],
    circle: Circle | None,
) -> tuple[Undrawn, ...]:
    """Return the minutes that are counted for sites of a page and that it has no area of.

    >>> row = {"site_id": "a", "mode": "bike", "minutes": 15.0, "people": 900.0}
    >>> within = pd.DataFrame([row, row | {"site_id": "b"}, row | {"site_id": "c", "people": None}])
    >>> reach, page = ReachTables(within, gpd.GeoDataFrame()), pd.Series(["c", "b", "a"])
    >>> drawn = (SiteArea("a", "fietsen", 15, ()),)
    >>> undrawn_of(reach, page, drawn, None)
    (Undrawn(mode='fietsen', minutes=15, rows=(1,)),)
    >>> undrawn_of(reach, page, (), Circle("fietsen", 15, 3000))
    ()
    """
    if reach is None:
        return ()
    within, row_of = reach.within, {site: row for row, site in enumerate(sites)}
    has = {(area.site_id, area.mode, area.minutes) for area in drawn}
    round_all = None if circle is None else (circle.mode, circle.minutes)
    rows: dict[tuple[str, int], list[int]] = {}
    known = within[within["people"].notna() & within["site_id"].isin(row_of)]
    for site, mode, minutes in zip(known["site_id"], known["mode"], known["minutes"], strict=True):
        key = words.mode_of(mode), int(minutes)
        if key != round_all and (site, *key) not in has:
            rows.setdefault(key, []).append(row_of[site])
    return tuple(Undrawn(*key, tuple(sorted(found))) for key, found in sorted(rows.items()))


def circle_of(
    reach: ReachTables | None, travel: TravelParams, *, is_straight: bool
) -> Circle | None:
    """Return how far one comes from every site where travel is by straight line.

    >>> within = pd.DataFrame({"mode": ["bike"], "minutes": [15.0]})
    >>> tables = ReachTables(within, gpd.GeoDataFrame())
    >>> circle_of(tables, TravelParams(bike_kmh=15, bike_detour=1.25), is_straight=True)
    Circle(mode='fietsen', minutes=15, metres=3000)
    """
    if reach is None or not is_straight:
        return None
    mode, minutes = reach.within["mode"].iloc[0], float(reach.within["minutes"].iloc[0])
    kmh, detour = (float(getattr(travel, f"{mode}_{name}")) for name in ("kmh", "detour"))
    return Circle(words.mode_of(mode), int(minutes), round(kmh * 1000 / 60 * minutes / detour))
