"""Time and gap of the plan's solver: made-up provinces, other seeds, tight quotas, SJC1, replans.

The instances of ``../shared/anchors`` are used when they are there; the generator makes others of
the same kind. CPU seconds, one thread; a gap is always against a bound for the whole problem.
"""

from dataclasses import replace
from pathlib import Path
from time import process_time

import numpy as np

from benchmarks.measure import peak_mb
from sites.plan.make import REPLAN_EFFORT
from sites.plan.model import Siting
from sites.plan.solve import solve
from sites.plan.start import first_plan
from tests.sites import siting_instances as instances

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
    """Take one site out of a solved plan and one in, starting from that plan."""
    solved = solve(siting)
    if solved.chosen is None:
        print(f"{name}: no plan to start from")
        return
    start = solved.chosen
    gone = int(siting.pair_site[start.pair[0]])
    forced = siting.forced.copy()
    forced[gone] = 0
    keep = siting.pair_site[start.pair] != gone
    start = replace(start, pair=start.pair[keep], places=start.places[keep])
    after = replace(siting, forced=forced)
    _line(f"{name}, one site out", after, "< 5 s", start=start, effort=REPLAN_EFFORT)


def main() -> None:
    """Print all figures beside their targets."""
    if ANCHORS.is_dir():
        _line("SJC1", instances.published(ANCHORS, "SJC1"), "proven < 5 s")
        for count, target in ((2000, "<= 0.8 % in 60 s"), (10_000, "<= 1 % in 60 s, < 2 GB")):
            siting = instances.province(np.load(ANCHORS / f"province_{count}.npz"))
            _first(f"province_{count}", siting)
            _line(f"province_{count}", siting, target)
            if count == 2000:
                _replan(f"province_{count}", siting)
    for seed in (1, 2):
        for tight in (False, True):
            name = f"made up 2000, seed {seed}{', tight' if tight else ''}"
            _line(name, instances.province(made_up(2000, seed, tight=tight)), "<= 1.3 %")
