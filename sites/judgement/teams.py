"""Plan the round trips of a mobile team: by car, past its satellites, within working days (R4).

Up to ten stops the plan is exact: the cheapest tour of every subset (Held and Karp 1962, A dynamic
programming approach to sequencing problems, J. SIAM 10, 196-210), then the fewest days, then the
fewest minutes. Beyond ten stops PyVRP plans (Wouda, Lan and Kool 2024, INFORMS J. Computing 36),
and beyond three hundred, where the minutes of every pair cost too much, one tour is cut into days
(``sites.judgement.rounds``).
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sites.base.dutch import counted, minutes, number
from sites.base.errors import SiteError, TravelError
from sites.judgement.rounds import curve_order, cut_into_days, nearest_tour, tour_steps
from sites.settings.judgement import TeamParams
from sites.tables.schemas import SEARCH_CELL
from sites.travel.context import Context
from sites.travel.hub_travel import TEAM_MODE, grid_of
from sites.travel.protocol import Points, TravelEngine

Floats = NDArray[np.float64]
EXACT_STOPS: Final = 10
#: With more stops than this only neighbours on one tour are measured.
LIBRARY_STOPS: Final = 300
_PER_MINUTE: Final = 1000  # the routing library counts in whole numbers
_EXACT: Final = 1e-9  # minutes that add up to the limit must not pass it by a last binary digit


@dataclass(frozen=True)
class TeamPlan:
    """Team-days, each a tuple of stops in driving order; ``left_out`` cannot be served in a day.

    ``travel_min`` is all driving, ``work_min`` driving and service together. A plan
    ``is_estimate`` where one tour was cut into days: more days may be told than are needed.
    """

    days: tuple[tuple[int, ...], ...]
    travel_min: float
    work_min: float
    left_out: tuple[int, ...]
    is_exact: bool
    is_estimate: bool = False


def plan_team(minutes: Floats, params: TeamParams, *, service_min: float | None = None) -> TeamPlan:
    """Plan the fewest team-days past every stop, then the fewest minutes of driving.

    ``minutes`` is square; row and column 0 are the mother location, NaN means no route. A stop
    that does not fit a day even alone is left out and named.

    >>> road = np.abs(np.subtract.outer([0.0, 10, 20], [0.0, 10, 20]))
    >>> plan_team(road, TeamParams()).days, plan_team(road, TeamParams()).travel_min
    (((1, 2),), 40.0)
    """
    service = params.service_min if service_min is None else service_min
    if minutes.ndim != 2 or minutes.shape[0] != minutes.shape[1]:  # noqa: PLR2004 - a square
        raise SiteError(
            "a team needs a square table of minutes, not one of shape {shape}",
            shape=minutes.shape,
        )
    alone = minutes[0, 1:] + minutes[1:, 0] + service
    # NaN compares as False: no route.
    fits = np.flatnonzero(alone <= params.workday_min + _EXACT) + 1
    left_out = tuple(int(i) for i in np.setdiff1d(np.arange(1, len(minutes)), fits))
    if not len(fits):
        return TeamPlan((), 0.0, 0.0, left_out, is_exact=True)
    keep = np.append(0, fits)
    reach = minutes[np.ix_(keep, keep)]
    is_exact = len(fits) <= EXACT_STOPS
    found = _exact_days(reach, service, params) if is_exact else None
    if found is None and len(fits) <= LIBRARY_STOPS:
        found = _library_days(reach, service, params)
    is_estimate = found is None
    if found is None:
        found = _days_of_a_tour(reach, service, params)
    days = tuple(tuple(int(keep[stop]) for stop in day) for day in found)
    driven = sum(_tour_min(minutes, day) for day in days)
    work_min = driven + service * len(fits)
    return TeamPlan(days, driven, work_min, left_out, is_exact=is_exact, is_estimate=is_estimate)


def plan_long_round(
    out_min: Floats, back_min: Floats, stops: Points, engine: TravelEngine, params: TeamParams
) -> TeamPlan:
    """Plan the days past more stops than a table of every pair may hold, along one tour.

    ``out_min`` and ``back_min`` (N,) are the minutes from and to the mother location, NaN or
    infinite without a route. Stops count from 1, as in ``plan_team``.
    """
    service = params.service_min
    fits = np.flatnonzero(out_min + back_min + service <= params.workday_min + _EXACT)
    left_out = tuple((np.setdiff1d(np.arange(len(stops)), fits) + 1).tolist())
    tour = fits[curve_order(stops.xy[fits])]
    step_min = tour_steps(stops, tour, engine, mode=TEAM_MODE)
    cuts = cut_into_days(
        out_min[tour],
        back_min[tour],
        step_min,
        service_min=service,
        workday_min=params.workday_min,
    )
    days = sorted(tuple((tour[first:after] + 1).tolist()) for first, after in cuts)
    inside = np.ones(len(step_min), dtype=bool)
    inside[[after - 1 for _, after in cuts[:-1]]] = False
    firsts, lasts = [tour[first] for first, _ in cuts], [tour[after - 1] for _, after in cuts]
    driven = float(out_min[firsts].sum() + step_min[inside].sum() + back_min[lasts].sum())
    work_min = driven + service * len(fits)
    return TeamPlan(tuple(days), driven, work_min, left_out, is_exact=False, is_estimate=True)


def _tour_min(minutes: Floats, day: tuple[int, ...]) -> float:
    way = (0, *day, 0)
    return float(sum(minutes[a, b] for a, b in pairwise(way)))


def _exact_days(minutes: Floats, service: float, params: TeamParams) -> list[tuple[int, ...]]:
    cost, tours = _best_tours(np.where(np.isnan(minutes), np.inf, minutes))
    stops = len(minutes) - 1
    served = np.array([mask.bit_count() * service for mask in range(1 << stops)])
    fits = cost + served <= params.workday_min + _EXACT
    best: list[tuple[int, float]] = [(0, 0.0)] + [(stops + 1, np.inf)] * ((1 << stops) - 1)
    chosen = [0] * (1 << stops)
    for mask in range(1, 1 << stops):
        lowest = mask & -mask  # some day serves it: try only those, so no split is tried twice
        day = mask
        while day:
            if day & lowest and fits[day]:
                count, driven = best[mask ^ day]
                option = (count + 1, round(driven + float(cost[day]), 9))
                if option < best[mask]:
                    best[mask], chosen[mask] = option, day
            day = (day - 1) & mask
    days, mask = [], (1 << stops) - 1
    while mask:
        if not chosen[mask]:  # each fits a day alone, so this would be our fault: never a hang
            raise TravelError(
                "{bit_count} stops fit in no day though each does; report this",
                bit_count=mask.bit_count(),
            )
        days.append(_lower_end_first(tours[chosen[mask]], minutes))
        mask ^= chosen[mask]
    return sorted(days)


def _best_tours(minutes: Floats) -> tuple[Floats, list[tuple[int, ...]]]:
    """Return for every subset of stops the least minutes of a round trip, and its order."""
    stops = len(minutes) - 1
    size = 1 << stops
    reach = np.full((size, stops), np.inf)
    came = np.full((size, stops), -1, dtype=np.int64)
    for last in range(stops):
        reach[1 << last, last] = minutes[0, last + 1]
    for mask in range(1, size):
        for last in range(stops):
            if not mask >> last & 1 or mask == 1 << last:
                continue
            before = reach[mask ^ (1 << last)] + minutes[1:, last + 1]
            came[mask, last] = int(before.argmin())
            reach[mask, last] = before[came[mask, last]]
    home = reach + minutes[1:, 0]
    cost = home.min(axis=1)
    cost[0] = 0.0
    return cast("Floats", cost), [_walk_back(mask, home, came) for mask in range(size)]


def _walk_back(mask: int, home: Floats, came: NDArray[np.int64]) -> tuple[int, ...]:
    if not mask:
        return ()
    last = int(home[mask].argmin())
    order = []
    while last >= 0:
        order.append(last + 1)
        mask, last = mask ^ (1 << last), int(came[mask, last])
    return tuple(order[::-1])


def _lower_end_first(day: tuple[int, ...], minutes: Floats) -> tuple[int, ...]:
    """Return the tour or, where driving it backwards takes as long, the lower of the two."""
    back = day[::-1]
    same = abs(_tour_min(minutes, back) - _tour_min(minutes, day)) < _EXACT
    return min(day, back) if same else day


def _days_of_a_tour(minutes: Floats, service: float, params: TeamParams) -> list[tuple[int, ...]]:
    """Return the days of one tour along the nearest next stop; there is always such a plan."""
    tour = nearest_tour(minutes)
    cuts = cut_into_days(
        minutes[0, tour],
        minutes[tour, 0],
        minutes[tour[:-1], tour[1:]],
        service_min=service,
        workday_min=params.workday_min,
    )
    return sorted(tuple(tour[first:after].tolist()) for first, after in cuts)


def _library_days(
    minutes: Floats, service: float, params: TeamParams
) -> list[tuple[int, ...]] | None:
    """Return the days of the routing library; None where it found no plan that fits the day."""
    from pyvrp import Model  # noqa: PLC0415 - heavy, and rarely needed
    from pyvrp.stop import MaxIterations  # noqa: PLC0415

    whole = np.rint(np.where(np.isnan(minutes), 1e5, minutes) * _PER_MINUTE).astype(int)
    model = Model()
    stops = len(minutes) - 1
    points = [model.add_location(0, 0) for _ in range(stops + 1)]
    model.add_depot(points[0])
    for point in points[1:]:
        model.add_client(point, service_duration=round(service * _PER_MINUTE))
    model.add_vehicle_type(
        stops,
        # A day that is saved is worth any detour: fewest days first, as in the exact plan.
        fixed_cost=int(whole.max()) * (stops + 1) * 2,
        unit_distance_cost=0,
        unit_duration_cost=1,
        shift_duration=int(params.workday_min * _PER_MINUTE),
    )
    for a, start in enumerate(points):
        for b, end in enumerate(points):
            if a != b:
                model.add_edge(start, end, distance=0, duration=int(whole[a, b]))
    result = model.solve(MaxIterations(params.max_iterations), seed=1, display=False)
    if not result.is_feasible():
        return None
    # The library numbers clients from 0; our stop 0 is the mother location.
    days = [
        tuple(int(at.idx) + 1 for at in route.schedule() if at.is_client())
        for route in result.best.routes()
    ]
    return sorted(_lower_end_first(day, minutes) for day in days)


def team_tables(
    sites: pd.DataFrame,
    hub_of: pd.Series,
    residents: pd.Series,
    hub_travel: pd.DataFrame,
    context: Context,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a mobile team's week per mother location (``Teams``) and its stops (``TeamStops``).

    ``hub_of`` gives each site its mother location (missing: nobody serves it); ``residents`` the
    people at each site. Search cells are questions, not sites, and get no team. FTE is the team's
    working time a week over ``week_hours``.
    """
    params = context.scenario.judgement.teams
    real = sites[sites["kind"] != SEARCH_CELL]
    theirs = real.groupby(real["site_id"].map(hub_of).to_numpy(dtype=object)).indices
    weeks, stops = [], []
    for hub in context.mothers.itertuples(index=False):
        if hub.hub_id not in theirs:
            continue
        own = real.iloc[theirs[hub.hub_id]].sort_values("site_id")
        ids = tuple(own["site_id"].astype("str"))
        plan = _plan_of(str(hub.hub_id), own, hub_travel, context.engine, params)
        people = float(residents.reindex(list(ids)).sum())
        weeks.append(_week(str(hub.hub_id), str(hub.name), len(ids), people, plan, params))
        stops += [
            (str(hub.hub_id), day, stop, ids[site - 1])
            for day, route in enumerate(plan.days, start=1)
            for stop, site in enumerate(route, start=1)
        ]
    return (
        pd.DataFrame(weeks, columns=list(_WEEK)),
        pd.DataFrame(stops, columns=["hub_id", "day", "stop", "site_id"]),
    )


def _plan_of(
    hub_id: str,
    own: pd.DataFrame,
    hub_travel: pd.DataFrame,
    engine: TravelEngine,
    params: TeamParams,
) -> TeamPlan:
    """Plan the team of one mother location past its sites, in the order of ``own``."""
    ids, stops = own["site_id"].astype("str").tolist(), Points.of(own, "site_id")
    out = grid_of(hub_travel, ids, [hub_id], mode=TEAM_MODE, direction="from_place")
    back = grid_of(hub_travel, ids, [hub_id], mode=TEAM_MODE)
    out_min, back_min = out.travel_min[:, 0], back.travel_min[:, 0]
    if len(ids) > LIBRARY_STOPS:
        return plan_long_round(out_min, back_min, stops, engine, params)
    minutes = np.zeros((len(ids) + 1, len(ids) + 1))
    minutes[0, 1:], minutes[1:, 0] = out_min, back_min
    minutes[1:, 1:] = engine.matrix(stops, stops, mode=TEAM_MODE)
    return plan_team(np.where(np.isinf(minutes), np.nan, minutes), params)


_WEEK: Final = (
    *("hub_id", "sites", "team_days", "sites_per_day", "travel_min", "fte", "fte_per_100"),
    *("left_out", "is_exact", "sentence"),
)


_ESTIMATE: Final = "één rondgang langs alle locaties, verdeeld over werkdagen"


def _week(
    hub_id: str, name: str, sites: int, people: float, plan: TeamPlan, params: TeamParams
) -> tuple[object, ...]:
    served, days = sites - len(plan.left_out), len(plan.days)
    hours = plan.work_min / 60 * params.visits_per_week * params.team_size
    fte = hours / params.week_hours
    per_day = served / days if days else np.nan
    per_100 = fte / people * 100 if people > 0 else np.nan
    visits = counted(params.visits_per_week, "bezoek", "bezoeken")
    sentence = (
        f"Een mobiel team vanuit {name} bezoekt {counted(served, 'locatie', 'locaties')} in "
        f"{counted(days, 'teamdag', 'teamdagen')} ({number(per_day, 1)} per dag, "
        f"{minutes(plan.travel_min)} rijden). Bij {visits} per week is "
        f"dat {number(fte, 1)} fte, {number(per_100, 1)} per 100 bewoners "
        f"(aannames, {params.source})."
    )
    if plan.is_estimate:
        sentence = f"{sentence} Een raming: {_ESTIMATE}."
    if plan.left_out:
        left = counted(len(plan.left_out), "locatie past", "locaties passen")
        sentence = f"{sentence} {left} niet in een werkdag."
    return (
        *(hub_id, sites, days, per_day, plan.travel_min, fte, per_100),
        *(len(plan.left_out), plan.is_exact, sentence),
    )
