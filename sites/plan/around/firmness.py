"""Say how firm a plan is in minutes, places and money: per site of it, and per site left out."""

from typing import Final

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from sites.base.dutch import counted, listed, number
from sites.plan.around.left_out import Lacks, lacking
from sites.plan.around.margins import Margins, Needs, Range, Stays
from sites.plan.model.model import Chosen
from sites.plan.model.spokes import TEAM
from sites.plan.solve.highs import Stop
from sites.plan.solve.solve import Effort, Solved
from sites.plan.tables import Setup
from sites.tables.plan_firm import BOUND, SOLVED, PlanFirm, PlanNeeds
from sites.tables.results import FirmTables
from sites.tables.schemas import SEARCH_CELL

_PER: Final = 100.0
_MILLION: Final = 1e6
#: So many sites that are left out are solved with; the others get a bound.
LEFT_OUT: Final = 8
_DAY_MIN: Final = 1440.0


def firmness(
    setup: Setup,
    best: Solved,
    *,
    team_limit_min: float,
    effort: Effort | None = None,
    stop: Stop | None = None,
) -> FirmTables | None:
    """Return the margins of every site of the plan, and what the nearest of the others need.

    None where there is no plan. Where the work is stopped the sites not reached are left out.
    """
    if best.chosen is None:
        return None
    price = setup.params.objective.minutes / _PER
    margins = Margins(setup.siting, best.chosen, minute_price=price, effort=effort, stop=stop)
    firm, needs = [], []
    for pair in best.chosen.pair.tolist():
        if stop is not None and stop():
            break
        longest = _longest(setup, pair, team_limit_min)
        spare = max(0.0, longest - float(setup.pair_min[pair]))
        firm.append(_firm_row(setup, best.chosen, pair, margins.stays(pair, most_min=spare), spare))
    nearest = left_out(setup, margins, best.chosen)
    for site in nearest:
        if stop is not None and stop():
            break
        needs.append(_need_row(setup, site, margins.needs(site)))
    if stop is None or not stop():
        needs += _bounded(setup, margins, best.chosen, nearest)
    return FirmTables(
        firm=DataFrame[PlanFirm](
            pd.DataFrame(firm, columns=list(PlanFirm.to_schema().columns)).sort_values(
                "site_id", ignore_index=True
            )
        ),
        needs=DataFrame[PlanNeeds](
            pd.DataFrame(needs, columns=list(PlanNeeds.to_schema().columns))
        ),
        words=_words(best, sum(row["how"] == BOUND for row in needs)),
    )


def _longest(setup: Setup, pair: int, team_limit_min: float) -> float:
    """Return how long the trip of a pair may be at most."""
    kind = setup.hubs["kind"].to_numpy()[setup.siting.pair_hub[pair]]
    if kind == TEAM:
        return team_limit_min
    own = str(setup.pair_mode[pair])
    limits = setup.params.hubs.limits_min.items()
    return next((most for mode, most in limits if mode == own), _DAY_MIN)


def left_out(setup: Setup, margins: Margins, plan: Chosen) -> list[int]:
    """Return the sites outside the plan that are asked: real ones, then the nearest cells.

    Of the search cells one per municipality, by what the LP says that it lacks; ties by number.
    """
    siting = setup.siting
    lacks = np.full(siting.sites, np.inf)
    reduced = np.zeros(siting.pairs)
    if margins.lp is not None:
        reduced = -np.minimum(0.0, margins.lp.answer.reduced[: siting.pairs])
    np.minimum.at(lacks, siting.pair_site, reduced)
    free = (siting.forced != 0) & np.isfinite(lacks)
    free[siting.pair_site[plan.pair]] = False
    table = pd.DataFrame(
        {
            "at": np.arange(siting.sites),
            "lacks": lacks,
            "cell": (setup.sites["kind"] == SEARCH_CELL).to_numpy(),
            "town": setup.sites["gm_code"].to_numpy(),
        }
    )[free].sort_values(["cell", "lacks", "at"])
    cells = table[table["cell"]].drop_duplicates("town")
    asked = pd.concat([table[~table["cell"]], cells])["at"].head(LEFT_OUT)
    return [int(at) for at in asked]


def _bounded(
    setup: Setup, margins: Margins, plan: Chosen, told: list[int]
) -> list[dict[str, object]]:
    """Return a row with a bound for every other site left out, what lacks least first."""
    siting = setup.siting
    ours = [*siting.pair_site[plan.pair].tolist(), *told]
    may = np.flatnonzero(siting.forced != 0)
    sites = np.setdiff1d(np.intersect1d(np.unique(siting.pair_site), may), ours)
    found = lacking(margins, sites)
    order = sorted(found, key=lambda site: (found[site].points.high, site))
    return [_bound_row(setup, site, found[site]) for site in order]


def _bound_row(setup: Setup, site: int, found: Lacks) -> dict[str, object]:
    travel = float(setup.pair_min[found.pair]) if found.pair >= 0 else float("nan")
    minutes = found.minutes
    reachable = bool(np.isfinite(minutes.high) and minutes.high <= travel)
    return {
        "site_id": str(setup.sites["site_id"].iloc[site]),
        "gm_code": str(setup.sites["gm_code"].iloc[site]),
        "how": BOUND,
        "points_low": found.points.low,
        "points_high": _finite(found.points.high),
        "nearer_low": _finite(minutes.low),
        "nearer_high": minutes.high if reachable else float("nan"),
        "more_high": int(found.more) if np.isfinite(found.more) else pd.NA,
        "words": _bound_words(found, reachable=reachable),
    }


def _bound_words(found: Lacks, *, reachable: bool) -> str:
    low, high = number(found.points.low, 2), number(found.points.high, 2)
    enough = []
    if reachable:
        enough.append(f"{number(np.ceil(found.minutes.high * 10) / 10, 1)} minuten dichterbij")
    if np.isfinite(found.more) and found.more > 0:
        enough.append(f"{counted(int(found.more), 'plek', 'plekken')} meer")
    if enough:
        return f"Genoeg om mee te doen, binnen dit model: hoogstens {' of '.join(enough)}."
    if found.pair < 0:
        return "Een plan met deze locatie is niet gevonden, en niet apart gezocht."
    between = f"{low} tot {high}" if found.points.low > 0 else f"hoogstens {high}"
    return f"Een plan met deze locatie is {between} punten minder goed, binnen dit model."


def _firm_row(
    setup: Setup, plan: Chosen, pair: int, found: Stays, spare: float
) -> dict[str, object]:
    siting, site = setup.siting, int(setup.siting.pair_site[pair])
    weight = setup.params.objective.cost
    euro = [
        _floored(_MILLION * end / weight) if weight > 0 else np.inf for end in _ends(found.points)
    ]
    ids = setup.sites["site_id"].to_numpy()
    names = setup.sites["name"].to_numpy()
    new: list[int] = []
    if found.instead.chosen is not None:
        there = set(siting.pair_site[plan.pair].tolist())
        opened = siting.pair_site[found.instead.chosen.pair].tolist()
        new = [one for one in opened if one not in there]
    return {
        "site_id": str(ids[site]),
        "gm_code": str(setup.sites["gm_code"].iloc[site]),
        "travel_min": float(setup.pair_min[pair]),
        "slower_low": found.minutes.low,
        "slower_high": _finite(found.minutes.high),
        "fewer_low": int(found.fewer.low),
        "fewer_high": int(found.fewer.high),
        "dearer_low": _finite(euro[0]),
        "dearer_high": _finite(euro[1]),
        "instead": listed([str(names[one]) for one in new]) if new else None,
        "words": _firm_words(found, euro, spare),
    }


def _ends(points: Range) -> tuple[float, float]:
    return points.low, points.high


def _floored(euro: float) -> float:
    """Round an amount down to two figures: its prices are assumed, and a margin is not enlarged.

    >>> _floored(53_393_003.0), _floored(0.0), _floored(np.inf)
    (53000000.0, 0.0, inf)
    """
    if euro < 1 or not np.isfinite(euro):
        return 0.0 if euro < 1 else euro
    step = 10.0 ** (np.floor(np.log10(euro)) - 1)
    return float(np.floor(euro / step) * step)


def _finite(value: float) -> float:
    return value if np.isfinite(value) else float("nan")


def _firm_words(found: Stays, euro: list[float], spare: float) -> str:
    """Say the three margins in one sentence, each as sure as it is."""
    if not np.isfinite(found.points.high):
        return "Zonder deze locatie is er geen plan, binnen dit model."
    if found.points.high <= 1e-6:  # noqa: PLR2004 - a tie
        return "Er is een plan zonder deze locatie dat even goed is, binnen dit model."
    parts = []
    if np.isfinite(found.minutes.high):
        by_limit = " (dan is de reis te lang)" if found.minutes.high >= spare - 1e-6 else ""
        parts.append(
            f"{_about(found.minutes)}{number(found.minutes.high, 1)} minuten langer reizen"
            f"{by_limit}"
        )
    fewer = counted(int(found.fewer.low), "plek", "plekken")
    parts.append(f"{'' if found.fewer.is_exact else 'ten minste '}{fewer} minder")
    if np.isfinite(euro[1]):
        parts.append(f"{_about(found.points)}{_euro_words(euro[1])} per jaar duurder")
    return f"Blijft in het plan tot: {'; '.join(parts)}. Dat is binnen dit model."


def _euro_words(euro: float) -> str:
    """Write an amount that is rounded down already; from a million on in millions.

    >>> _euro_words(790_000.0), _euro_words(6_500_000.0), _euro_words(30_000_000.0)
    ('790 duizend euro', '6,5 miljoen euro', '30 miljoen euro')
    """
    millions = euro / 1e6
    if millions < 1:
        return f"{number(np.floor(euro / 1000))} duizend euro"
    return f"{number(millions, 0 if millions.is_integer() else 1)} miljoen euro"


def _about(margin: Range) -> str:
    return "" if margin.is_exact else "hoogstens "


def _need_row(setup: Setup, site: int, found: Needs) -> dict[str, object]:
    travel = float(setup.pair_min[found.pair]) if found.pair >= 0 else float("nan")
    reachable = np.isfinite(found.minutes.high) and found.minutes.high <= travel
    return {
        "site_id": str(setup.sites["site_id"].iloc[site]),
        "gm_code": str(setup.sites["gm_code"].iloc[site]),
        "how": SOLVED,
        "points_low": _finite(found.points.low),
        "points_high": _finite(found.points.high),
        "nearer_low": _finite(found.minutes.low),
        "nearer_high": found.minutes.high if reachable else float("nan"),
        "more_high": int(found.more.high) if np.isfinite(found.more.high) else pd.NA,
        "words": _need_words(found, reachable=bool(reachable)),
    }


def _need_words(found: Needs, *, reachable: bool) -> str:
    if found.pair < 0:
        return "Er is geen plan met deze locatie, binnen dit model."
    if found.points.high <= 1e-6:  # noqa: PLR2004 - a tie
        return "Er is een plan met deze locatie dat even goed is, binnen dit model."
    ways = []
    if reachable:
        ways.append(f"{number(np.ceil(found.minutes.high * 10) / 10, 1)} minuten dichterbij")
    if np.isfinite(found.more.high):
        ways.append(f"{counted(int(found.more.high), 'plek', 'plekken')} meer")
    if not ways:
        return "Dichterbij of groter is niet genoeg om mee te doen, voor zover gevonden."
    return f"Genoeg om mee te doen, binnen dit model: {' of '.join(ways)}."


def _words(best: Solved, bounded: int) -> tuple[str, ...]:
    said = [
        "Steeds verandert één ding en blijft de rest gelijk. De marges gelden binnen dit model."
    ]
    if best.status != "bewezen optimaal binnen dit model":
        said.append(
            "Het plan is niet bewezen het beste. De marges vergelijken met de beste plannen die "
            "zijn gevonden."
        )
    if bounded:
        said.append(
            "Wat locaties buiten het plan nodig hebben, is voor de nabijste precies berekend. "
            f"Voor {counted(bounded, 'andere kandidaat', 'andere kandidaten')} is er een grens; "
            "die staat in het werkboek."
        )
    return tuple(said)
