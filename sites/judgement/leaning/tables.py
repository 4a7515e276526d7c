"""Make the tables of the leaning verdicts from the arrays: one row per site, pair and function."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sites.base.errors import SiteError
from sites.base.verdicts import STATE_WORDS, VERDICTS
from sites.judgement.leaning.case import Extras, Nearby, cases_of
from sites.judgement.leaning.decide import (
    AT_MOTHER,
    LOCAL,
    NOT_NEEDED,
    NOWHERE,
    ON_SITE,
    TEAM,
    Case,
    best_hub,
    judge_case,
    needs,
)
from sites.judgement.leaning.flips import Flip, headline_flips
from sites.judgement.leaning.flips_text import flip_words
from sites.judgement.leaning.text import Voice
from sites.judgement.mix import Mix, parse_mix
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
                error=error,
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
    mixes = mixes_of(sites, places=context.scenario.scout.places)
    case, near = cases_of(sites, travel, hub_travel, mixes, context, extras=extras)
    return lean_case(
        case,
        near,
        site_ids=tuple(sites["site_id"].astype("str")),
        hub_ids=tuple(active["hub_id"].astype("str")),
        hub_names=tuple(active["name"].astype("str")),
        gemeente_names=names_by(towns, "gm_code"),
        params=context.scenario.judgement.leaning,
        mothers=context.scenario.mothers,
    )


def lean_case(
    case: Case,
    near: Nearby,
    *,
    site_ids: tuple[str, ...],
    hub_ids: tuple[str, ...],
    hub_names: tuple[str, ...],
    gemeente_names: dict[str, str],
    params: LeaningParams,
    mothers: MotherParams,
) -> Leaning:
    """Judge arrays and put the answers into tables."""
    judged = judge_case(case, params, mother_limit_min=mothers.limit_min)
    need, best = needs(case, params), best_hub(judged, case)
    flips = headline_flips(case, params, mother_limit_min=mothers.limit_min)
    rows = np.arange(len(best))
    # Plain numbers once, in bulk: a sentence looks at dozens of them.
    states, ways = (table[rows, best].tolist() for table in (judged.state, judged.way))
    told = (case, judged, need, near, hub_names, gemeente_names, params, mothers)
    voices = tuple(
        Voice(*told, row, column, tuple(state), tuple(way))
        for row, (column, state, way) in enumerate(zip(best.tolist(), states, ways, strict=True))
    )
    verdict = np.array(VERDICTS, dtype=object)
    pairs = pd.DataFrame(
        {
            "site_id": np.repeat(np.array(site_ids, dtype=object), len(hub_ids)),
            "hub_id": np.tile(np.array(hub_ids, dtype=object), len(site_ids)),
            "verdict": verdict[judged.verdict.ravel()],
            "travel_min": np.where(np.isinf(case.mother_min), np.nan, case.mother_min).ravel(),
        }
    )
    return Leaning(
        verdicts=_verdicts(voices, flips, site_ids, hub_ids),
        functions=_functions(voices, site_ids),
        pairs=pairs,
        case=case,
        voices=voices,
    )


def _verdicts(
    voices: tuple[Voice, ...],
    flips: list[Flip | None],
    site_ids: tuple[str, ...],
    hub_ids: tuple[str, ...],
) -> pd.DataFrame:
    rows = []
    for site_id, voice, flip in zip(site_ids, voices, flips, strict=True):
        code, reason = voice.binding()
        rows.append(
            (
                *(site_id, VERDICTS[voice.verdict], voice.sentence(), code, reason),
                *(flip_words(voice, flip), voice.possible() or None, voice.norm_note()),
                *(hub_ids[voice.column], voice.hub),
                *(_finite(voice.pair("mother_min")), _finite(voice.pair("team_min"))),
                *(voice.pair("dist_m"), bool(voice.judged.is_small[voice.row, 0])),
                int(voice.needed("pupils")),
            )
        )
    columns = (
        *("site_id", "verdict", "sentence", "reason_code", "reason", "flip", "possible"),
        *("norm_note", "hub_id", "hub_name", "travel_min", "team_min", "dist_m"),
        *("is_small", "pupils"),
    )
    return pd.DataFrame(rows, columns=list(columns)).astype({"pupils": "Int64"})


def _functions(voices: tuple[Voice, ...], site_ids: tuple[str, ...]) -> pd.DataFrame:
    rows = [
        (
            *(site_id, norm.id, norm.label, voice.answer(f)),
            *(STATE_WORDS[voice.state(f)], _WAY_WORDS[voice.way(f)]),
        )
        for site_id, voice in zip(site_ids, voices, strict=True)
        for f, norm in enumerate(voice.params.functions)
    ]
    columns = ["site_id", "function_id", "function", "answer", "state", "way"]
    return pd.DataFrame(rows, columns=columns)


def _finite(value: float) -> float:
    return value if np.isfinite(value) else float("nan")
