"""Read reception locations: named columns only, sites for minors never nearer than a postcode.

Remarks, press notes and addresses of the source table do not enter at all.
"""

import re
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.files.checks import checked
from geodata.files.numbers import parse_counts, parse_decimals
from geodata.files.texts import YES_NO, clip, iso_dates
from geodata.readers.interface import ReadContext, Reading
from geodata.readers.statuses import status_of
from sites.base.errors import InputFileError
from sites.base.messages import say
from sites.base.projection import to_metric
from sites.scoring.mother_choice import IN_USE, PLANNED
from sites.tables.aliases import Aliases, under_our_names
from sites.tables.schemas import Hubs, UnplacedHubs

#: The layout of the basisset, and what the same column is called in other tables.
ALIASES: Aliases = {
    "hub_id": ("hub_id", "id"),
    "name": ("name", "naam", "locatie"),
    "municipality": ("municipality", "gemeentenaam", "gemeente"),
    "gm_code": ("gm_code", "gemeentecode"),
    "kind": ("kind", "type", "soort"),
    "status": ("status",),
    "places": ("places", "capacity", "plaatsen", "capaciteit"),
    "room_school": ("room_school", "ruimte_school"),
    "room_gza": ("room_gza", "ruimte_gza"),
    "room_guidance_hours": ("room_guidance_hours", "ruimte_begeleiding_uren"),
    "school_on_site": ("school_on_site", "school_op_locatie"),
    "gza_on_site": ("gza_on_site", "gza_op_locatie"),
    "is_amv": ("is_amv", "amv"),
    "is_planned": ("is_planned", "gepland"),
    "from_date": ("from_date", "valid_from", "vanaf"),
    "until_date": ("until_date", "valid_until", "tot", "einddatum"),
    "azc_from": ("azc_from", "azc_vanaf"),
    "hub_candidate": ("hub_candidate", "kan_moederlocatie_zijn", "moederlocatie"),
    "in_annex": ("in_annex", "in_bijlage"),
    "lon": ("lon", "longitude", "lengtegraad"),
    "lat": ("lat", "latitude", "breedtegraad"),
    "accuracy_m": ("accuracy_m", "coord_accuracy_m", "nauwkeurigheid_m"),
    "postcode_area": ("postcode_area", "postcode", "pc4"),
    "coord_basis": ("coord_basis",),
    "source_date": ("source_date", "peildatum", "bron_datum", "peiljaar"),
    "source": ("source", "bron"),
    "confidence": ("confidence", "betrouwbaarheid"),
}
REQUIRED = ("hub_id", "name", "kind")
DEGREES = ("lon", "lat")
WHOLE = ("places", "room_school", "room_gza", "room_guidance_hours")
NUMBERS = ("places", "room_school", "room_gza", "room_guidance_hours")
DATE = "(?:19|20|21)[0-9]{2}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?"
MAX_NAME = 200
#: A position of a site for minors is never kept finer than this.
AMV_ACCURACY_M = 1000.0
#: Without a stated accuracy a position is taken as that of a postcode area.
DEFAULT_ACCURACY_M = 1000.0


def reception_from(
    raw: pd.DataFrame, label: str, ctx: ReadContext, *, rows: NDArray[np.int64] | None = None
) -> Reading:
    """Turn a table of text into Hubs and UnplacedHubs; ``label`` names the file in errors.

    ``rows`` are the numbers of the rows in the file, counted below its heading if not given.
    """
    numbered = np.arange(2, len(raw) + 2) if rows is None else rows
    table = _named(raw, label, numbered)
    _refuse_repeats(table, label)
    table["is_amv"] = _flag(table["is_amv"], table["kind"].str.contains(r"\bamv\b", case=False))
    _refuse_without_status(table, label, numbered)
    table["is_planned"] = _flag(table["is_planned"], _planned(table, ctx.scenario.reference_date))
    for column in ("school_on_site", "gza_on_site"):
        table[column] = table[column].map(_yes).astype("boolean")
    for column in (*NUMBERS, "lon", "lat", "accuracy_m"):
        table[column] = _number(table[column], column, label, numbered)
    table["gm_code"] = _codes(table["gm_code"], ctx)
    on = ctx.scenario.reference_date
    said = [status_of(words, on) for words in table["status"].fillna("")]
    table["status"] = pd.Series(said, dtype="str").where(~table["is_planned"], PLANNED)
    annex = table["hub_candidate"].str.contains("annex|bijlage", case=False)
    table["in_annex"] = _flag(table["in_annex"], annex)
    table["hub_candidate"] = (
        table["hub_candidate"].map(_candidate, na_action="ignore").astype("str")
    )
    table["kind"] = table["kind"].str.replace(r"\s*\(.*", "", regex=True)
    hosts = table["source"].map(_hosts, na_action="ignore").astype("str")
    table["source"] = hosts.fillna("eigen bestand")
    table["source_date"] = table["source_date"].map(_last_date, na_action="ignore").astype("str")
    for column in ("from_date", "azc_from"):
        day = iso_dates(table[column])
        table[column] = day.fillna(_iso(table[column]).str.extract(f"^({DATE})", expand=False))
    table["until_date"] = _ends(table["until_date"])
    _refuse_end_before_start(table, label, numbered)
    table["confidence"] = table["confidence"].str.extract(r"^([^\s(,;]+)", expand=False)
    table["confidence"] = table["confidence"].fillna("onbekend")
    table["name"] = clip(table["name"], MAX_NAME).text
    table = _shield_minors(table)
    opening = table.set_index("hub_id")["from_date"].dropna().to_dict()
    placed = table["lon"].notna() & table["lat"].notna()
    return Reading(
        table=_hubs(table[placed], label, ctx),
        unplaced=checked(table[~placed], UnplacedHubs, label),
        opening={str(k): str(v) for k, v in opening.items()},
        notes=(say("{count} reception locations without a position", count=int((~placed).sum())),),
    )


def _codes(given: pd.Series, ctx: ReadContext) -> pd.Series:
    """Return codes as the area writes them; one of another country stays as it is."""
    code_of = ctx.scenario.area.code_of
    return given.map(lambda code: code_of(str(code)) or code, na_action="ignore").astype("str")


def _named(raw: pd.DataFrame, label: str, numbered: NDArray[np.int64]) -> pd.DataFrame:
    """Keep the named columns only, under our names; the rest never enters."""
    known = under_our_names(raw, ALIASES)
    table = known.text
    for ours in REQUIRED:
        if ours not in known.headings:
            raise InputFileError(
                "{label}: column {ours} is missing (also read: {aliases})",
                label=label,
                ours=ours,
                aliases=", ".join(ALIASES[ours]),
            )
        if table[ours].isna().any():
            row = int(numbered[np.flatnonzero(table[ours].isna())[0]])
            raise InputFileError(
                "{label}, row {row}: {ours} is empty; fill it in",
                label=label,
                row=row,
                ours=ours,
            )
    return table.reset_index(drop=True)


def _refuse_repeats(table: pd.DataFrame, label: str) -> None:
    repeated = table["hub_id"][table["hub_id"].duplicated()]
    if len(repeated):
        raise InputFileError(
            "{label}: id {iloc} stands more than once; give each row its own id",
            label=label,
            iloc=repeated.iloc[0],
        )


def _refuse_without_status(table: pd.DataFrame, label: str, numbered: NDArray[np.int64]) -> None:
    """Refuse a planned row that does not say how far it is: decided, or only under study."""
    silent = (table["is_planned"].map(_yes) == True) & table["status"].isna()  # noqa: E712 - or unknown
    if silent.any():
        row = int(np.flatnonzero(silent)[0])
        raise InputFileError(
            "{file}, row {row}: {hub_id} is planned and has no status; write how far it is, such "
            "as raadsbesluit 2025 or in onderzoek",
            file=label,
            row=int(numbered[row]),
            hub_id=table["hub_id"].iloc[row],
        )


def _refuse_end_before_start(table: pd.DataFrame, label: str, numbered: NDArray[np.int64]) -> None:
    """Refuse a row that ends before it starts, as far as both dates tell."""
    for row, (start, end) in enumerate(zip(table["from_date"], table["until_date"], strict=True)):
        if isinstance(start, str) and isinstance(end, str) and end < start[: len(end)]:
            raise InputFileError(
                "{file}, row {row}: {hub_id} ends ({end}) before it starts ({start}); mend the "
                "dates",
                file=label,
                row=int(numbered[row]),
                hub_id=table["hub_id"].iloc[row],
                end=end,
                start=start,
            )


def _yes(value: object) -> bool | None:
    """Read "yes (small school, 2017 press)" as yes; anything unclear stays unknown."""
    word = re.match(r"[a-z0-9]+", str(value).lower()) if isinstance(value, str) else None
    if word is None:
        return None
    return YES_NO.get(word.group())


def _flag(given: pd.Series, otherwise: pd.Series) -> pd.Series:
    read = given.map(_yes)
    return read.where(read.notna(), otherwise.fillna(value=False)).astype(bool)


def _planned(table: pd.DataFrame, on: date) -> pd.Series:
    """Return what is planned by its kind ("azc (planned)") and is not already in use."""
    kind = table["kind"].str.contains("planned|gepland|under study", case=False, na=False)
    return kind & (table["status"].fillna("").map(lambda words: status_of(words, on)) != IN_USE)


def _candidate(text: str) -> str | None:
    """Return what a source says of a location as a mother: ja, mogelijk, nee, or nothing.

    >>> _candidate("possible once realised"), _candidate("no (remote)"), _candidate("?")
    ('mogelijk', 'nee', None)
    """
    if re.match(r"possibl[ey]|mogelijk|misschien", text.strip(), re.IGNORECASE):
        return "mogelijk"
    yes = _yes(text)
    return None if yes is None else "ja" if yes else "nee"


def _hosts(source: str) -> str:
    """Name the sites behind web addresses: a reader wants the name, not the path.

    >>> _hosts("https://www.duic.nl/a/b ; https://www.duic.nl/c ; COA")
    'duic.nl; COA'
    """
    names = [
        re.sub(r"^https?://(?:www\.)?([^/\s]+).*$", r"\1", p.strip()) for p in source.split(";")
    ]
    return "; ".join(dict.fromkeys(name for name in names if name))[:200]


def _last_date(text: str) -> str | None:
    """Return the latest date in "2025-11 (capacity); 2024-01".

    >>> _last_date("2025-11 (capacity); 2024-01"), _last_date("undated")
    ('2025-11', None)
    """
    return max(re.findall(DATE, text), default=None)


def _iso(text: pd.Series) -> pd.Series:
    """Write the days of a text as 2028-12-31, where they stand as 31-12-2028."""
    return text.str.replace(
        r"\b([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4})\b",
        lambda day: f"{day[3]}-{int(day[2]):02d}-{int(day[1]):02d}",
        regex=True,
    )


def _ends(text: pd.Series) -> pd.Series:
    """Return the end of a location; what is not sure never closes it.

    Of two ends that a source gives the later one counts, and "at least until" is no end.
    """
    open_ended = text.str.contains(r"^(?:at least|ten minste|minstens)", case=False, na=False)
    return _iso(text).where(~open_ended).map(_last_date, na_action="ignore").astype("str")


def _number(column: pd.Series, name: str, label: str, numbered: NDArray[np.int64]) -> pd.Series:
    """Read one column of numbers; places and positions as in the list of sites."""
    parse = parse_counts if name in WHOLE else parse_decimals
    parsed = parse(column)
    # A position of three decimals is no thousands: degrees never are.
    numbers = np.where(parsed.unclear & (name in DEGREES), parsed.decimal, parsed.numbers)
    wrong = (np.isnan(numbers) & column.notna().to_numpy()) | (
        (numbers < 0) & (name not in DEGREES)
    )
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        why = parsed.reasons(say("is not a number"))[row] or say("is not a number, or negative")
        raise InputFileError(
            "{label}, row {row}, column {name}: {value!r} {why}",
            label=label, row=int(numbered[row]), name=name, why=why,
            value=str(column.iloc[row])[:60],
        )  # fmt: skip
    return pd.Series(numbers, index=column.index)


def _shield_minors(table: pd.DataFrame) -> pd.DataFrame:
    """Name a site for minors by its postcode area and coarsen a position that is finer.

    Rounding to 0.01 degree leaves about 1.1 by 0.7 km.
    """
    amv = table["is_amv"]
    code = table["coord_basis"].str.extract("PC4 ([0-9]{4})", expand=False)
    area = (
        table["postcode_area"].str.extract("^([0-9]{4}(?:-[0-9]{4})?)", expand=False).fillna(code)
    )
    where = table["municipality"].fillna(table["gm_code"])
    named = pd.Series("Opvang voor minderjarigen (amv)", index=table.index)
    named = named.where(where.isna(), named + ", " + where.fillna(""))
    named = named.where(area.isna(), named + ", postcode " + area.fillna(""))
    ours = table["name"].str.startswith("Opvang voor minderjarigen (amv)", na=False)
    table["name"] = table["name"].where(~amv | ours, named)
    table["name"] = (
        table["name"]
        .str.replace("(planned)", "(gepland)", regex=False)
        .str.replace("(under study)", "(in onderzoek)", regex=False)
    )
    fine = amv & ~(table["accuracy_m"] >= AMV_ACCURACY_M / 2)
    for column in ("lon", "lat"):
        table[column] = table[column].where(~fine, table[column].round(2))
    table["accuracy_m"] = table["accuracy_m"].where(~fine, AMV_ACCURACY_M)
    return table


def _hubs(table: pd.DataFrame, label: str, ctx: ReadContext) -> pd.DataFrame:
    hubs = table.copy()
    west, south, east, north = ctx.scenario.area.bounds
    inside = hubs["lon"].between(west, east) & hubs["lat"].between(south, north)
    if not inside.all():
        bad = hubs[~inside].iloc[0]
        raise InputFileError(
            "{label}: {hub_id} lies at lon {lon:g}, lat {lat:g}, outside {country}; are "
            "lon and lat swapped?",
            label=label,
            hub_id=bad["hub_id"],
            lon=bad["lon"],
            lat=bad["lat"],
            country=ctx.scenario.area.country,
        )
    hubs["easting"], hubs["northing"] = to_metric(hubs["lon"], hubs["lat"], ctx.metric_crs)
    hubs["accuracy_m"] = hubs["accuracy_m"].fillna(DEFAULT_ACCURACY_M)
    hubs["is_active"], hubs["mother_note"] = False, "nee"
    for column in NUMBERS:
        hubs[column] = hubs[column].astype("Int64")
    return pd.DataFrame(checked(hubs, Hubs, label))
