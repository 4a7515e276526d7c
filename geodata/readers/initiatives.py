"""Read a team's own list of initiatives as it is: match its headings, keep what is not known.

Nothing is refused that can be kept: a cell that cannot be read is named, its row stays out until
someone mends it, and a column that has no place here is carried along under its own heading.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from geodata.files.coordinates import coordinate_columns, locate_columns
from geodata.files.files import find_file, refuse_service
from geodata.files.numbers import Parsed, parse_counts, parse_decimals
from geodata.files.ranges import Places, places_said
from geodata.files.rows import refuse_many_rows
from geodata.files.tabular import read_table
from geodata.files.texts import clip, iso_dates, serial_days
from geodata.readers.site_words import ERROR_CELL, LEVELS, SUM_ROW
from sites.base.errors import SiteError
from sites.base.messages import Message, say
from sites.base.projection import to_metric
from sites.progress.entry import MAX_TEXT, Value
from sites.progress.incoming import Entry
from sites.progress.list_out import heading_of_field, places_words
from sites.settings.area import AreaParams
from sites.tables.aliases import Aliases, heading_of, plain_heading, under_our_names
from sites.tables.dossier import PHASES, facts

#: More initiatives than any team has; a file with more is no list of them.
MAX_INITIATIVES: Final = 20_000
#: The fields of a point, which no heading of ``ALIASES`` stands for.
POINT: Final = ("lon", "lat")
MOST_DEGREES: Final = 180.0
#: The columns that an exported list carries for the program itself.
CODE, VERSION = "Code (niet wijzigen)", "Versie (niet wijzigen)"

ALIASES: Final[Aliases] = {
    "row_id": (CODE,),
    "version": (VERSION,),
    "name": (
        "naam", "initiatief", "locatie", "locatienaam", "naam_locatie", "omschrijving", "project",
        "name", "plek", "pand", "object", "gebouw",
    ),
    "kern": ("kern", "plaats", "woonplaats", "plaatsnaam", "dorp", "stad"),
    "address": ("adres", "straat", "straat_en_huisnummer", "adresgegevens", "address"),
    "postcode": ("postcode", "pc6", "pc4", "postcode_6", "postcode_4"),
    "gemeente": ("gemeente", "gemeentenaam", "gem_naam", "municipality"),
    "accuracy_m": (
        "nauwkeurigheid_m", "nauwkeurigheid_van_de_ligging_(m)", "accuracy_m", "coord_accuracy_m",
    ),
    "places": (
        "plekken", "plaatsen", "aantal_plekken", "aantal_plaatsen", "capaciteit", "opvangplekken",
        "opvangplaatsen", "aantal_opvangplekken", "aantal_opvangplaatsen", "places",
        "verwacht_aantal_plekken", "aantal", "bedden", "aantal_bedden", "personen",
        "aantal_personen", "aantal_mensen", "bewoners", "aantal_bewoners",
    ),
    "places_low": ("plekken_ten_minste", "minimum_plekken", "plekken_min"),
    "places_high": ("plekken_ten_hoogste", "maximum_plekken", "plekken_max"),
    "from_date": ("vanaf", "van", "beschikbaar_vanaf", "startdatum", "ingangsdatum"),
    "until_date": ("tot", "beschikbaar_tot", "einddatum", "tot_en_met", "t/m"),
    "target_groups": ("doelgroepen", "doelgroep", "voor_wie"),
    "owner": ("trekker", "eigenaar_in_team", "wie", "contact_team", "behandelaar"),
    "confidentiality": ("vertrouwelijkheid", "openbaarheid", "confidentiality"),
    "chance_pct": ("kans", "kans_%", "kans (%)", "slagingskans", "haalbaarheid_%"),
    "expected_date": ("verwacht", "verwachte_opening", "verwachte_datum", "gereed", "oplevering"),
    "phase": ("fase", "status", "stand", "stand_van_zaken"),
    "phase_day": ("sinds", "fase_sinds", "status_sinds", "datum_fase"),
    "note": ("notitie", "opmerking", "opmerkingen", "toelichting", "notities", "bijzonderheden"),
}  # fmt: skip
#: How teams call the phases; plain headings without capitals and space.
_PHASES: Final[Mapping[str, str]] = {
    plain_heading(said): phase
    for phase, words in {
        "idee": ("idee", "nieuw", "longlist", "idee fase", "tip"),
        "verkenning": ("verkenning", "verkennen", "onderzoek", "quickscan", "in onderzoek",
                       "verkennend", "studie", "shortlist", "in studie"),
        "haalbaarheid": ("haalbaarheid", "haalbaarheidsonderzoek", "haalbaarheidsstudie"),
        "college": ("college", "college b&w", "b&w", "bij college", "collegebesluit"),
        "raad": ("raad", "bij raad", "raadsbesluit", "gemeenteraad"),
        "afgesproken": ("afgesproken", "akkoord", "overeenkomst", "bestuursovereenkomst",
                        "getekend", "toegezegd"),
        "bouw": ("bouw", "in aanbouw", "verbouwing", "realisatie", "in uitvoering", "uitvoering"),
        "in gebruik": ("in gebruik", "open", "operationeel", "gerealiseerd", "geopend"),
        "gestopt": ("gestopt", "afgevallen", "vervallen", "niet doorgegaan", "gesloten",
                    "afgewezen"),
    }.items()
    for said in words
}  # fmt: skip
_CHOICES: Final = {"confidentiality": LEVELS, "phase": _PHASES}
#: What a row without a name is called by.
_NAMES: Final = ("address", "kern", "postcode", "gemeente")
_DAYS: Final = ("from_date", "until_date", "expected_date", "phase_day")
_COUNTS: Final = ("chance_pct", "places_low", "places_high")
_DECIMALS: Final = ("accuracy_m",)


@dataclass(frozen=True)
class TeamList:
    """A list as it was read: its rows, which heading stands for what, and the columns kept along.

    ``headings`` are all headings of the file in order; ``known`` our field to the heading.
    ``told`` are the notes that may surprise who made the list. ``cells`` has the texts of each row
    by our field, as they stand after mending.
    """

    name: str
    entries: tuple[Entry, ...]
    headings: tuple[str, ...]
    known: Mapping[str, str]
    kept: tuple[str, ...]
    notes: tuple[Message, ...] = ()
    told: tuple[Message, ...] = ()
    cells: Mapping[int, Mapping[str, str]] = field(default_factory=dict)


@dataclass
class _Reading:
    """A list half read: our columns as text, and the faults that were found by row."""

    text: pd.DataFrame
    known: Mapping[str, str]
    faults: dict[int, list[Message]] = field(default_factory=dict)

    def fault(self, row: int, column: str, reason: Message) -> None:
        """Note why a cell cannot be read."""
        value = self.text[column][row]
        self.faults.setdefault(row, []).append(
            say("{column}: {value!r} {reason}", column=self.known[column], value=value[:60],
                reason=reason)
        )  # fmt: skip


def read_initiatives(
    path: Path, area: AreaParams, *, sheet: str | None = None,
    matched: Mapping[str, str] | None = None,
    mended: Mapping[int, Mapping[str, str]] | None = None,
) -> TeamList:  # fmt: skip
    """Read a .xlsx or .csv list; ``matched`` says which heading stands for a field after all.

    ``mended`` has the cells that someone wrote anew since the file was made: a row as the file
    counts, one of our fields (or lon, lat in degrees), the text.

    Raises
    ------
    InputFileError
        The file as a whole cannot be read.
    """
    refuse_service(str(path))
    path = find_file(str(path), Path(), (".csv", ".xlsx"))
    refuse_many_rows(path, MAX_INITIATIVES, layer=sheet)
    table = read_table(path, sheet=sheet)
    frame = table.frame
    aliases = {
        name: ((matched[name],) if matched and name in matched else theirs)
        for name, theirs in ALIASES.items()
    }
    frame = _mended(frame, table.rows, aliases, mended or {}, area)
    renamed = under_our_names(frame, aliases)
    known = dict(renamed.headings)
    used = {*known.values(), *_coordinates(frame)}
    kept = tuple(str(c) for c in frame.columns if str(c) not in used)
    reading = _Reading(renamed.text, known)
    columns = _columns(reading)
    columns |= _points(frame, area, reading, path.name)
    if kept:
        columns["extra"] = [_extra(row) for row in frame[list(kept)].to_dict("records")]
    entries = tuple(_entry(n, int(row), columns, reading) for n, row in enumerate(table.rows))
    return TeamList(
        path.name, entries, tuple(map(str, frame.columns)), known, kept, table.notes, table.told,
        _cells(reading, table.rows),
    )  # fmt: skip


def _mended(
    frame: pd.DataFrame, rows: Iterable[int], aliases: Aliases,
    mended: Mapping[int, Mapping[str, str]], area: AreaParams,
) -> pd.DataFrame:  # fmt: skip
    """Return the table with the cells that were written anew; a field without a column gets one.

    Degrees that someone gave become metres in a list of metres.
    """
    if not mended:
        return frame
    frame, at = frame.copy(), {int(row): index for index, row in enumerate(rows)}
    pair = coordinate_columns(frame)
    in_metres = pair is not None and _is_metric(frame, pair)
    for row, cells in mended.items():
        for name, text in (_metric(cells, area) if in_metres else cells).items():
            if row not in at:
                continue
            heading = _heading(frame, name, aliases, pair)
            if heading not in frame:
                frame[heading] = pd.Series(None, index=frame.index, dtype="str")
            column = frame[heading].astype(object)
            column.iloc[at[row]] = text.strip() or None
            frame[heading] = column.astype("str")
    return frame


def _is_metric(frame: pd.DataFrame, pair: tuple[str, str, str]) -> bool:
    """Tell whether a pair of columns holds metres: by its names, else by its values."""
    if pair[2] != "neutral":
        return pair[2] == "metres"
    return bool((parse_decimals(frame[pair[0]]).numbers > MOST_DEGREES).any())


def _metric(cells: Mapping[str, str], area: AreaParams) -> Mapping[str, str]:
    """Return cells whose degrees, where they are some, are metres of the area."""
    if not cells.keys() >= {*POINT}:
        return {name: text for name, text in cells.items() if name not in POINT}
    degrees = parse_decimals(pd.Series([cells[name] for name in POINT])).numbers
    moved = to_metric(degrees[:1], degrees[1:], area.metric_crs)
    texts = (f"{side[0]:.3f}" if side[0] == side[0] else "" for side in moved)
    return {**cells, **dict(zip(POINT, texts, strict=True))}


def _heading(
    frame: pd.DataFrame, name: str, aliases: Aliases, pair: tuple[str, str, str] | None
) -> str:
    """Return under which heading of a list a field stands, or will stand."""
    if name in POINT:
        return name if pair is None else pair[POINT.index(name)]
    found = heading_of(frame.columns, aliases[name])
    return heading_of_field(name) if found is None else found


def _cells(reading: _Reading, rows: Iterable[int]) -> dict[int, dict[str, str]]:
    text = reading.text[list(reading.known)].astype(object)
    records = text.where(text.notna(), "").to_dict("records")
    return {
        int(row): {str(name): str(cell) for name, cell in cells.items()}
        for row, cells in zip(rows, records, strict=True)
    }


def _coordinates(frame: pd.DataFrame) -> tuple[str, ...]:
    found = coordinate_columns(frame)
    return () if found is None else found[:2]


def _columns(reading: _Reading) -> dict[str, list[Value]]:
    """Return the values of every field that the list has a column for."""
    text, known = reading.text, reading.known
    columns: dict[str, list[Value]] = {}
    for name in known:
        if name == "places":
            columns |= _places(reading)
        elif name in _CHOICES:
            columns[name] = _chosen(reading, name, _CHOICES[name])
        elif name in _DAYS:
            columns[name] = _days(reading, name)
        elif name in _COUNTS:
            columns[name] = _counts(reading, name)
        elif name in _DECIMALS:
            columns[name] = _decimals(reading, name)
        else:
            fact = facts("initiatives").get(name)
            columns[name] = _listed(clip(text[name], int((fact and fact.most) or MAX_TEXT)).text)
    for name in known:
        _refuse(reading, name, ERROR_CELL, say("is an error of the spreadsheet; correct it"))
    if "name" in known:
        _refuse(reading, "name", SUM_ROW, say("is a sum and no initiative; leave this row out"))
    return columns


def _refuse(reading: _Reading, name: str, pattern: re.Pattern[str], reason: Message) -> None:
    for row in reading.text.index[reading.text[name].str.fullmatch(pattern).fillna(value=False)]:
        reading.fault(row, name, reason)


def _listed(column: pd.Series) -> list[Value]:
    return [None if pd.isna(cell) else cell for cell in column]


def _days(reading: _Reading, name: str) -> list[Value]:
    days = iso_dates(reading.text[name]).fillna(serial_days(reading.text[name]))
    for row in reading.text.index[days.isna() & reading.text[name].notna()]:
        reading.fault(row, name, say("is no day; write it as 1-7-2027"))
    return _listed(days)


def _counts(reading: _Reading, name: str) -> list[Value]:
    parsed = parse_counts(reading.text[name].str.removesuffix("%"))
    found = _numbers(reading, name, parsed, say("is not a whole number"))
    return [None if number is None else int(number) for number in found]


def _decimals(reading: _Reading, name: str) -> list[Value]:
    return [*_numbers(reading, name, parse_decimals(reading.text[name]), say("is not a number"))]


def _numbers(
    reading: _Reading, name: str, parsed: Parsed, otherwise: Message
) -> list[float | None]:  # fmt: skip
    reasons = parsed.reasons(otherwise)
    for row in range(len(reasons)):
        if parsed.wrong[row]:
            reading.fault(row, name, reasons[row])
    return [None if number != number else float(number) for number in parsed.numbers]  # noqa: PLR0124


def _places(reading: _Reading) -> dict[str, list[Value]]:
    low: list[Value] = []
    high: list[Value] = []
    words: list[Value] = []
    for row, cell in enumerate(reading.text["places"]):
        said = None if pd.isna(cell) else places_said(cell)
        if said is None and not pd.isna(cell):
            reading.fault(row, "places", say("is no number of places; write 80 or 80-100"))
        low.append(None if said is None else said.low)
        high.append(None if said is None else said.high)
        words.append(None if said is None else words_kept(said, cell))
    return {"places_low": low, "places_high": high, "places_text": words}


def words_kept(said: Places, cell: str) -> str | None:
    """Return how a list wrote a number of places, where the number alone would say less.

    >>> words_kept(Places(60, 60), "± 60"), words_kept(Places(1250, 1250), "1.250")
    ('± 60', None)
    >>> words_kept(Places(80, 100), "80 à 100"), words_kept(Places(80, 100), "80-100")
    ('80 à 100', None)
    """
    plain = "".join(letter for letter in cell if letter not in " .,\u00a0")
    return None if plain.lower() == "".join(str(places_words(*said)).split()) else cell.strip()


def _chosen(reading: _Reading, name: str, words: Mapping[str, str]) -> list[Value]:
    """Return our word for each cell; a cell that says something else is told."""
    chosen: list[Value] = []
    for row, cell in enumerate(reading.text[name]):
        found = None if pd.isna(cell) else words.get(plain_heading(cell))
        if found is None and not pd.isna(cell):
            ours = PHASES if name == "phase" else tuple(dict.fromkeys(words.values()))
            reading.fault(row, name, say("is not known; choose one of {choices}", choices=ours))
        chosen.append(found)
    return chosen


def _points(
    frame: pd.DataFrame, area: AreaParams, reading: _Reading, name: str
) -> dict[str, list[Value]]:
    """Return lon and lat where the list has a pair of columns for them."""
    if coordinate_columns(frame) is None:
        return {}
    bare = frame[list(_coordinates(frame))].isna().all(axis=1).to_numpy()
    if bare.all():
        return {column: [None] * len(frame) for column in POINT}
    try:
        located = locate_columns(frame, area, name)
    except SiteError as error:  # true of all rows that have a point: each can be mended
        for row in np.flatnonzero(~bare):
            reading.faults.setdefault(int(row), []).append(error.message)
        return {column: [None] * len(frame) for column in POINT}
    for row, value, reason in located.faults[["index", "value", "reason"]].itertuples(index=False):
        if not bare[row]:
            reading.faults.setdefault(int(row), []).append(
                say("{value}: {reason}", value=str(value), reason=reason)
            )
    return {
        column: [None if at != at else float(at) for at in getattr(located, column)]  # noqa: PLR0124
        for column in POINT
    }


def _extra(row: Mapping[Any, Any]) -> str | None:
    kept = {heading: cell for heading, cell in row.items() if not pd.isna(cell)}
    return json.dumps(kept, ensure_ascii=False) if kept else None


def _entry(index: int, row: int, columns: Mapping[str, list[Value]], reading: _Reading) -> Entry:
    own = {name: values[index] for name, values in columns.items()}
    faults = list(reading.faults.get(index, ()))
    aside = {name: own.pop(name, None) for name in
             ("row_id", "version", "phase", "phase_day", "note")}  # fmt: skip
    if own.get("name") is None:
        made = next((own[key] for key in _NAMES if own.get(key)), None)
        if made is None:
            faults.append(say("has no name, address or kern; give it one"))
        own["name"] = made
    return Entry(
        row, own, _word(aside["row_id"]), _version(aside["version"]), _word(aside["phase"]),
        _word(aside["phase_day"]), _word(aside["note"]), tuple(faults),
    )  # fmt: skip


def _word(value: Value) -> str | None:
    return None if value is None else str(value)


def _version(value: Value) -> int | None:
    """Return the version that a row was exported at; a cell that someone changed has none."""
    said = places_said(str(value or ""))
    return None if said is None else said.low
