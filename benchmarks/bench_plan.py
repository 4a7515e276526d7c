"""Time and gap of the plan's solver: provinces, replans, and the published siting families.

The instances of ``../shared/anchors`` are used when they are there; generators make others of the
same kind. CPU seconds, one thread; a gap is always against a bound for the whole problem. The
first solve compiles its kernels when no cache is there yet: that time is given by itself. The
peer is HiGHS in one go on the very same rows, one thread, stopped after ``PEER_S``.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.measure import ROOT, Row, Size, cpu_of, peak_row
from sites.plan.make import REPLAN_EFFORT
from sites.plan.model.model import Siting
from sites.plan.model.programme import programme
from sites.plan.solve.highs import OPTIMAL, Engine, Work
from sites.plan.solve.search import Effort
from sites.plan.solve.solve import solve
from sites.plan.solve.start import first_plan
from tests.sites.plan import siting_instances as instances
from tests.sites.plan import siting_lookalikes as alike

PEER_S = 30.0  # by its own clock: the peer only gives a ratio


def _tight(load: float) -> Siting:
    """Return 100 sites on 20 hubs that are nearly full."""
    return alike.tight_p_median(100, 20, 1, load=load)


Family = tuple[str, Callable[[], Siting], str, bool]
#: Name, how it is made, target, whether HiGHS in one go is run beside it.
FAMILIES: dict[Size, tuple[Family, ...]] = {
    "small": (
        ("p-median (30, p 4)", lambda: alike.p_median(30, 4, 1), "proven", True),
        ("with room (30, p 4)", lambda: alike.capacitated_p_median(30, 4, 3), "proven", True),
        ("blocks (30, p 4)", lambda: alike.city_blocks(30, 4, 1, load=0.8), "proven", False),
        ("one source (5 x 20)", lambda: alike.single_source(5, 20, 1, ratio=2), "proven", True),
    ),
    "full": (
        ("pmed6 (200, p 5)", lambda: alike.p_median(200, 5, 1), "proven < 15 s", True),
        ("pmed15 (300, p 100)", lambda: alike.p_median(300, 100, 1), "proven < 60 s", False),
        ("pmed16 (400, p 5)", lambda: alike.p_median(400, 5, 1), "proven < 60 s", False),
        ("700 nodes, 140 hubs", lambda: alike.p_median(700, 140, 1), "gap", False),
        ("700 nodes, 140 hubs, hard", lambda: alike.p_median(700, 140, 3), "gap", False),
        ("pmed40 (900, p 90)", lambda: alike.p_median(900, 90, 1), "< 2 GB", False),
        ("pmedcap11 (100, p 10)", lambda: alike.capacitated_p_median(100, 10, 3), "< 60 s", True),
        ("pmedcap11, hard", lambda: alike.capacitated_p_median(100, 10, 1), "< 60 s", False),
        ("100 sites, 20 hubs, 90% full", lambda: _tight(0.9), "gap", False),
        ("100 sites, 20 hubs, 95% full", lambda: _tight(0.95), "gap", False),
        ("SJC2 (200, p 15)", lambda: alike.city_blocks(200, 15, 1, load=0.8), "< 60 s", True),
        ("SJC3a (300, p 25)", lambda: alike.city_blocks(300, 25, 1, load=0.8), "honest gap", False),
        ("Holmberg p41", lambda: alike.single_source(10, 90, 1, ratio=2), "< 60 s", True),
        ("Holmberg p56", lambda: alike.single_source(30, 200, 1, ratio=2), "< 60 s", True),
        ("30 x 200, tight", lambda: alike.single_source(30, 200, 1, ratio=1.3), "gap", False),
    ),
}
#: Candidate sites of the made-up provinces, the seeds they are drawn with, and how hard to try.
PROVINCES: dict[Size, tuple[int, tuple[int, ...], Effort]] = {
    "small": (120, (1,), Effort(rounds=4, hub_calls=4, plan_calls=4, passes=1, exact_pairs=0)),
    "full": (2000, (1, 4), Effort()),
}
ANCHORS = ROOT.parent / "shared" / "anchors"


def made_up(sites: int, seed: int, *, tight: bool = False) -> dict[str, np.ndarray]:
    """Make a province like the published ones: 100 places for a hub, pairs within 20 minutes.

    ``tight`` narrows the quota of every municipality to a tenth around an even share.
    """
    rng = np.random.default_rng(seed)
    km = rng.uniform(0, 55, (sites, 2))
    centre = rng.uniform(5, 50, (26, 2))
    town = ((km[:, None] - centre[None]) ** 2).sum(axis=2).argmin(axis=1)
    places = np.clip(rng.normal(75, 35, sites), 20, 140).astype(np.int64)
    hub_site = rng.choice(sites, 100, replace=False)
    minutes = np.sqrt(((km[:, None] - km[hub_site][None]) ** 2).sum(axis=2)) * 1.3 / 0.67
    pair_site, pair_hub = np.nonzero(minutes <= 20)
    holds = np.bincount(town, weights=places, minlength=26)
    # 30 hubs of at most 900 places: quotas that are tight must still fit in there.
    even = np.minimum(900.0, holds)
    return {
        "municipality": town,
        "places": places,
        "score": rng.uniform(0, 1, sites),
        "hub_site": hub_site,
        "pair_site": pair_site,
        "pair_hub": pair_hub,
        "pair_min": minutes[pair_site, pair_hub],
        "least_places": np.floor(even * 0.9) if tight else np.minimum(200.0, holds / 2),
        "most_places": np.ceil(even * 1.1) if tight else np.full(26, 1500.0),
    }


def _line(name: str, siting: Siting, target: str, **options: Any) -> Iterator[Row]:
    """Yield the CPU seconds of one solve, and its gap."""
    solved, spent = cpu_of(lambda: solve(siting, **options))
    words = f"{solved.status}, value {solved.value:.3f}, bound {solved.bound:.3f}"
    yield Row(name, spent, note=f"{words}  [{target}]")
    yield Row("  gap", 100 * solved.gap, "%")


def _first(name: str, siting: Siting) -> Iterator[Row]:
    """Yield what the first whole plan takes."""
    (_, judged), spent = cpu_of(lambda: first_plan(siting))
    words = judged.broken[0] if judged.broken else "feasible"
    yield Row(f"{name}, first plan", spent, target=3, note=str(words))


def _replan(name: str, siting: Siting, effort: Effort) -> Iterator[Row]:
    """Take one site out of a solved plan, and fix one in, starting from that plan."""
    solved = solve(siting, effort)
    if solved.chosen is None:
        yield Row(f"{name}, replanned", None, note="no plan to start from")
        return
    start = solved.chosen
    gone = int(siting.pair_site[start.pair[0]])
    keep = siting.pair_site[start.pair] != gone
    left = replace(start, pair=start.pair[keep], places=start.places[keep])
    outside = np.setdiff1d(siting.pair_site, siting.pair_site[start.pair])
    for words, site, side, plan in (
        ("one site out", gone, 0, left),
        ("one site in", int(outside[0]), 1, start),
    ):
        forced = siting.forced.copy()
        forced[site] = side
        after = replace(siting, forced=forced)
        yield from _line(f"{name}, {words}", after, "< 6 s", start=plan, effort=REPLAN_EFFORT)


def _peer(siting: Siting, own_s: float) -> Iterator[Row]:
    """Solve the same rows in one go with HiGHS, and yield how many times ours that takes."""
    engine = Engine(programme(siting, links=np.arange(siting.pairs)))
    engine.highs.setOptionValue("time_limit", PEER_S)
    answer, spent = cpu_of(
        lambda: engine.whole(engine.prog.integer, work=Work(calls=10**9, nodes=10**9))
    )
    proven = answer.status == OPTIMAL
    words = "proven" if proven else f"cut off at {PEER_S:g} s with value {answer.value:.0f}"
    yield Row("  HiGHS in one go", spent, note=words)
    yield Row("  HiGHS / ours", spent / own_s, "x")


def _families(size: Size) -> Iterator[Row]:
    """Yield look-alikes of the published families, the small ones beside HiGHS in one go."""
    for name, make, target, beside in FAMILIES[size]:
        siting = make()
        own_s = float("nan")
        for row in _line(f"like {name}", siting, target):
            own_s = row.value if row.unit == "CPU s" and row.value else own_s
            yield row
        if beside:
            yield from _peer(siting, own_s)


def _anchors() -> Iterator[Row]:
    """Yield the published instances that lie beside the clone."""
    yield from _line("SJC1", instances.published(ANCHORS, "SJC1"), "proven < 5 s")
    for count, target in ((2000, "<= 0.8 % in 60 s"), (10_000, "<= 1 % in 60 s, < 2 GB")):
        siting = instances.province(np.load(ANCHORS / f"province_{count}.npz"))
        yield from _first(f"province_{count}", siting)
        yield from _line(f"province_{count}", siting, target)
    yield from _replan("province_10000", siting, Effort())


def _compile() -> None:
    """Solve two tiny cases, so that every kernel is there."""
    solve(alike.capacitated_p_median(30, 4, 3))
    solve(alike.p_median(40, 4, 3))


def rows(size: Size) -> Iterator[Row]:
    """Yield all figures beside their targets."""
    yield Row("kernels loaded or compiled", cpu_of(_compile)[1])
    yield from _families(size)
    if size == "full" and ANCHORS.is_dir():
        yield from _anchors()
    sites, seeds, effort = PROVINCES[size]
    for seed in seeds:
        for tight in (False, True):
            name = f"made up {sites}, seed {seed}{', tight' if tight else ''}"
            siting = instances.province(made_up(sites, seed, tight=tight))
            yield from _first(name, siting)
            yield from _line(name, siting, "<= 1.3 %", effort=effort)
    easy = instances.province(made_up(sites, seeds[0]))
    yield from _replan(f"made up {sites}", easy, effort)
    yield peak_row("peak of the process", 2000)
