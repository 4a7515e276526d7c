"""Find what is good whatever happens: many plans, each with other values of what is not certain.

In how many of them a site opens is counted. What decides is found by a test, not by eye: the draws
are split in the half with a high and the half with a low value of every factor, and the factor
with the largest difference is named where chance alone would hardly give it (Fisher's exact test,
the level divided by the number of factors: Bonferroni).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from sites.base.dutch import counted, number
from sites.plan.around.alternatives import plan_of
from sites.plan.around.factors import Factor, applied, drawn, factors_of
from sites.plan.model.check import judge
from sites.plan.model.model import INF, Bools, Chosen, Siting
from sites.plan.read import chosen_of, plan_rows
from sites.plan.request import PlanError
from sites.plan.solve.highs import Stop
from sites.plan.solve.solve import Effort, Solved, solve
from sites.plan.tables import Setup, Tables, set_up
from sites.settings.no_regret import NoRegretParams
from sites.settings.plan import PlanParams
from sites.tables.plan_no_regret import (
    ALWAYS,
    DEPENDS,
    RARELY,
    PlanDrawFactors,
    PlanDraws,
    PlanDrawSites,
    PlanFactors,
    PlanShares,
)
from sites.tables.results import NoRegretTables

Hubs = Bools  # which hubs a plan uses

MOST_DRAWS: Final = 500
#: A gap of a draw is at most this where the work allows; it is written per draw.
GAP: Final = 0.01
#: A draw that is not near enough yet is solved whole with so much work.
_CALLS: Final = 3000


@dataclass(frozen=True, eq=False)
class Drawn:
    """The plans of all draws: a row per draw, a row per draw and site, the values of factors."""

    factors: tuple[Factor, ...]
    drawn_values: pd.DataFrame  # by draw, a column per factor
    draws: DataFrame[PlanDraws]
    sites: DataFrame[PlanDrawSites]


def check_draws(draws: int) -> None:
    """Refuse a number of draws that cannot be made."""
    if not 1 <= draws <= MOST_DRAWS:
        raise PlanError(
            "{draws} draws cannot be made; give --no-regret a number from 1 to {most}",
            draws=draws,
            most=MOST_DRAWS,
        )


def no_regret(
    tables: Tables,
    params: PlanParams,
    base: pd.DataFrame,
    draws: int,
    effort: Effort,
    *,
    stop: Stop | None = None,
    tell: Callable[[int], None] | None = None,
) -> NoRegretTables:
    """Return in how many of so many draws each site and each municipality has a place.

    ``base`` are the rows of the plan itself (``PlanRows``), where every draw starts from.
    """
    check_draws(draws)
    found = draw_plans(tables, params, base, draws, effort, stop=stop, tell=tell)
    towns = set_up(tables, params).municipalities
    shares = shares_of(found, base, towns, params.no_regret)
    return NoRegretTables(
        factors=_factor_table(found, shares),
        draws=found.draws,
        draw_factors=_value_table(found),
        draw_sites=found.sites,
        shares=shares,
        words=_words(found, shares, params.no_regret),
    )


def draw_plans(
    tables: Tables,
    params: PlanParams,
    base: pd.DataFrame,
    draws: int,
    effort: Effort,
    *,
    stop: Stop | None = None,
    tell: Callable[[int], None] | None = None,
) -> Drawn:
    """Make a plan for every draw; a draw without a plan says so."""
    factors = factors_of(tables, params)
    values = drawn(factors, draws, np.random.default_rng(params.no_regret.seed))
    hubs: Hubs | None = None
    rows, sites = [], []
    for draw, by in zip(values.index, values.to_dict("records"), strict=True):
        if stop is not None and stop():
            break
        if tell is not None:
            tell(int(draw))
        varied = {str(key): float(value) for key, value in by.items()}
        setup = set_up(*applied(tables, params, varied))
        start = chosen_of(setup, base)
        hubs = hubs if hubs is not None else _hubs_of(setup, base)
        solved = _near_best(setup.siting, start, hubs, effort, stop)
        if solved.chosen is not None:
            hubs = _used(setup.siting, solved.chosen)
        chosen = plan_of(solved)
        gap = solved.gap if solved.gap < INF else float("nan")
        value = solved.value if solved.chosen is not None else float("nan")
        rows.append((draw, solved.status, value, gap, len(chosen.pair), int(chosen.places.sum())))
        opened = plan_rows(setup, chosen, params.name)[["site_id", "gm_code", "places"]]
        sites.append(opened.assign(draw=draw))
    table = pd.DataFrame(rows, columns=list(PlanDraws.to_schema().columns))
    columns = list(PlanDrawSites.to_schema().columns)
    every = pd.concat(sites, ignore_index=True)[columns] if sites else pd.DataFrame(columns=columns)
    return Drawn(
        factors, values.loc[table["draw"]], DataFrame[PlanDraws](table),
        DataFrame[PlanDrawSites](every),
    )  # fmt: skip


def _near_best(
    siting: Siting, start: Chosen, hubs: Hubs, effort: Effort, stop: Stop | None
) -> Solved:
    """Return a plan within the gap; the hubs of the plan before are tried first.

    With the hubs given a plan near the best comes at once, and often lies within the gap of the
    bound for all hubs.
    """
    effort = replace(effort, gap=GAP, exact_calls=_CALLS)
    if siting.pairs > effort.direct_pairs:
        given = replace(siting, hub_forced=hubs.astype(np.int8))
        quick = replace(effort, gap=GAP / 2, passes=0, exact_pairs=0)
        tried = solve(given, quick, start=start, stop=stop).chosen
        if tried is not None:
            ours, theirs = judge(siting, start), judge(siting, tried)
            start = tried if ours.broken or theirs.value > ours.value else start
    return solve(siting, effort, start=start, stop=stop)


def _hubs_of(setup: Setup, base: pd.DataFrame) -> Hubs:
    used: Hubs = setup.hubs["hub_id"].isin(base["cluster_id"]).to_numpy(dtype=bool)
    return used


def _used(siting: Siting, chosen: Chosen) -> Hubs:
    used = np.zeros(siting.hubs, dtype=bool)
    used[siting.pair_hub[chosen.pair]] = True
    return used


def is_high(values: pd.DataFrame) -> pd.DataFrame:
    """Tell which draws have a value in the high half, factor by factor; a middle one is low.

    >>> is_high(pd.DataFrame({"target": [0.9, 1.0, 1.1]}))["target"].tolist()
    [False, False, True]
    """
    high: pd.DataFrame = values > values.median()
    return high


def shares_of(
    found: Drawn, base: pd.DataFrame, towns: pd.DataFrame, asked: NoRegretParams
) -> DataFrame[PlanShares]:
    """Return the share of every site that opens anywhere, and of every municipality."""
    usable = found.draws.loc[found.draws["value"].notna(), "draw"].tolist()
    high = is_high(found.drawn_values.loc[usable])
    rows = []
    for kind, key, ids in (
        ("locatie", "site_id", sorted({*found.sites["site_id"], *base["site_id"]})),
        ("gemeente", "gm_code", sorted(towns["gm_code"])),
    ):
        town = {**dict(zip(found.sites[key], found.sites["gm_code"], strict=True)),
                **dict(zip(base[key], base["gm_code"], strict=True))}  # fmt: skip
        ours = set(base[key])
        opened = {name: set(part) for name, part in found.sites.groupby(key)["draw"]}
        for one in ids:
            inside = pd.Series([draw in opened.get(one, ()) for draw in usable], index=usable)
            rows.append(
                {"kind": kind, "id": one, "gm_code": town.get(one, one), "in_plan": one in ours}
                | _counted(inside.astype(bool), high, found.factors, asked)
            )
    table = pd.DataFrame(rows, columns=list(PlanShares.to_schema().columns))
    order = table.assign(town=table["kind"] == "gemeente")
    order = order.sort_values(["town", "share", "id"], ascending=[True, False, True])
    return DataFrame[PlanShares](order.drop(columns="town").reset_index(drop=True))


def _counted(
    inside: pd.Series, high: pd.DataFrame, factors: tuple[Factor, ...], asked: NoRegretParams
) -> dict[str, object]:
    times, draws = int(inside.sum()), len(inside)
    share = times / draws if draws else 0.0
    verdict = DEPENDS
    if draws and share >= asked.always - 1e-9:
        verdict = ALWAYS
    elif share <= 1 - asked.always + 1e-9:
        verdict = RARELY
    row: dict[str, object] = dict.fromkeys(("factor", "high", "of_high", "low", "of_low"), pd.NA)
    row["factor"] = None
    row |= {"times": times, "draws": draws, "share": share, "verdict": verdict}
    words = f"In {number(times)} van de {counted(draws, 'proef', 'proeven')}: {verdict}"
    decided = decider(inside, high, asked.chance) if verdict == DEPENDS else None
    if decided is None:
        tail = " meer dan één ding; niets springt eruit." if verdict == DEPENDS else "."
        return row | {"words": words + tail}
    label = next(factor.label for factor in factors if factor.key == decided)
    top = high[decided].to_numpy()
    taken = inside.to_numpy()
    split = {
        "high": int(taken[top].sum()), "of_high": int(top.sum()),
        "low": int(taken[~top].sum()), "of_low": int((~top).sum()),
    }  # fmt: skip
    told = (
        f"{words} {label}. Is dat hoog, dan {number(split['high'])} van de "
        f"{number(split['of_high'])} keer; is dat laag, dan {number(split['low'])} van de "
        f"{number(split['of_low'])}."
    )
    return row | split | {"factor": decided, "words": told}


def decider(inside: pd.Series, high: pd.DataFrame, chance: float) -> str | None:
    """Return the factor whose high and low half differ most, or nothing that chance rules out.

    >>> draws = range(20)
    >>> high = pd.DataFrame({"a": [d % 2 == 0 for d in draws], "b": [d < 10 for d in draws]})
    >>> decider(pd.Series([d < 10 for d in draws]), high, 0.05)
    'b'
    >>> decider(pd.Series([d % 4 < 2 for d in draws]), high, 0.05) is None
    True
    """
    from scipy.stats import fisher_exact  # noqa: PLC0415 - scipy.stats takes a while to import

    best, largest = None, 0.0
    taken = inside.to_numpy()
    for key in high:
        top = high[key].to_numpy()
        if top.all() or not top.any():
            continue
        table = [
            [int((taken & top).sum()), int((~taken & top).sum())],
            [int((taken & ~top).sum()), int((~taken & ~top).sum())],
        ]
        apart = abs(taken[top].mean() - taken[~top].mean())
        if apart > largest + 1e-12 and fisher_exact(table).pvalue * high.shape[1] < chance:
            best, largest = str(key), apart
    return best


def _factor_table(found: Drawn, shares: pd.DataFrame) -> DataFrame[PlanFactors]:
    decides = shares[shares["kind"] == "locatie"]["factor"].value_counts()
    rows = [
        (one.key, one.label, one.low, one.high, one.source, int(decides.get(one.key, 0)))
        for one in found.factors
    ]
    return DataFrame[PlanFactors](pd.DataFrame(rows, columns=list(PlanFactors.to_schema().columns)))


def _value_table(found: Drawn) -> DataFrame[PlanDrawFactors]:
    high = is_high(found.drawn_values)
    times, tops = (
        table.rename_axis("draw").reset_index().melt("draw", var_name="factor", value_name=name)
        for table, name in ((found.drawn_values, "times"), (high, "is_high"))
    )
    both = times.merge(tops, on=["draw", "factor"]).sort_values("draw", kind="stable")
    return DataFrame[PlanDrawFactors](both.reset_index(drop=True))


def _words(found: Drawn, shares: pd.DataFrame, asked: NoRegretParams) -> tuple[str, ...]:
    """Say how many sites are always good, what decides about the others, and how sure that is."""
    made = found.draws[found.draws["value"].notna()]
    if made.empty:
        return ("In geen enkele proef is er een plan, binnen dit model.",)
    sites = shares[shares["kind"] == "locatie"]
    ours = sites[sites["in_plan"]]
    good = int((ours["verdict"] == ALWAYS).sum())
    again = f"Het plan is {number(len(made))} keer opnieuw gemaakt met andere waarden"
    held = f"{counted(len(ours), 'locatie', 'locaties')} van het plan"
    are = f"{'is' if good == 1 else 'zijn'} er {number(good)} altijd goed"
    share = f"in ten minste {number(100 * asked.always)}% van de proeven"
    said = [
        f"{again}, binnen dit model.",
        f"Van de {held} {are}: {share}." if len(ours) else "Het plan zelf opent geen locatie.",
        _deciding(found, sites),
    ]
    if failed := len(found.draws) - len(made):
        said.append(f"Bij {counted(failed, 'proef', 'proeven')} is geen plan gevonden.")
    worst = number(100 * float(made["gap"].max()), 2)
    said.append(f"Elk plan ligt hoogstens {worst}% onder het beste plan dat er kan zijn.")
    return tuple(said)


def _deciding(found: Drawn, sites: pd.DataFrame) -> str:
    """Say in one sentence what decides most often; a tie names them in the order of the factors."""
    unsure = sites[sites["verdict"] == DEPENDS]
    if unsure.empty:
        return "Er is geen locatie die van iets afhangt."
    of_them = (
        f"{'de' if len(unsure) > 1 else 'de ene'} "
        f"{counted(len(unsure), 'locatie', 'locaties') if len(unsure) > 1 else 'locatie'} "
        f"die soms {'meedoen' if len(unsure) > 1 else 'meedoet'}"
    )
    counts = unsure["factor"].value_counts()
    if counts.empty:
        return f"Bij {of_them}, springt niets eruit: geen factor maakt aantoonbaar verschil."
    most = int(counts.max())
    labels = [one.label for one in found.factors if counts.get(one.key, 0) == most]
    named = " en ".join((", ".join(labels[:-1]), labels[-1])) if len(labels) > 1 else labels[0]
    head = named[:1].upper() + named[1:]
    verb = "beslist" if len(labels) == 1 else "beslissen elk"
    return f"{head} {verb} het vaakst: bij {number(most)} van {of_them}."
