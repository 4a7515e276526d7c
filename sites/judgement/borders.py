"""Tell what a neighbour's school, GP or mother location is worth: the border dividend (R11).

Proximity counts across borders. Here the same site is judged again without the places across its
municipal border, and without those outside the province: one place of one function at a time.
"""

from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sites.base.dutch import MODE_WORDS
from sites.base.verdicts import VERDICTS
from sites.judgement.arrays import Floats
from sites.judgement.leaning.case import Nearby
from sites.judgement.leaning.decide import ISK, NOBODY, Case, judge_case
from sites.judgement.leaning.newcomers import are_for_newcomers
from sites.judgement.leaning.tables import Leaning
from sites.judgement.leaning.voice import NOUNS, Voice, spell_minutes
from sites.settings.scenario import Mode
from sites.tables.schemas import MOTHER
from sites.travel.context import Context
from sites.travel.protocol import NO_PLACE, NO_ROUTE, Points, TravelEngine

SCOPES: Final = ("gemeente", "provincie")
_WITHOUT: Final = {"gemeente": "de buurgemeenten", "provincie": "de provincies eromheen"}


@dataclass(frozen=True)
class _Asked:
    """One question: site (row), function (-1 for the mother), and minutes with and without."""

    row: int
    function: int
    scope: str
    with_min: float
    without_min: float
    is_beyond: bool = False  # what is left lies so far that it was not worked out


def border_table(sites: pd.DataFrame, leaning: Leaning, context: Context) -> pd.DataFrame:
    """Return one row per site and place that lies across a border (``Border``).

    A site whose gemeente is unknown or uncertain has no border to cross. ``without_min`` is
    missing where nothing is left.
    """
    hubs, case, voices = context.mothers, leaning.case, leaning.voices
    near, area_codes = voices[0].near, context.own_codes
    own = sites["gm_code"].where(sites["gm_certain"].to_numpy(dtype=bool)).astype(object)
    codes = own.where(own.notna(), None).to_numpy()
    asked = [
        *_local_questions(sites, codes, voices, context),
        *_mother_questions(codes, hubs, case, voices, area_codes),
    ]
    columns = (
        *("site_id", "category", "scope", "place_name", "place_gm_code", "travel_min"),
        *("without_min", "gain_min", "verdict", "verdict_without", "makes_feasible", "sentence"),
    )
    if not asked:
        return pd.DataFrame({name: [] for name in columns})
    without = _judge_without(asked, case, voices, hubs, codes, area_codes)
    now = voices[0].judged.site_verdict[[ask.row for ask in asked]]  # judged once, for all sites
    ids = sites["site_id"].astype("str").to_numpy()
    rows = [
        _row(ask, voices[ask.row], near, hubs, ids, int(now[at]), int(without[at]))
        for at, ask in enumerate(asked)
    ]
    return pd.DataFrame(rows, columns=list(columns))


def _local_questions(
    sites: pd.DataFrame, codes: NDArray[np.object_], voices: tuple[Voice, ...], context: Context
) -> list[_Asked]:
    """Ask about every nearest facility that lies across a border."""
    near, area_codes, places = voices[0].near, context.own_codes, context.layers.places
    asked = []
    known = np.array([code is not None for code in codes], dtype=bool)
    for f, norm in enumerate(voices[0].params.functions):
        found = known & np.isfinite(near.minutes[:, f])
        abroad = np.array([str(code) not in area_codes for code in near.gm_code[:, f]])
        crossing = {"gemeente": found & near.crosses[:, f], "provincie": found & abroad}
        of_kind = places[places["category"].isin(norm.categories)]
        if f == ISK and f in near.of_kind:  # another secondary school is no ISK
            of_kind = of_kind[are_for_newcomers(of_kind)]
        for scope, there in crossing.items():
            for rows, allowed in _groups(np.flatnonzero(there), codes, scope, area_codes):
                kept = of_kind[of_kind["gm_code"].isin(allowed)]
                minutes = _nearest_min(sites.iloc[rows], kept, norm.mode, context.engine)
                asked += [
                    _Asked(int(row), f, scope, float(near.minutes[row, f]), float(least))
                    for row, least in zip(rows, minutes, strict=True)
                ]
    return asked


def _groups(
    rows: NDArray[np.int64], codes: NDArray[np.object_], scope: str, area_codes: frozenset[str]
) -> list[tuple[NDArray[np.int64], frozenset[str]]]:
    if not len(rows):
        return []
    if scope == "provincie":
        return [(rows, area_codes)]
    own, which = np.unique(codes[rows].astype(str), return_inverse=True)
    parts = np.split(rows[np.argsort(which, kind="stable")], np.cumsum(np.bincount(which))[:-1])
    return [(part, frozenset({str(code)})) for code, part in zip(own, parts, strict=True)]


def _nearest_min(
    sites: pd.DataFrame, kept: pd.DataFrame, mode: Mode, engine: TravelEngine
) -> Floats:
    answer = engine.nearest(Points.of(sites, "site_id"), Points.of(kept, "place_id"), mode=mode)
    gone = np.isin(answer.reach, (NO_ROUTE, NO_PLACE))
    return np.where(gone, np.inf, answer.travel_min[:, 0])


def _mother_questions(
    codes: NDArray[np.object_],
    hubs: pd.DataFrame,
    case: Case,
    voices: tuple[Voice, ...],
    area_codes: frozenset[str],
) -> list[_Asked]:
    hub_codes = hubs["gm_code"].astype(object).to_numpy()
    asked = []
    for row, voice in enumerate(voices):
        minutes = voice.pair("mother_min")
        code = hub_codes[voice.mother]
        if codes[row] is None or pd.isna(code) or not np.isfinite(minutes):
            continue
        for scope in SCOPES:
            allowed = _allowed(codes[row], scope, area_codes)
            if code not in allowed:
                kept = _kept(hub_codes, case.mother[row], allowed)
                least = np.nanmin(np.append(case.mother_min[row, kept], np.inf))
                there = int(np.isin(hub_codes.astype(str), list(allowed)).sum())
                is_beyond = np.isinf(least) and there > kept.sum()
                asked.append(_Asked(row, -1, scope, minutes, float(least), bool(is_beyond)))
    return asked


def _allowed(own: str, scope: str, area_codes: frozenset[str]) -> frozenset[str]:
    return frozenset({own}) if scope == "gemeente" else area_codes


def _kept(
    hub_codes: NDArray[np.object_], mother: NDArray[np.int64], allowed: frozenset[str]
) -> NDArray[np.bool_]:
    """Return which of the mother locations of one site lie where they are allowed to."""
    return np.array([hub != NOBODY and hub_codes[hub] in allowed for hub in mother], dtype=bool)


def _judge_without(
    asked: list[_Asked],
    case: Case,
    voices: tuple[Voice, ...],
    hubs: pd.DataFrame,
    codes: NDArray[np.object_],
    area_codes: frozenset[str],
) -> NDArray[np.int8]:
    """Judge a copy of the site per question, with that one thing taken away."""
    less = case.take(np.array([ask.row for ask in asked]))
    less = replace(less, **{f.name: getattr(less, f.name).copy() for f in fields(less)})
    hub_codes = hubs["gm_code"].astype(object).to_numpy()
    for at, ask in enumerate(asked):
        if ask.function >= 0:
            less.local_min[at, ask.function] = ask.without_min
            less.local_room[at, ask.function] = np.nan  # another place, whose room is not known
        else:
            allowed = _allowed(codes[ask.row], ask.scope, area_codes)
            gone = ~_kept(hub_codes, case.mother[ask.row], allowed)
            for minutes in (less.mother_min, less.mother_low, less.mother_high, less.bus_ride_min):
                minutes[at, gone] = np.inf
            less.team_min[at, gone] = np.inf
    judged = judge_case(
        less, voices[0].params, mother_limit_min=voices[0].mothers.limit_min, with_ways=False
    )
    return judged.site_verdict


def _row(
    ask: _Asked,
    voice: Voice,
    near: Nearby,
    hubs: pd.DataFrame,
    ids: NDArray[np.object_],
    now: int,
    without: int,
) -> tuple[object, ...]:
    f = ask.function
    if f < 0:
        name, code = voice.hub, hubs["gm_code"].iloc[voice.mother]
        mode, category = MODE_WORDS[voice.mothers.mode], MOTHER
    else:
        found = near.name[ask.row, f]
        name = str(found) if isinstance(found, str) else f"een {NOUNS[f]}"
        code, mode = near.gm_code[ask.row, f], MODE_WORDS[voice.params.functions[f].mode]
        category = voice.params.functions[f].id
    left = np.isfinite(ask.without_min)
    gain = ask.without_min - ask.with_min if left else np.nan
    return (
        *(ids[ask.row], category, ask.scope, name, code, ask.with_min),
        *(ask.without_min if left else np.nan, max(gain, 0.0) if left else np.nan),
        *(VERDICTS[now], VERDICTS[without], without < now),
        _sentence(ask, voice, name, str(code), mode, now, without),
    )


def _sentence(
    ask: _Asked, voice: Voice, name: str, code: str, mode: str, now: int, without: int
) -> str:
    where = voice.gemeente(code)
    there = f"{name} in {where} is {spell_minutes(ask.with_min)} {mode}."
    if np.isfinite(ask.without_min):
        alone = f"Zonder {_WITHOUT[ask.scope]} is het {spell_minutes(ask.without_min)}."
    else:
        near = "binnen bereik" if ask.is_beyond else "bereikbaar"
        alone = f"Zonder {_WITHOUT[ask.scope]} is er niets {near}."
    if without < now:
        return f"{there} {alone} Het oordeel wordt dan: {VERDICTS[without]}."
    return f"{there} {alone}"
