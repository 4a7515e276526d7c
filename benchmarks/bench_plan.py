"""Time and gap of the plan's solver: provinces, replans, and the published siting families.

The instances of ``../shared/anchors`` are used when they are there; generators make others of the
same kind. CPU seconds, one thread; a gap is always against a bound for the whole problem. The
first solve compiles its kernels when no cache is there yet: that time is given by itself. The
peer is HiGHS in one go on the very same rows, one thread, stopped after ``PEER_S``.
"""

from dataclasses import replace
from pathlib import Path
from time import process_time

import numpy as np

from benchmarks.measure import peak_mb
from sites.plan.make import REPLAN_EFFORT
from sites.plan.model.model import Siting
from sites.plan.model.programme import programme
from sites.plan.solve.highs import OPTIMAL, Engine, Work
from sites.plan.solve.solve import solve
from sites.plan.solve.start import first_plan
from tests.sites.plan import siting_instances as instances
from tests.sites.plan import siting_lookalikes as alike

PEER_S = 30.0  # by its own clock: the peer only gives a ratio
# name, how it is made, target, whether HiGHS in one go is run beside it
FAMILIES = (
    ("pmed6 (200, p 5)", lambda: alike.p_median(200, 5, 1), "proven < 15 s", True),
    ("pmed15 (300, p 100)", lambda: alike.p_median(300, 100, 1), "proven < 60 s", False),
    ("pmed16 (400, p 5)", lambda: alike.p_median(400, 5, 1), "proven < 60 s", False),
    ("pmed40 (900, p 90)", lambda: alike.p_median(900, 90, 1), "< 2 GB", False),
    ("pmedcap11 (100, p 10)", lambda: alike.capacitated_p_median(100, 10, 3), "< 60 s", True),
    ("pmedcap11, a hard one", lambda: alike.capacitated_p_median(100, 10, 1), "< 60 s", False),
    ("SJC2 (200, p 15)", lambda: alike.city_blocks(200, 15, 1, load=0.8), "< 60 s", True),
    ("SJC3a (300, p 25)", lambda: alike.city_blocks(300, 25, 1, load=0.8), "honest gap", False),
    ("Holmberg p41 (10 x 90)", lambda: alike.single_source(10, 90, 1, ratio=2), "< 60 s", True),
    ("Holmberg p56 (30 x 200)", lambda: alike.single_source(30, 200, 1, ratio=2), "< 60 s", True),
    ("30 x 200, room 1.3 x need", lambda: alike.single_source(30, 200, 1, ratio=1.3), "gap", False),
)
ANCHORS = Path(__file__).resolve().parents[2] / "shared" / "anchors"


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


def _line(name: str, siting: Siting, target: str, **options: object) -> None:
    before = process_time()
    solved = solve(siting, **options)  # type: ignore[arg-type]
    spent = process_time() - before
    peak = peak_mb() or float("nan")
    print(
        f"{name:34} {solved.status:18} value {solved.value:11.3f} bound {solved.bound:11.3f} "
        f"gap {100 * solved.gap:6.3f} %  {spent:6.1f} CPU s  peak {peak:6.0f} MB  [{target}]"
    )


def _first(name: str, siting: Siting) -> None:
    before = process_time()
    _, judged = first_plan(siting)
    words = "feasible" if not judged.broken else judged.broken[0]
    print(f"{name:34} {words:18} {process_time() - before:6.2f} CPU s  [first plan < 3 s]")


def _replan(name: str, siting: Siting) -> None:
    """Take one site out of a solved plan, and fix one in, starting from that plan."""
    solved = solve(siting)
    if solved.chosen is None:
        print(f"{name}: no plan to start from")
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
        _line(f"{name}, {words}", after, "< 5 s", start=plan, effort=REPLAN_EFFORT)


def _peer(siting: Siting) -> str:
    """Solve the same rows in one go with HiGHS; return its CPU seconds and status."""
    engine = Engine(programme(siting, links=np.arange(siting.pairs)))
    engine.highs.setOptionValue("time_limit", PEER_S)
    before = process_time()
    answer = engine.whole(engine.prog.integer, work=Work(calls=10**9, nodes=10**9))
    spent = process_time() - before
    words = "proven" if answer.status == OPTIMAL else f"not proven, value {answer.value:.0f}"
    return f"HiGHS in one go {spent:6.1f} CPU s, {words}"


def _families() -> None:
    """Print look-alikes of the published families, the small ones beside HiGHS in one go."""
    for name, make, target, beside in FAMILIES:
        siting = make()
        _line(f"like {name}", siting, target)
        if beside:
            print(f"{'':34} {_peer(siting)}", flush=True)


def _compile() -> None:
    before = process_time()
    solve(alike.capacitated_p_median(30, 4, 3))
    solve(alike.p_median(40, 4, 3))
    print(f"{'kernels loaded or compiled':34} {process_time() - before:6.1f} CPU s")


def main() -> None:
    """Print all figures beside their targets."""
    _compile()
    _families()
    if ANCHORS.is_dir():
        _line("SJC1", instances.published(ANCHORS, "SJC1"), "proven < 5 s")
        for count, target in ((2000, "<= 0.8 % in 60 s"), (10_000, "<= 1 % in 60 s, < 2 GB")):
            siting = instances.province(np.load(ANCHORS / f"province_{count}.npz"))
            _first(f"province_{count}", siting)
            _line(f"province_{count}", siting, target)
            if count == 2000:
                _replan(f"province_{count}", siting)
    for seed in (1, 4):
        for tight in (False, True):
            name = f"made up 2000, seed {seed}{', tight' if tight else ''}"
            _line(name, instances.province(made_up(2000, seed, tight=tight)), "<= 1.3 %")
