"""Read the user's candidate sites: keep every row that can be kept, list the others with why.

The aliases below are documented in docs/data.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pandera.typing import DataFrame

from geodata.files.checks import checked
from geodata.files.coordinates import coordinate_columns, locate_columns
from geodata.files.files import find_file, refuse_service
from geodata.files.gemeenten import match_municipality
from geodata.files.numbers import parse_counts, parse_decimals
from geodata.files.rows import SPLIT, refuse_many_rows
from geodata.files.tabular import read_table
from geodata.files.texts import YEARS, clip, iso_dates
from geodata.files.vector import (
    FEATURE_ID,
    TABLES,
    VECTOR,
    attributes_and_points,
    read_features,
)
from geodata.readers.by_place import fill_by_place
from geodata.readers.draft import REJECTED, Draft
from geodata.readers.levels import read_levels
from geodata.readers.site_words import ALIASES, ERROR_CELL
from sites.base.errors import SiteError
from sites.base.messages import Message, say, say_counted
from sites.judgement.mix import parse_mix
from sites.scoring.gemeente import assign_gemeente
from sites.settings.scenario import Scenario
from sites.tables.aliases import under_our_names
from sites.tables.filters import own_municipalities
from sites.tables.minors import is_for_minors
from sites.tables.results import Layers
from sites.tables.schemas import SEARCH_CELL, Sites
from sites.tables.shared import MAX_ACCURACY_M

_NO_PLACE: Final = say("is no kern or postcode that is known here; give lon and lat")
MAX_PLACES: Final = 5000  # twice the largest centre of the country
#: A run of so many sites takes minutes and some 5 GB; its pages show the best (docs/methods.md).
MAX_SITES: Final = 100_000
RANK: Final = say("rank it first, and keep the best: opvangkaart score FILE --best 1000")
MAX_ID: Final = 64
MAX_TEXT: Final = 200
#: A point so far from the gemeente its row names is misplaced: which of the two is wrong, nobody
#: can tell. Nearer, the borders decide and the row is told.
MISPLACED_M: Final = 3000.0


@dataclass(frozen=True)
class Candidates:
    """The sites that can be used, the rows that cannot, and what was recognised on the way.

    ``rejected`` has columns row (as the file counts: the header is row 1; features from 1),
    column, value, reason; it stays with the team. ``notes`` are one line each.
    """

    sites: DataFrame[Sites]
    rejected: pd.DataFrame
    notes: tuple[Message, ...] = ()


def read_candidates(
    path: Path, scenario: Scenario, layers: Layers, postcodes: pd.DataFrame | None = None, *,
    most: int = MAX_SITES,
) -> Candidates:  # fmt: skip
    """Read a CSV, XLSX, GeoJSON, GPKG or GeoParquet file of candidate sites.

    A row of a table without coordinates is placed in the middle of its postcode (of ``postcodes``:
    postcode, lon, lat) or of its kern, and ``accuracy_m`` says how far off that may be. More than
    ``most`` rows are refused before they are read.

    Raises
    ------
    InputFileError
        The file as a whole cannot be read.
    SiteError
        No row can be kept, or all share a fault that one change in the file mends.
    """
    refuse_service(scenario.sites.path or "")
    path = find_file(str(path), Path(), TABLES)
    advice = RANK if most == MAX_SITES else SPLIT
    refuse_many_rows(path, most, layer=scenario.sites.layer, advice=advice)
    draft = _read_draft(path, scenario, layers.kernen, postcodes)
    table = _plain_columns(draft)
    _municipality(draft, table, scenario, layers)
    return _result(draft, table)


def _read_draft(
    path: Path, scenario: Scenario, kernen: pd.DataFrame, postcodes: pd.DataFrame | None
) -> Draft:
    settings = scenario.sites
    broken: Mapping[int, Message] = {}
    inexact_m: NDArray[np.float64] | None = None
    used: Mapping[str, str] = {}
    unknown: Mapping[int, str] = {}
    if path.suffix.lower() in VECTOR:
        found = read_features(path, settings.layer)
        broken = found.broken
        text, points, told = attributes_and_points(found.table, settings.crs)
        notes: list[Message] = [*found.notes, *told]
        rows = np.arange(1, len(text) + 1)
    else:
        read = read_table(path, sheet=settings.layer)
        filled = fill_by_place(read.frame, kernen, postcodes)
        text, points, rows = read.frame, filled.points, read.rows
        notes, inexact_m = [*read.notes, *filled.notes], filled.accuracy_m
        used, unknown = filled.headings, filled.unknown
    located = locate_columns(points, scenario.area, path.name, crs=settings.crs)
    table, unread, headings = _renamed(text)
    named = {**used, **headings}
    draft = Draft(path.name, table, located, rows, scenario.scout.places, named, inexact_m)
    shapeless = pd.DataFrame({"index": list(broken), "reason": list(broken.values())})
    draft.faults.append(shapeless.assign(column="geometry", value=""))
    nowhere = pd.DataFrame(
        {
            "index": list(unknown),
            "value": list(unknown.values()),
            "reason": [_NO_PLACE] * len(unknown),
        }
    )
    draft.faults.append(nowhere.assign(column="place"))
    # A shape or a place that cannot be used has said so: that it gives no coordinate is no news.
    said = located.faults["index"].isin([*broken, *unknown])
    draft.faults.append(located.faults[~said])
    draft.notes += [*notes, *located.notes]
    if unread := [heading for heading in unread if heading not in used.values()]:
        draft.notes.append(say("columns not read: {columns}", columns=tuple(unread[:20])))
    return draft


def _renamed(text: pd.DataFrame) -> tuple[pd.DataFrame, list[str], dict[str, str]]:
    """Return the known columns (all missing if absent), the unread ones, and the headings."""
    known = under_our_names(text.reset_index(drop=True), ALIASES)
    used = {*(coordinate_columns(text) or ())[:2], *known.headings.values()}
    unread = [str(c) for c in text.columns if str(c) not in {*used, FEATURE_ID}]
    return known.text, unread, dict(known.headings)


def _plain_columns(draft: Draft) -> pd.DataFrame:
    """Return the columns that need no other layer; mark the rows at fault."""
    text = draft.text
    table = pd.DataFrame({"site_id": _ids(draft)})
    name = clip(text["name"], MAX_TEXT)
    if name.clipped:
        draft.notes.append(
            say_counted(
                "{count} name was longer than {limit} letters and is cut",
                "{count} names were longer than {limit} letters and are cut",
                count=name.clipped, limit=MAX_TEXT,
            )
        )  # fmt: skip
    table["name"] = name.text.fillna("locatie " + table["site_id"])
    table["kind"] = clip(text["kind"], MAX_TEXT).text.fillna("locatie")
    # A building that calls itself a search cell would never be counted.
    table["kind"] = table["kind"].replace({SEARCH_CELL: f"locatie ({SEARCH_CELL})"})
    table["places"] = _places(draft)
    table["confidentiality"] = _levels(draft)
    for column in ("status", "target_groups"):
        table[column] = clip(text[column], MAX_TEXT).text
    _groups(draft, table)
    _dates(draft, table)
    table["h3_cell"] = pd.Series(None, index=table.index, dtype="str")
    for column in ("lon", "lat", "easting", "northing"):
        table[column] = getattr(draft.located, column)
    _accuracy(draft, table)
    for column in text.columns:
        fault = text[column].str.fullmatch(ERROR_CELL).fillna(value=False)
        draft.fault(fault, column, text[column], say("is an error of the spreadsheet; correct it"))
    return table


def _accuracy(draft: Draft, table: pd.DataFrame) -> None:
    """Fill how inexact a position is, where the file or the way of placing it says so."""
    given = draft.text["accuracy_m"]
    parsed = parse_decimals(given)
    numbers = pd.Series(parsed.numbers)
    draft.fault(
        pd.Series(parsed.wrong), "accuracy_m", given, parsed.reasons(say("is not a number"))
    )
    outside = numbers.notna() & ~numbers.between(0, MAX_ACCURACY_M)
    limits = say("must lie between {least} and {most} metres", least=0, most=MAX_ACCURACY_M)
    draft.fault(outside, "accuracy_m", given, limits)
    if draft.inexact_m is not None:
        numbers = pd.Series(draft.inexact_m).fillna(numbers)
    if numbers.notna().any():
        table["accuracy_m"] = numbers


def _ids(draft: Draft) -> pd.Series:
    """Return ids that are there, short and different; without a column rows name themselves."""
    given = draft.text["site_id"]
    rows = pd.Series(draft.rows)
    width = len(str(int(rows.iloc[-1])))
    if given.isna().all():
        draft.notes.append(say("no id column: sites are named after their row (R1, R2 ...)"))
        return "R" + rows.astype("str").str.zfill(width)
    draft.fault(given.isna(), "site_id", given, say("id is missing; give each row its own id"))
    too_long = say("id is longer than {limit} letters", limit=MAX_ID)
    draft.fault(given.str.len() > MAX_ID, "site_id", given, too_long)
    first = rows.groupby(given).transform("min").reindex(rows.index)
    twice = given.duplicated() & given.notna()
    draft.fault(
        twice, "site_id", given,
        lambda row: say("id already stands in row {row}", row=str(first.iloc[row])),
    )  # fmt: skip
    return given


def _places(draft: Draft) -> pd.Series:
    given = draft.text["places"]
    parsed = parse_counts(given)
    numbers = pd.Series(parsed.numbers)
    draft.notes += [say("places: {words}", words=words) for words in parsed.notes]
    wrong = pd.Series(parsed.wrong)
    none = say("is not a whole number of places")
    draft.fault(wrong, "places", given, parsed.reasons(none))
    draft.fault(given.notna() & numbers.isna() & ~wrong, "places", given, none)
    absurd = numbers.notna() & ~numbers.between(1, MAX_PLACES)
    limits = say("places must lie between {least} and {most}", least=1, most=MAX_PLACES)
    draft.fault(absurd, "places", given, limits)
    return numbers.where(~absurd).astype("Int64")


def _levels(draft: Draft) -> pd.Series:
    """Return who may see each row; a site for minors stays with the team whatever it says."""
    found = read_levels(draft.text["confidentiality"])
    draft.notes += found.notes
    said = draft.text["target_groups"].fillna("") + " " + draft.text["kind"].fillna("")
    codes, words = pd.factorize(said)
    minors = pd.Series(np.array([is_for_minors(one) for one in words], dtype=bool)[codes])
    if opened := int((minors & (found.level != "intern")).sum()):
        draft.notes.append(
            say_counted(
                "{count} site for minors (amv) stays in the edition intern, whatever its "
                "confidentiality says",
                "{count} sites for minors (amv) stay in the edition intern, whatever their "
                "confidentiality says",
                count=opened,
            )
        )
    return found.level.mask(minors, "intern")


def _groups(draft: Draft, table: pd.DataFrame) -> None:
    """Fault rows whose target groups cannot be read, or do not add up to the places."""
    given = table["target_groups"]
    reasons: list[Message | None] = [None] * len(given)
    for row in np.flatnonzero(given.notna()):
        places = table["places"].iloc[row]
        try:
            parse_mix(given.iloc[row], draft.places if pd.isna(places) else int(places))
        except SiteError as error:
            reasons[row] = error.message
    why = pd.Series(reasons, dtype="object")
    draft.fault(why.notna(), "target_groups", given, why)


def _dates(draft: Draft, table: pd.DataFrame) -> None:
    """Fill the dates of a site and fault those that are none or stand in the wrong order."""
    for column in ("from_date", "until_date"):
        given = draft.text[column]
        table[column] = iso_dates(given)
        wrong = given.notna() & table[column].isna()
        none = say("is not a date between {first} and {last}; write 2027-01-31 or 31-1-2027",
                   first=str(YEARS[0]), last=str(YEARS[1]))  # fmt: skip
        draft.fault(wrong, column, given, none)
    reversed_ = table["from_date"].notna() & (table["until_date"] < table["from_date"])
    draft.fault(
        reversed_.fillna(value=False),
        "until_date",
        table["until_date"],
        say("lies before from_date"),
    )


def _municipality(draft: Draft, table: pd.DataFrame, scenario: Scenario, layers: Layers) -> None:
    """Fill gm_code, gm_certain, gm_candidates and kern: the borders go before the column.

    So near a border that the true one may run on the other side, the column decides; without it
    the gemeente is uncertain.
    """
    own = own_municipalities(layers.municipalities)
    given = draft.text["gemeente"]
    found = assign_gemeente(
        table["easting"].to_numpy(), table["northing"].to_numpy(), layers.municipalities,
        layers.kernen, metric_crs=scenario.area.metric_crs,
    )  # fmt: skip
    table["kern"] = found["kern"]
    matched = match_municipality(given, own, layers.kernen)
    draft.notes += matched.notes
    draft.fault(matched.unknown, "gemeente", given, matched.reason)
    outside = table["easting"].notna() & ~found["gm_code"].isin(own["gm_code"])
    draft.fault(outside, "gemeente", given, say("lies outside {area}", area=scenario.area.name))
    if not (own["border_quality"] == "officieel").all():
        _refuse_far(draft, table, matched.code.where(~outside), own, scenario.area.metric_crs)
    said = _is_among(matched.code, found["gm_candidates"])
    _compare(draft, matched.code.where(~said), found["gm_code"], own)
    table["gm_code"] = matched.code.where(said, found["gm_code"])
    table["gm_certain"] = said | found["gm_certain"]
    table["gm_candidates"] = found["gm_candidates"].where(~said)


def _is_among(code: pd.Series, candidates: pd.Series) -> pd.Series:
    """Return where a code stands among "GM0307|GM0308".

    >>> _is_among(pd.Series(["GM0308", None]), pd.Series(["GM0307|GM0308", None])).tolist()
    [True, False]
    """
    pairs = zip(code, candidates, strict=True)
    return pd.Series(
        [isinstance(one, str) and one in str(many).split("|") for one, many in pairs],
        index=code.index,
        dtype=bool,
    )


def _compare(draft: Draft, said: pd.Series, found: pd.Series, own: gpd.GeoDataFrame) -> None:
    """Note where a site lies in another gemeente than its row says."""
    differs = said.notna() & found.isin(own["gm_code"]) & (said != found)
    if differs.any():
        draft.notes.append(
            say_counted(
                "{count} site lies in another gemeente than its column says (row {row}); "
                "the borders decide",
                "{count} sites lie in another gemeente than their column says (first: row {row}); "
                "the borders decide",
                count=int(differs.sum()), row=str(draft.rows[np.flatnonzero(differs)[0]]),
            )
        )  # fmt: skip


def _refuse_far(
    draft: Draft, table: pd.DataFrame, code: pd.Series, own: gpd.GeoDataFrame, crs: str
) -> None:
    """Reject a point that lies kilometres from the municipality its column names."""
    shapes = own.set_index("gm_code").geometry.to_crs(crs)
    polygon = shapes.reindex(code.where(table["easting"].notna())).to_numpy()
    points = shapely.points(table["easting"], table["northing"])
    dist_m = pd.Series(shapely.distance(points, polygon))
    far = dist_m > MISPLACED_M
    draft.fault(
        far, "gemeente", draft.text["gemeente"],
        lambda row: say("point lies {km} km from this gemeente", km=round(dist_m[row] / 1000)),
    )  # fmt: skip


def _result(draft: Draft, table: pd.DataFrame) -> Candidates:
    faults = pd.concat(draft.faults, ignore_index=True).drop_duplicates(["index", "column"])
    faults = faults.sort_values(["index", "column"], kind="stable", ignore_index=True)
    faults["row"] = draft.rows[faults["index"].to_numpy(dtype=np.int64)]
    faults["column"] = [draft.headings.get(name, name) for name in faults["column"]]
    keep = ~table.index.isin(faults["index"])
    if not keep.any():
        first = faults.iloc[0]
        raise SiteError(
            "{draft}: none of the {table_count} rows can be used; row {row}, {column} "
            "{value!r}: {reason}",
            draft=draft.name,
            table_count=len(table),
            row=first["row"],
            column=first["column"],
            value=first["value"],
            reason=first["reason"],
        )
    rejected = faults[REJECTED].reset_index(drop=True)
    if len(rejected):
        draft.notes.append(
            say("{count} of {all} rows rejected, see the list",
                count=int((~keep).sum()), all=len(table))
        )  # fmt: skip
    return Candidates(checked(table[keep], Sites, draft.name), rejected, tuple(draft.notes))
