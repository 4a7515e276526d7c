"""Make the tables of the leaning verdicts from the arrays: one row per site, pair and function."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sites.base.errors import SiteError
from sites.base.verdicts import STATE_WORDS, STRENGTHS, VERDICTS
from sites.judgement.arrays import floats
from sites.judgement.leaning.case import (
    Extras,
    Nearby,
    cases_of,
    nearby,
    planned_case,
    planned_mothers,
)
from sites.judgement.leaning.confirm import confirm_words
from sites.judgement.leaning.decide import (
    AT_MOTHER,
    LOCAL,
    NOBODY,
    NOT_NEEDED,
    NOWHERE,
    ON_SITE,
    TEAM,
    Case,
    best_hub,
    judge_case,
    needs,
    options_of,
)
from sites.judgement.leaning.flips import Flip, headline_flips, team_helps
from sites.judgement.leaning.flips_text import flip_words
from sites.judgement.leaning.levers import TEAM_COMES
from sites.judgement.leaning.newcomers import with_kind
from sites.judgement.leaning.strength import strength_of, strength_words
from sites.judgement.leaning.text import (
    answer,
    binding,
    known,
    norm_note,
    others,
    possible,
    sentence,
)
from sites.judgement.leaning.voice import Planned, Told, Voice
from sites.judgement.mix import Mix, parse_mix
from sites.scoring.mother_choice import asks_of
from sites.settings.area import Authority
from sites.settings.judgement import LeaningParams
from sites.settings.scenario import MotherParams
from sites.tables.filters import names_by
from sites.travel.context import Context

_WAY_WORDS = {
    ON_SITE: "op locatie",
    AT_MOTHER: "moederlocatie",
    LOCAL: "lokaal",
    TEAM: "mobiel team",
    NOWHERE: "niet",
    NOT_NEEDED: "niet nodig",
}


@dataclass(frozen=True)
class Leaning:
    """The verdicts of many sites, with the arrays they were made from."""

    verdicts: pd.DataFrame
    functions: pd.DataFrame
    pairs: pd.DataFrame
    case: Case
    voices: tuple[Voice, ...]
    plans: "Plans"


def mixes_of(sites: pd.DataFrame, *, places: int) -> tuple[Mix, ...]:
    """Read the target groups of every site; ``places`` is what a search cell is reckoned with.

    Raises
    ------
    SiteError
        Named by site: a group that does not exist, or parts that do not add up.
    """
    mixes = []
    counts = sites["places"].fillna(places).astype("int64").tolist()
    groups = sites["target_groups"].astype(object).where(sites["target_groups"].notna(), None)
    for site_id, count, text in zip(sites["site_id"], counts, groups, strict=True):
        try:
            mixes.append(parse_mix(text, count))
        except SiteError as error:
            raise SiteError(
                "site {site_id}: {error}",
                site_id=site_id,
                error=error.message,
            ) from None
    return tuple(mixes)


def lean_sites(
    sites: pd.DataFrame,
    travel: pd.DataFrame,
    hub_travel: pd.DataFrame,
    context: Context,
    *,
    extras: Extras | None = None,
) -> Leaning:
    """Judge every site against every active mother location.

    The verdict of a site is the best over the mother locations; a tie goes to the nearest, then
    to the first ``hub_id``.

    Raises
    ------
    SiteError
        No hub is active: there is nothing to lean on and nothing to measure against.
    """
    active, towns = context.mothers, context.layers.municipalities
    if active.empty:
        raise SiteError("no mother location is active; name at least one hub in [mothers] active")
    params = context.scenario.judgement.leaning
    known_hubs = set(context.layers.hubs["hub_id"].astype("str"))
    for setting in ("teams_promised", "schools_off"):
        if unknown := sorted(set(getattr(params, setting)) - known_hubs):
            raise SiteError(
                "judgement.leaning.{setting} names {hub!r}, which is no reception location; "
                "correct the id",
                setting=setting, hub=unknown[0],
            )  # fmt: skip
    mixes = mixes_of(sites, places=context.scenario.scout.places)
    near = with_kind(
        nearby(travel, pd.Index(sites["site_id"].astype("str")), params),
        sites,
        context.layers.places,
        params,
        engine=context.engine,
        own_codes=sites["gm_code"].where(sites["gm_certain"].to_numpy(dtype=bool)),
    )
    case = cases_of(sites, travel, hub_travel, near, mixes, context, extras=extras)
    return lean_case(
        case,
        near,
        site_ids=tuple(sites["site_id"].astype("str")),
        hub_ids=tuple(active["hub_id"].astype("str")),
        hub_names=tuple(active["name"].astype("str")),
        authority=context.scenario.area.authority,
        hub_asks=asks_of(active, context.scenario.reference_date),
        inexact_m=(_inexact_m(sites), _inexact_m(active)),
        gemeente_names=names_by(towns, "gm_code"),
        params=params,
        mothers=context.scenario.mothers,
        plans=Plans.of(planned_case(case, sites, context), planned_mothers(context)),
    )


def _inexact_m(table: pd.DataFrame) -> tuple[float, ...]:
    """Return how inexact each place is; nothing where none is told to be."""
    if "accuracy_m" not in table or table["accuracy_m"].isna().all():
        return ()
    return tuple(floats(table["accuracy_m"].fillna(0.0)).tolist())


@dataclass(frozen=True)
class Plans:
    """The mother locations that are planned: the sites against each, and what they are called."""

    case: Case | None = None
    planned: tuple[Planned, ...] = ()

    @classmethod
    def of(cls, case: Case | None, hubs: pd.DataFrame) -> Self:
        """Return the planned locations with their names and days."""
        columns = (hubs[column].astype(str) for column in ("name", "opens"))
        planned = tuple(Planned(name, opens) for name, opens in zip(*columns, strict=True))
        return cls(case, planned)


def lean_case(  # noqa: PLR0913 - all that a voice speaks of, all but two keyword-only
    case: Case,
    near: Nearby,
    *,
    site_ids: tuple[str, ...],
    hub_ids: tuple[str, ...],
    hub_names: tuple[str, ...],
    gemeente_names: dict[str, str],
    params: LeaningParams,
    mothers: MotherParams,
    authority: Authority,
    plans: Plans | None = None,
    hub_asks: tuple[tuple[str, ...], ...] = (),
    inexact_m: tuple[tuple[float, ...], tuple[float, ...]] = ((), ()),
) -> Leaning:
    """Judge arrays and put the answers into tables; ``inexact_m`` is of sites and of hubs."""
    plans = plans or Plans()
    judged = judge_case(case, params, mother_limit_min=mothers.limit_min)
    need, best = needs(case, params), best_hub(judged, case)
    flips = headline_flips(case, params, mother_limit_min=mothers.limit_min, planned=plans.case)
    told = Told(
        case,
        judged,
        need,
        near,
        hub_names,
        plans.planned,
        gemeente_names,
        params,
        mothers,
        authority,
        hub_asks,
        *inexact_m,
    )
    voices = _voices(told, best)
    verdict = np.array(VERDICTS, dtype=object)
    row, column = np.nonzero(case.mother != NOBODY)
    minutes = case.mother_min[row, column]
    pairs = pd.DataFrame(
        {
            "site_id": np.array(site_ids, dtype=object)[row],
            "hub_id": np.array(hub_ids, dtype=object)[case.mother[row, column]],
            "verdict": verdict[judged.verdict[row, column]],
            "travel_min": np.where(np.isinf(minutes), np.nan, minutes),
        }
    )
    return Leaning(
        verdicts=_verdicts(
            voices,
            flips,
            team_helps(case, judged, params, mother_limit_min=mothers.limit_min),
            site_ids,
            hub_ids,
        ),
        functions=_functions(voices, site_ids),
        pairs=pairs,
        case=case,
        voices=voices,
        plans=plans,
    )


def _voices(told: Told, best: NDArray[np.int64]) -> tuple[Voice, ...]:
    """Return a voice per site; plain numbers once, in bulk, for a sentence looks at dozens."""
    rows, limit = np.arange(len(best)), told.mothers.limit_min
    alone = told.case.at_hub(best)
    options = options_of(alone, told.params, mother_limit_min=limit)[:, 0]
    strong = strength_of(told.case, told.judged, best, told.params, mother_limit_min=limit)
    columns = (
        best.tolist(),
        *(table[rows, best].tolist() for table in (told.judged.state, told.judged.way)),
        options.tolist(),
        strong.within.tolist(),
        strong.code.tolist(),
    )
    return tuple(
        Voice(
            told,
            row,
            column,
            tuple(state),
            tuple(way),
            tuple(map(tuple, ways)),
            tuple(within),
            code,
        )
        for row, (column, state, way, ways, within, code) in enumerate(zip(*columns, strict=True))
    )


def _verdicts(
    voices: tuple[Voice, ...],
    flips: list[Flip | None],
    helps: NDArray[np.bool_],
    site_ids: tuple[str, ...],
    hub_ids: tuple[str, ...],
) -> pd.DataFrame:
    rows = []
    for site_id, voice, flip, by_team in zip(site_ids, voices, flips, helps, strict=True):
        code, reason = binding(voice)
        rows.append(
            (
                *(site_id, VERDICTS[voice.verdict], sentence(voice)),
                *(known(voice), STRENGTHS[voice.strength], strength_words(voice)),
                *(confirm_words(voice) or None, code, reason),
                *(flip_words(voice, flip), bool(by_team) or TEAM_COMES in _kinds(flip)),
                *(possible(voice) or None, norm_note(voice), hub_ids[voice.mother], voice.hub),
                *(_finite(voice.pair("mother_min")), _finite(voice.pair("team_min"))),
                *(voice.pair("dist_m"), voice.is_small, int(voice.needed("pupils"))),
            )
        )
    columns = (
        *("site_id", "verdict", "sentence", "known", "strength", "strength_note", "confirm"),
        *("reason_code", "reason", "flip", "by_team", "possible"),
        *("norm_note", "hub_id", "hub_name", "travel_min", "team_min", "dist_m"),
        *("is_small", "pupils"),
    )
    return pd.DataFrame(rows, columns=list(columns)).astype({"pupils": "Int64"})


def _kinds(flip: Flip | None) -> set[str]:
    return set() if flip is None else {kind for kind, _ in flip.levers}


def _functions(voices: tuple[Voice, ...], site_ids: tuple[str, ...]) -> pd.DataFrame:
    rows = [
        (
            *(site_id, norm.id, norm.label, answer(voice, f), others(voice, f) or None),
            *(STATE_WORDS[voice.state(f)], _WAY_WORDS[voice.way(f)], _local_min(voice, f)),
        )
        for site_id, voice in zip(site_ids, voices, strict=True)
        for f, norm in enumerate(voice.params.functions)
    ]
    columns = [
        "site_id",
        "function_id",
        "function",
        "answer",
        "others",
        "state",
        "way",
        "local_min",
    ]
    return pd.DataFrame(rows, columns=columns)


def _local_min(voice: Voice, f: int) -> float:
    """Return the minutes to a function that is found near by; missing where it is elsewhere."""
    if voice.way(f) != LOCAL:
        return float("nan")
    return _finite(voice.local("local_min", f))


def _finite(value: float) -> float:
    return value if np.isfinite(value) else float("nan")
