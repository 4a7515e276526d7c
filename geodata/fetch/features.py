"""Look at what a service sends, a page at a time, and make a table of it; refuse what cannot be.

A page is looked at before it is kept for a next try; what only a whole table can show (a code that
stands twice, a border that is absent) is looked at here too, once for every layer.
"""

import json
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.web.completeness import in_the_netherlands
from geodata.web.endpoints import FetchError
from sites.base.boundary import reading
from sites.base.messages import say
from sites.base.projection import LONLAT
from sites.tables.aliases import heading_of

#: A feature as it is handed on: ``id``, ``properties`` (a dict) and ``geometry`` (shapely or None).
Features = list[dict[str, Any]]
#: CBS writes -99995, -99997 and the like where it does not say.
SENTINEL: Final = -99_990
#: More people than this live in no single row of any table of this country.
MOST_PEOPLE: Final = 20_000_000
_SURFACES: Final = (3, 6)
_COLLECTION: Final = 7


def features_of(page: Any, name: str) -> Features:  # noqa: ANN401 - any JSON
    """Return the features of one page, their shapes read; anything else is not what was asked.

    >>> features_of({"type": "FeatureCollection", "features": []}, "pdok_wijken")
    []
    >>> features_of({"error": "te druk"}, "pdok_wijken")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    geodata.web.endpoints.FetchError: pdok_wijken answers JSON without features; the ...
    """
    rows = page.get("features") if isinstance(page, dict) else None
    facts = [_facts(row) for row in rows] if isinstance(rows, list) else [None]
    if not isinstance(rows, list) or any(found is None for found in facts):
        raise FetchError(
            "{name} answers JSON without features; the service has changed or is down",
            name=name,
        )
    said = page.get("numberReturned")
    if isinstance(said, int) and said != len(rows):
        raise FetchError(
            "{name} says it sends {said} rows and sends {count}; try again later",
            name=name, said=said, count=len(rows),
        )  # fmt: skip
    shapes = _shapes([row.get("geometry") for row in rows], name)
    return [
        {"id": row.get("id"), "properties": found, "geometry": shape}
        for row, found, shape in zip(rows, facts, shapes, strict=True)
    ]


def _facts(row: Any) -> dict[str, Any] | None:  # noqa: ANN401 - any JSON
    """Return the properties of one feature; None where this is no feature."""
    facts = (row.get("properties") or {}) if isinstance(row, dict) else None
    return facts if isinstance(facts, dict) else None


def _shapes(geometries: list[Any], name: str) -> Any:  # noqa: ANN401 - an array of shapes
    """Return shapes in two dimensions; None where none is given."""
    with reading(f"{name}, shape", say("try again later"), error=FetchError):
        shapes = np.array([shapely.geometry.shape(g) if g else None for g in geometries], object)
        shapes = shapely.force_2d(shapes)
    in_this_country(shapes, name)
    return shapes


def in_this_country(shapes: Any, name: str) -> None:  # noqa: ANN401 - an array of shapes
    """Refuse positions that cannot be of this country, and those that are none.

    >>> in_this_country([shapely.Point(155_000, 463_000)], "nnn")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    geodata.web.endpoints.FetchError: nnn sends shapes outside the Netherlands (lon 155000, ...
    """
    lon, lat = shapely.get_coordinates(shapes).T
    inside = in_the_netherlands(lon, lat)
    if not inside.all():
        first = int(np.flatnonzero(~inside)[0])
        raise FetchError(
            "{name} sends shapes outside the Netherlands (lon {lon:g}, lat {lat:g}): another CRS, "
            "or its axes swapped; try again later",
            name=name, lon=float(lon[first]), lat=float(lat[first]),
        )  # fmt: skip


def next_page(page: dict[str, Any], url: str, name: str) -> str:
    """Return the address of the page after this one, at the same server; "" for the last page.

    >>> here = "https://dienst.example/items?f=json"
    >>> next_page({"links": [{"rel": "next", "href": "items?cursor=1"}]}, here, "dienst")
    'https://dienst.example/items?cursor=1'
    >>> next_page({"links": [{"rel": "next", "href": "https://elders.example/"}]}, here, "dienst")
    Traceback (most recent call last):
        ...
    geodata.web.endpoints.FetchError: dienst links to a next page at no address of its own; ...
    """
    links = page.get("links") or []
    is_list = isinstance(links, list) and all(isinstance(link, dict) for link in links)
    following = [link for link in links if link.get("rel") == "next"] if is_list else []
    if is_list and not following:
        return ""
    try:
        href = following[0]["href"]
        there = urljoin(url, str(href))
        if href and urlsplit(there).netloc == urlsplit(url).netloc:
            return there
    except (IndexError, KeyError, TypeError, ValueError, AttributeError):
        pass
    raise FetchError(
        "{name} links to a next page at no address of its own; try again later", name=name
    )


def key_of(row: dict[str, Any]) -> str:
    """Return what tells a feature from all others: its id, else all that it says.

    >>> key_of({"id": 7, "properties": {}, "geometry": None})
    '7'
    >>> key_of({"id": None, "properties": {"naam": "A"}, "geometry": shapely.Point(5, 52)})
    '{"naam": "A"} POINT (5 52)'
    """
    if row["id"] is not None:
        return str(row["id"])
    return f"{json.dumps(row['properties'], sort_keys=True)} {row['geometry']}"


def table_of(features: Features, name: str) -> gpd.GeoDataFrame:
    """Return features as a table in EPSG:4326; an empty answer is an error, never an empty layer.

    A feature that several boxes hold counts once.

    >>> table_of([{"id": None, "geometry": None, "properties": {"naam": "A"}}], "pdok")
      naam geometry
    0    A     None
    """
    if not features:
        raise FetchError(
            "{name} answers without a single row; the old layer is kept, try again later",
            name=name,
        )
    rows = list({key_of(row): row for row in reversed(features)}.values())[::-1]
    table = pd.DataFrame([row["properties"] for row in rows]).drop(
        columns="geometry", errors="ignore"
    )
    for heading in table.select_dtypes("number"):
        if np.isinf(table[heading]).any():
            raise FetchError(
                "{name} sends a number without end in {heading}; try again later",
                name=name, heading=str(heading)[:60],
            )  # fmt: skip
    return gpd.GeoDataFrame(table, geometry=[row["geometry"] for row in rows], crs=LONLAT)


def column(table: pd.DataFrame, names: tuple[str, ...], source: str) -> pd.Series:
    """Return the first of these columns that is there, whatever its capitals and underscores.

    >>> table = pd.DataFrame({"GM_Code": ["GM0307"], "aantalInwoners": [163_000]})
    >>> column(table, ("inwoners", "aantal_inwoners"), "cbs_gemeenten").tolist()
    [163000]
    >>> column(table, ("oppervlakte",), "cbs_gemeenten")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    geodata.web.endpoints.FetchError: cbs_gemeenten has no field oppervlakte any more ...
    """
    heading = heading_of(table.columns, names)
    if heading is None:
        found = ", ".join(map(str, table.columns))[:120]
        raise FetchError(
            "{source} has no field {names} any more (it has {found}); a new version is needed",
            source=source,
            names=names[0],
            found=found,
        )
    return table[heading]


def has_column(table: pd.DataFrame, name: str) -> bool:
    """Say whether a column is there, whatever its capitals and underscores.

    >>> table = pd.DataFrame({"GM_Code": ["GM0307"]})
    >>> has_column(table, "gmcode"), has_column(table, "gm")
    (True, False)
    """
    return heading_of(table.columns, (name,)) is not None


def texts(table: pd.DataFrame, names: tuple[str, ...], source: str) -> pd.Series:
    """Return a column of words that every row must have.

    >>> texts(pd.DataFrame({"wijknaam": [" Kerkebos", None]}), ("wijknaam",), "cbs_wijkbuurt")
    Traceback (most recent call last):
        ...
    geodata.web.endpoints.FetchError: cbs_wijkbuurt sends 1 of 2 rows without wijknaam; try ...
    """
    values = column(table, names, source)
    words = values.astype("str").str.strip()
    empty = int((values.isna() | (words == "")).sum())
    if empty:
        raise FetchError(
            "{source} sends {empty} of {count} rows without {field}; try again later",
            source=source, empty=empty, count=len(values), field=names[0],
        )  # fmt: skip
    return words


def figures(values: pd.Series) -> pd.Series:
    """Return numbers; a sentinel is missing, and so is text such as "<5".

    >>> figures(pd.Series([12, -99_997, "<5"], dtype=object)).tolist()
    [12.0, nan, nan]
    """
    numbers = pd.to_numeric(values, errors="coerce").astype("float64")
    return numbers.where(numbers > SENTINEL)


def people(table: pd.DataFrame, names: tuple[str, ...], source: str) -> pd.Series:
    """Return whole numbers of people, missing where they are not published.

    >>> people(pd.DataFrame({"inwoners": [12, -99_997]}), ("inwoners",), "cbs").tolist()
    [12, <NA>]
    >>> people(pd.DataFrame({"inwoners": [12, -3]}), ("inwoners",), "cbs")
    Traceback (most recent call last):
        ...
    geodata.web.endpoints.FetchError: cbs sends 1 of 2 rows with a number of people that cannot ...
    """
    counts = figures(column(table, names, source))
    wrong = (counts < 0) | (counts > MOST_PEOPLE) | (counts % 1 != 0) & counts.notna()
    if wrong.any():
        raise FetchError(
            "{source} sends {wrong} of {count} rows with a number of people that cannot be "
            "({value:g}); try again later",
            source=source, wrong=int(wrong.sum()), count=len(counts),
            value=float(counts[wrong].iloc[0]),
        )  # fmt: skip
    if counts.isna().all():
        raise FetchError(
            "{source} sends {count} rows and not one number of people; try again later",
            source=source, count=len(counts),
        )  # fmt: skip
    return counts.astype("Int64")


def once(codes: pd.Series, source: str) -> None:
    """Refuse a table in which a code stands twice.

    >>> once(pd.Series(["WK0307", "WK0307"]), "cbs_wijkbuurt")
    Traceback (most recent call last):
        ...
    geodata.web.endpoints.FetchError: cbs_wijkbuurt sends 1 rows twice (WK0307); is it one year?
    """
    twice = codes[codes.duplicated()]
    if len(twice):
        raise FetchError(
            "{source} sends {count} rows twice ({code}); is it one year?",
            source=source, count=len(twice), code=str(twice.iloc[0])[:40],
        )  # fmt: skip


def surfaces(shapes: Any, source: str) -> Any:  # noqa: ANN401 - arrays of shapes
    """Return valid polygons; refuse a row without a border, and one that is a point or a line.

    A repair may leave lines and points beside a polygon: these are dropped.

    >>> surfaces([shapely.Point(5, 52)], "cbs_wijkbuurt")
    Traceback (most recent call last):
        ...
    geodata.web.endpoints.FetchError: cbs_wijkbuurt sends 1 of 1 rows without a border; try ...
    """
    valid = np.array(shapely.make_valid(np.array(shapes, dtype=object)), dtype=object)
    for i in np.flatnonzero(shapely.get_type_id(valid) == _COLLECTION):
        parts = shapely.get_parts(valid[i])
        valid[i] = shapely.union_all(parts[np.isin(shapely.get_type_id(parts), _SURFACES)])
    good = np.isin(shapely.get_type_id(valid), _SURFACES) & ~shapely.is_empty(valid)
    if not good.all():
        raise FetchError(
            "{source} sends {count} of {total} rows without a border; try again later",
            source=source, count=int((~good).sum()), total=len(good),
        )  # fmt: skip
    return valid


def in_order(table: gpd.GeoDataFrame, *keys: str) -> gpd.GeoDataFrame:
    """Return rows and shapes in one order, so that equal data are equal bytes.

    >>> spots = gpd.points_from_xy([5.00000004, 6], [52, 53])
    >>> table = gpd.GeoDataFrame({"id": ["b", "a"]}, geometry=spots, crs=4326)
    >>> found = in_order(table, "id")
    >>> found["id"].tolist(), found.geometry.iloc[1].x  # a centimetre, and no more digits
    (['a', 'b'], 5.0)
    """
    shapes = shapely.normalize(shapely.set_precision(table.geometry.to_numpy(), 1e-7))
    table = table.set_geometry(shapes, crs=table.crs)
    return table.sort_values(list(keys), kind="stable", ignore_index=True)
