"""Read the plain point tables: kernen, reception locations, stations, places, postcodes."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.files.checks import checked
from geodata.files.coordinates import Located, locate_columns
from geodata.files.numbers import Parsed, parse_counts, parse_decimals
from geodata.files.tabular import read_table
from geodata.files.texts import clip
from geodata.files.vector import VECTOR, attributes_and_points, read_vector
from geodata.readers.interface import ReadContext, Reading
from geodata.readers.reception import reception_from
from sites.base.codes import GM_CODE, code_of
from sites.base.errors import InputFileError
from sites.base.messages import Message, say
from sites.base.nearest import did_you_mean
from sites.scoring.gemeente import assign_gemeente
from sites.settings.scenario import LayerFile
from sites.tables.aliases import Aliases, under_our_names
from sites.tables.schemas import CATEGORIES, Kernen, Places, empty

MAX_NAME: Final = 200


@dataclass(frozen=True)
class PointTable:
    """A table of text under our column names; ``rows`` are the row numbers in the file.

    ``told`` is what who made the file must know of how it was read.
    """

    text: pd.DataFrame
    points: pd.DataFrame
    name: str
    rows: NDArray[np.int64]
    told: tuple[Message, ...] = ()

    def refuse(
        self, where: object, column: str, words: Message, parsed: Parsed | None = None
    ) -> None:
        """Raise one line for the rows at fault, if any: layers are read whole or not at all.

        ``parsed`` tells more of a number that could be two.

        >>> text = pd.DataFrame({"plaatsen": ["40", "-3"]})
        >>> table = PointTable(text, pd.DataFrame(), "azc.csv", np.array([2, 3]))
        >>> table.refuse([False, False], "plaatsen", say("is negative"))
        >>> table.refuse([False, True], "plaatsen", say("is negative"))  # doctest: +ELLIPSIS
        Traceback (most recent call last):
            ...
        sites.base.errors.InputFileError: azc.csv, row 3, column plaatsen: '-3' is ...
        """
        wrong = np.flatnonzero(np.asarray(where, dtype=bool))
        if len(wrong):
            value = self.text[column].iloc[wrong[0]] if column in self.text else None
            why = words if parsed is None else parsed.reasons(words)[wrong[0]] or words
            if value is not None and not pd.isna(value):
                why = say("{value!r} {words}", value=str(value)[:60], words=why)
            raise InputFileError(
                "{file}, row {row}, column {column}: {words} ({count} rows in all)",
                file=self.name,
                row=int(self.rows[wrong[0]]),
                column=column,
                words=why,
                count=len(wrong),
            )


def read_points(
    path: Path, aliases: Aliases, required: tuple[str, ...], layer: str | None
) -> PointTable:
    """Read any table of points; a required column that is absent is an error with its aliases."""
    told: tuple[Message, ...] = ()
    if path.suffix.lower() in VECTOR:
        text, points, _ = attributes_and_points(read_vector(path, layer), None)
        rows = np.arange(1, len(text) + 1)
    else:
        read = read_table(path, sheet=layer)
        text, points, rows, told = read.frame, read.frame, read.rows, read.told
    known = under_our_names(text.reset_index(drop=True), aliases)
    if absent := [ours for ours in required if ours not in known.headings]:
        raise InputFileError(
            "{file}: column {absent} is missing (also read: {aliases}); found: {map}",
            file=path.name,
            absent=absent[0],
            aliases=", ".join(aliases[absent[0]]),
            map=", ".join(map(str, text.columns))[:120],
        )
    result = PointTable(known.text, points.reset_index(drop=True), path.name, rows, told)
    for ours in required:
        result.refuse(known.text[ours].isna(), ours, say("is empty; fill it in"))
    return result


def located(table: PointTable, ctx: ReadContext) -> Located:
    """Place every row, or say which row has no usable position."""
    found = locate_columns(table.points, ctx.scenario.area, table.name)
    if len(found.faults):
        first = found.faults.sort_values("index", kind="stable").iloc[0]
        raise InputFileError(
            "{table}, row {rows}, {column} {value!r}: {reason} ({nunique} rows in all)",
            table=table.name,
            rows=table.rows[first["index"]],
            column=first["column"],
            value=first["value"],
            reason=first["reason"],
            nunique=found.faults["index"].nunique(),
        )
    return found


def gm_codes(text: pd.Series, pattern: str = GM_CODE) -> pd.Series:
    """Return codes as their area writes them, however a table wrote them; else missing.

    >>> gm_codes(pd.Series(["GM0307   ", "307.0", "x", None])).fillna("?").tolist()
    ['GM0307', 'GM0307', '?', '?']
    >>> gm_codes(pd.Series(["7001.0", "LI-1", None]), "^[0-9]{4}$").fillna("?").tolist()
    ['7001', '?', '?']
    """
    return text.map(lambda code: code_of(str(code), pattern), na_action="ignore").astype("str")


def municipality_of(found: Located, ctx: ReadContext, kernen: pd.DataFrame | None) -> pd.Series:
    """Return the gm_code of each point, missing where the borders cannot tell."""
    if ctx.municipalities is None:
        return pd.Series(None, index=pd.RangeIndex(len(found.lon)), dtype="str")
    table = assign_gemeente(
        found.easting, found.northing, ctx.municipalities,
        empty(Kernen) if kernen is None else kernen,
        metric_crs=ctx.metric_crs,
    )  # fmt: skip
    return table["gm_code"].where(table["gm_certain"])


def with_position(frame: pd.DataFrame, found: Located) -> pd.DataFrame:
    """Add lon, lat, easting, northing.

    >>> found = Located(*(np.array([value]) for value in (5.4, 52.1, 155_000.0, 460_000.0)), [], [])
    >>> with_position(pd.DataFrame({"name": ["Brink"]}), found).columns.tolist()
    ['name', 'lon', 'lat', 'easting', 'northing']
    """
    return frame.assign(
        lon=found.lon, lat=found.lat, easting=found.easting, northing=found.northing
    )


def places_table(frame: pd.DataFrame, found: Located, ctx: ReadContext, name: str) -> pd.DataFrame:
    """Complete a table of facilities to the schema: position, municipality, no assumption."""
    table = with_position(frame.reset_index(drop=True), found)
    if "gm_code" not in table or table["gm_code"].isna().any():
        polygon = municipality_of(found, ctx, ctx.kernen)
        table["gm_code"] = table["gm_code"].fillna(polygon) if "gm_code" in table else polygon
    table["name"] = clip(table["name"], MAX_NAME).text.fillna("zonder naam")
    table["is_assumption"] = False
    return pd.DataFrame(checked(table, Places, name))


KERNEN: Final[Aliases] = {
    "kern": ("kern", "naam", "name", "plaats", "woonplaats"),
    "gm_code": ("gm_code", "gemeentecode", "statcode"),
    "population": ("population", "inwoners", "aantal_inwoners"),
    "population_date": ("population_date", "peildatum"),
    "source": ("source", "bron"),
    "confidence": ("confidence", "betrouwbaarheid"),
}


def read_kernen(file: LayerFile, path: Path, ctx: ReadContext) -> Reading:
    """Read towns and villages with their inhabitants."""
    table = read_points(path, KERNEN, ("kern", "population"), file.layer)
    found = located(table, ctx)
    people = parse_counts(table.text["population"])
    wrong = people.wrong | ~(people.numbers >= 0)
    table.refuse(wrong, "population", say("is not a number of people"), people)
    codes = gm_codes(table.text["gm_code"], ctx.code_pattern)
    table.refuse(table.text["gm_code"].notna() & codes.isna(), "gm_code", say("is no gemeentecode"))
    codes = codes.fillna(municipality_of(found, ctx, None))
    table.refuse(
        codes.isna(), "gm_code", say("is missing, and the borders cannot tell; fill it in")
    )
    frame = table.text.assign(
        kern=clip(table.text["kern"], MAX_NAME).text,
        gm_code=codes,
        population=pd.Series(people.numbers).astype("Int64"),
        population_date=table.text["population_date"].fillna(file.data_date),
        source=table.text["source"].fillna(file.source or "eigen bestand"),
        confidence=table.text["confidence"].fillna("onbekend"),
    )
    twice = frame.duplicated(["kern", "gm_code"])
    table.refuse(twice, "kern", say("stands twice in its gemeente; keep one"))
    return Reading(checked(with_position(frame, found), Kernen, path.name), told=table.told)


def read_reception(file: LayerFile, path: Path, ctx: ReadContext) -> Reading:
    """Read reception locations in our own or the azc.csv layout."""
    raw = read_table(path, sheet=file.layer)
    found = reception_from(raw.frame, path.name, ctx, rows=raw.rows)
    return replace(found, told=raw.told)


STATIONS: Final[Aliases] = {
    "code": ("stationscode", "code", "id"),
    "name": ("naam", "name", "station"),
    "gm_code": ("gemeentecode", "gm_code"),
    "source": ("bron", "source"),
}


def read_stations(file: LayerFile, path: Path, ctx: ReadContext) -> Reading:
    """Read railway stations as public-transport stops.

    A station list is no list of bus stops: it adds to the other stops and replaces none, unless
    the scenario names ``categories = ["pt_stop"]``.
    """
    table = read_points(path, STATIONS, ("code", "name"), file.layer)
    table.refuse(table.text["code"].duplicated(), "code", say("stands twice; keep one"))
    frame = pd.DataFrame(
        {
            "place_id": "ST-" + table.text["code"],
            "category": "pt_stop",
            "name": "station " + table.text["name"],
            "gm_code": gm_codes(table.text["gm_code"], ctx.code_pattern),
            "capacity": np.nan,
            "origin": "register",
            "source": file.source or table.text["source"].fillna("stationslijst"),
        }
    )
    return Reading(
        places_table(frame, located(table, ctx), ctx, path.name),
        replaces=file.categories,
        told=table.told,
    )


PLACES: Final[Aliases] = {
    "place_id": ("place_id", "id"),
    "category": ("category", "categorie"),
    "name": ("name", "naam"),
    "gm_code": ("gm_code", "gemeentecode"),
    "capacity": ("capacity", "capaciteit"),
    "source": ("source", "bron"),
}


def read_places(file: LayerFile, path: Path, ctx: ReadContext) -> Reading:
    """Read a user's own facilities; a file of one kind may leave the category to the scenario."""
    only = file.categories[0] if len(file.categories) == 1 else None
    required = ("name",) if only else ("name", "category")
    table = read_points(path, PLACES, required, file.layer)
    text = table.text
    category = text["category"].fillna(only)
    known = {*CATEGORIES, *(c for part in ctx.scenario.criteria for c in part.categories)}
    unknown = ~category.isin(known)
    if unknown.any():
        first = str(category[unknown].iloc[0])
        hint = did_you_mean(first, sorted(known), say("use {names}", names=CATEGORIES))
        table.refuse(unknown, "category", say("is no category; {hint}", hint=hint))
    rows = pd.Series(table.rows).astype("str")
    ids = text["place_id"].fillna(path.stem + "-" + rows)
    table.refuse(ids.duplicated(), "place_id", say("stands twice; give each row its own id"))
    capacity = parse_decimals(text["capacity"])
    wrong = capacity.wrong | (capacity.numbers < 0)
    table.refuse(wrong, "capacity", say("is not a number"), capacity)
    frame = pd.DataFrame(
        {
            "place_id": ids,
            "category": category,
            "name": text["name"],
            "gm_code": gm_codes(text["gm_code"], ctx.code_pattern),
            "capacity": capacity.numbers,
            "origin": "register",
            "source": file.source or text["source"].fillna("eigen bestand"),
        }
    )
    held = tuple(sorted(category.unique()))
    places = places_table(frame, located(table, ctx), ctx, path.name)
    return Reading(places, held, told=table.told)


POSTCODES: Final[Aliases] = {"postcode": ("postcode", "pc6", "pc4")}


def read_postcodes(file: LayerFile, path: Path, ctx: ReadContext) -> Reading:
    """Read postcode, lon, lat: four digits, or four digits and two letters, no space."""
    table = read_points(path, POSTCODES, ("postcode",), file.layer)
    found = located(table, ctx)
    code = table.text["postcode"].str.replace(r"\s|[.,]0+$", "", regex=True).str.upper()
    table.refuse(~code.str.fullmatch("[0-9]{4}([A-Z]{2})?"), "postcode", say("is no postcode"))
    frame = pd.DataFrame({"postcode": code, "lon": found.lon, "lat": found.lat})
    return Reading(frame.drop_duplicates("postcode").reset_index(drop=True), told=table.told)


__all__ = [
    "PointTable", "gm_codes", "located", "places_table", "read_kernen", "read_places",
    "read_points", "read_postcodes", "read_reception", "read_stations",
]  # fmt: skip
