"""Choose which reception locations count as a mother location on a day, and say why not.

The rule: every azc in use on the reference date that may be a mother location, in the area or
within the mode's limit of it. What is not known never excludes: it is to be confirmed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from sites.base.apportion import records
from sites.base.dutch import listed, number
from sites.settings.scenario import MotherParams, Scenario, TravelParams
from sites.tables.filters import active_hubs

#: What a source may say of a location as a mother; a blank is not known.
CANDIDATES: Final = ("ja", "mogelijk", "nee")
ENDED: Final = "beëindigd"
CHECK_STATUS: Final = "na te gaan"
IN_USE: Final = "in gebruik"
PLANNED: Final = "gepland"
#: What is told of a location that no layer can place.
UNPLACED_NOTE: Final = "nee: de ligging is niet bekend"
_AZC: Final = re.compile(r"\s*(?:azc|asielzoekerscentrum)\b", re.IGNORECASE)
_MODE: Final = {"walk": "lopen", "bike": "fietsen", "car": "rijden", "ov": "reizen met het ov"}
_ANNEX: Final = "ja, genoemd in de bijlage van de opdracht"


@dataclass(frozen=True)
class Choice:
    """Whether one location counts, in words; ``to_confirm`` is what nobody has said yet."""

    counts: bool
    words: str
    to_confirm: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """Return the choice as one cell of a table.

        >>> Choice(counts=True, words="ja", to_confirm=("de einddatum",)).note
        'ja; nog te bevestigen: de einddatum'
        """
        asked = f"; nog te bevestigen: {listed(self.to_confirm)}" if self.to_confirm else ""
        return self.words + asked


def reach_m(mothers: MotherParams, travel: TravelParams) -> float:
    """Return how far in a straight line the mode of the mothers goes within its limit, in metres.

    Public transport has no speed of its own: it is taken to go no farther than a car.

    >>> round(reach_m(MotherParams(mode="bike", limit_min=45), TravelParams()))  # 15 km/h, 1,3
    8654
    """
    way = "car" if mothers.mode == "ov" else mothers.mode
    speed, detour = getattr(travel, f"{way}_kmh"), getattr(travel, f"{way}_detour")
    return float(speed * 1000 / 60 * mothers.limit_min / detour)


def outside_m(hubs: pd.DataFrame, area: BaseGeometry) -> pd.Series:
    """Return how far each location lies outside the area, in metres; 0 inside.

    >>> hubs = pd.DataFrame({"easting": [50.0, 130.0], "northing": [50.0, 140.0]})
    >>> outside_m(hubs, shapely.box(0, 0, 100, 100)).tolist()
    [0.0, 50.0]
    """
    points = shapely.points(hubs["easting"], hubs["northing"])
    return pd.Series(shapely.distance(points, area), index=hubs.index, dtype="float64")


def choices(hubs: pd.DataFrame, area: BaseGeometry, scenario: Scenario) -> list[Choice]:
    """Return for each location whether it counts as a mother location, in order.

    ``area`` is the shape of the area in the scenario's metric CRS. Exactly the limit counts, and
    a location counts as near as its position may truly be.
    """
    mothers = scenario.mothers
    most_m = reach_m(mothers, scenario.travel) + hubs["accuracy_m"]
    told = [chosen(hub, mothers, scenario.reference_date) for hub in records(hubs)]
    far = outside_m(hubs, area)
    return [
        _too_far(float(away_m), mothers) if one.counts and away_m > most else one
        for one, away_m, most in zip(told, far, most_m, strict=True)
    ]


def _too_far(away_m: float, mothers: MotherParams) -> Choice:
    limit = f"{number(mothers.limit_min)} minuten {_MODE[mothers.mode]}"
    away = f"ligt {number(away_m / 1000)} km buiten het gebied, verder dan {limit}"
    return Choice(counts=False, words=f"nee: {away}")


def chosen(hub: Mapping[str, object], mothers: MotherParams, on: date) -> Choice:
    """Return whether one location counts as a mother location, wherever it lies.

    >>> azc = {"kind": "azc", "status": "in gebruik", "hub_candidate": "mogelijk"}
    >>> azc |= {"until_date": "2028", "source_date": "2025-11", "gza_on_site": True}
    >>> chosen(azc, MotherParams(), date(2026, 11, 1)).note
    'ja; nog te bevestigen: dat kleine locaties hierop mogen leunen en of er een school is'
    >>> chosen(azc, MotherParams(), date(2029, 1, 1)).note
    'nee: open tot 2028'
    """
    if reason := _cannot(hub) or _stale(hub, mothers, on) or _not_open(hub, on):
        return Choice(counts=False, words=f"nee: {reason}")
    words = _ANNEX if _is(hub, "in_annex") else "ja"
    return Choice(counts=True, words=words, to_confirm=_to_confirm(hub, on))


def looked_at(hubs: pd.DataFrame) -> str:
    """Say which mother locations a verdict looked at, those of the annex first.

    >>> hubs = pd.DataFrame({"name": ["AZC B", "AZC A"], "is_active": [True, True]})
    >>> looked_at(hubs.assign(in_annex=[False, True]))
    'Bekeken moederlocaties: uit de bijlage AZC A; verder AZC B.'
    """
    mothers = active_hubs(hubs).sort_values("name")
    is_marked = mothers["in_annex"].to_numpy(dtype=bool)
    annex, rest = (mothers["name"][rows].tolist() for rows in (is_marked, ~is_marked))
    if annex and rest:
        names = f"uit de bijlage {listed(annex)}; verder {listed(rest)}"
    else:
        names = f"{'uit de bijlage ' if annex else ''}{listed(annex or rest)}"
    return f"Bekeken moederlocaties: {names}." if annex or rest else "Geen moederlocatie bekeken."


def left_out(hubs: pd.DataFrame, unplaced: pd.DataFrame) -> str:
    """Say which azc's do not count as a mother location and why; empty where all count.

    Those that are no azc, house minors or have ended are not worth a word.
    """
    rest = hubs[~hubs["is_active"].to_numpy(dtype=bool) & ~hubs["is_amv"].to_numpy(dtype=bool)]
    nowhere = unplaced.assign(azc_from=None, mother_note=UNPLACED_NOTE)
    columns = ["name", "kind", "status", "azc_from", "mother_note"]
    table = pd.concat([rest[columns], nowhere[columns]]).astype(object)
    told = [
        f"{hub['name']}: {str(hub['mother_note']).removeprefix('nee: ')}"
        for hub in records(table[table["status"] != ENDED].sort_values("name"))
        if _is_azc(hub)
    ]
    return f"Niet meegeteld als moederlocatie. {'; '.join(told)}." if told else ""


def opening_later(hubs: pd.DataFrame, on: date) -> list[str | None]:
    """Return for each location the day it opens as a mother location, as exact as it is known.

    None for one that is open already, has closed, or can be none, and for a plan without a day:
    nobody can count on it.

    >>> azc = {"kind": "azc", "status": "gepland", "is_planned": True, "is_amv": False}
    >>> hubs = pd.DataFrame([azc, azc | {"from_date": "2028-03"}, azc | {"status": "beëindigd"}])
    >>> opening_later(hubs, date(2026, 11, 1))
    [None, '3-2028', None]
    """
    return [_opens(hub, on) for hub in records(hubs)]


def _opens(hub: Mapping[str, object], on: date) -> str | None:
    start, end = _start(hub), _text(hub, "until_date")
    if _cannot(hub) or hub["status"] == CHECK_STATUS or (start and end and end < start):
        return None
    return _day(start) if start and on.isoformat()[: len(start)] < start else None


def _is_azc(hub: Mapping[str, object]) -> bool:
    return bool(_AZC.match(str(hub["kind"])) or _text(hub, "azc_from"))


def _cannot(hub: Mapping[str, object]) -> str:
    """Say why a location can never be a mother, whatever the day."""
    if _is(hub, "is_amv"):
        return "opvang voor minderjarigen"
    if not _is_azc(hub):
        return "geen azc"
    if _text(hub, "hub_candidate") == "nee":
        return "volgens de bron geen moederlocatie"
    return "beëindigd" if hub["status"] == ENDED else ""


def _stale(hub: Mapping[str, object], mothers: MotherParams, on: date) -> str:
    """Say that nobody knows whether it is still open: to be checked, or too old to count on."""
    if hub["status"] == CHECK_STATUS:
        return "de status is na te gaan"
    said = _text(hub, "source_date")
    oldest = f"{on.year - mothers.max_age_years:04d}{on.isoformat()[4:]}"
    if said and said < oldest[: len(said)]:
        years = number(mothers.max_age_years)
        return f"de status is van {_day(said)}, ouder dan {years} jaar, en na te gaan"
    return ""


def _not_open(hub: Mapping[str, object], on: date) -> str:
    """Say that the location is not open on the day, or is no azc yet.

    "2028" is as exact as the source: it counts as open, and as not yet closed, all that year.
    """
    today = on.isoformat()
    start, end = _start(hub), _text(hub, "until_date")
    if (_is(hub, "is_planned") or hub["status"] == PLANNED) and not start:
        return "nog niet open, datum onbekend"
    if start and today[: len(start)] < start:
        return f"{'azc' if _text(hub, 'azc_from') else 'open'} vanaf {_day(start)}"
    closed = today >= end if len(end) == len(today) else today[: len(end)] > end
    # An end before the start is that of an earlier use: the azc comes after it.
    return f"open tot {_day(end)}" if end and end >= start and closed else ""


def _start(hub: Mapping[str, object]) -> str:
    """Return the day from which it is an azc; a planned one opens as such."""
    return _text(hub, "azc_from") or _text(hub, "from_date")


def _of_itself(hub: Mapping[str, object], on: date) -> tuple[str, ...]:
    asked = (
        (_text(hub, "hub_candidate") != "ja", "dat kleine locaties hierop mogen leunen"),
        (not _text(hub, "until_date"), "tot wanneer de locatie open is"),
        (not _text(hub, "source_date"), f"dat de locatie op {_day(on.isoformat())} open is"),
    )
    return tuple(words for is_asked, words in asked if is_asked)


def asks_of(hubs: pd.DataFrame, on: date) -> tuple[tuple[str, ...], ...]:
    """Return per location what nobody has said of it: its role, its end, that it is open.

    Unknown never excludes: a verdict that leans on it makes it a confirmation.

    >>> azc = {"hub_candidate": "ja", "until_date": "2031", "source_date": "2026-01"}
    >>> hubs = pd.DataFrame([azc, azc | {"until_date": None}])
    >>> asks_of(hubs, date(2026, 11, 1))
    ((), ('tot wanneer de locatie open is',))
    """
    return tuple(_of_itself(hub, on) for hub in records(hubs))


def _to_confirm(hub: Mapping[str, object], on: date) -> tuple[str, ...]:
    """Return what nobody has said yet of a location that counts."""
    asked = (
        (_unknown(hub, "school_on_site"), "of er een school is"),
        (_unknown(hub, "gza_on_site"), "of er een zorgpost is"),
    )
    rest = tuple(words for is_asked, words in asked if is_asked)
    return (*_of_itself(hub, on), *rest)


def _unknown(hub: Mapping[str, object], column: str) -> bool:
    value: Any = hub.get(column)
    return bool(pd.isna(value))


def _is(hub: Mapping[str, object], column: str) -> bool:
    return not _unknown(hub, column) and bool(hub[column])


def _text(hub: Mapping[str, object], column: str) -> str:
    return "" if _unknown(hub, column) else str(hub[column])


def _day(iso: str) -> str:
    """Write a day, month or year as exact as it is known.

    >>> _day("2028-03-01"), _day("2028-03"), _day("2028")
    ('1-3-2028', '3-2028', '2028')
    """
    return "-".join(str(int(part)) for part in reversed(iso.split("-")))
