"""Instances made by the recipes of the published families, for sizes that are not at hand.

The recipes: Beasley 1985 (a random graph, shortest paths), Osman and Christofides 1994 (points on
a grid of 100 by 100, room 120), Lorena and Senne 2004 (city blocks with their houses, one room
for all), Holmberg and others 1999 (single sourcing). A seed gives the same instance anywhere.
"""

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import minimum_spanning_tree, shortest_path

from sites.plan.model.model import INF, Siting
from tests.sites.plan.siting_instances import all_pairs, capacitated, model


def p_median(sites: int, p: int, seed: int) -> Siting:
    """Make an instance like pmed1..40: a random graph with n^2 / 50 edges of cost 1 to 100."""
    rng = np.random.default_rng(seed)
    every = np.array(np.triu_indices(sites, 1)).T
    # A tree over random ranks makes sure that every point can be reached.
    rank = csr_matrix((rng.random(len(every)) + 1, every.T), shape=(sites, sites))
    tree = np.sort(np.array(minimum_spanning_tree(rank).nonzero()).T, axis=1)
    more = every[rng.choice(len(every), max(0, sites * sites // 50 - len(tree)), replace=False)]
    edges = np.unique(np.concatenate([tree, more]), axis=0)
    cost = rng.integers(1, 101, len(edges))
    graph = csr_matrix((cost, edges.T), shape=(sites, sites))
    dist = shortest_path(graph, directed=False)
    size, room = np.ones(sites), np.full(sites, INF)
    return model(all_pairs(sites, sites), -dist.ravel(), size, room, least=p, most=p)


def capacitated_p_median(sites: int, p: int, seed: int) -> Siting:
    """Make an instance like pmedcap01..20: demand 1 to 20, room 120, distance rounded down."""
    rng = np.random.default_rng(seed)
    xy = rng.integers(1, 101, (sites, 2)).astype(float)
    demand = rng.integers(1, 21, sites)
    load = rng.uniform(0.82, 0.96)  # the spread of the published ones
    demand = np.maximum(1, np.round(demand * load * 120 * p / demand.sum()))
    demand = np.minimum(20, demand)
    return capacitated(xy, demand, np.full(sites, 120.0), p, floor=True)


def tight_p_median(sites: int, p: int, seed: int, *, load: float) -> Siting:
    """Make an instance of that family whose one room follows from how full all hubs are."""
    rng = np.random.default_rng(seed)
    xy = rng.integers(1, 101, (sites, 2)).astype(float)
    demand = rng.integers(1, 21, sites)
    room = np.full(sites, np.ceil(demand.sum() / (load * p)))
    return capacitated(xy, demand, room, p, floor=True)


def city_blocks(sites: int, p: int, seed: int, *, load: float = 0.9) -> Siting:
    """Make an instance like SJC1..4: blocks along streets, uneven demand, distance unrounded."""
    rng = np.random.default_rng(seed)
    wide = 170.0 * np.sqrt(sites)
    centre = rng.uniform(0, wide, (max(3, sites // 25), 2))
    near = centre[rng.integers(len(centre), size=sites)]
    xy = np.round(near + rng.normal(0, 0.12 * wide, (sites, 2)))
    demand = np.clip(np.round(rng.lognormal(3.4, 1.2, sites)), 1, 650)
    room = max(np.ceil(demand.sum() / (load * p)), demand.max())
    return capacitated(xy, demand, np.full(sites, room), p, floor=False)


def single_source(
    hubs: int, sites: int, seed: int, *, ratio: float = 1.6, fixed: float | None = None
) -> Siting:
    """Make an instance like Holmberg p1..71: cost of a whole customer, capacity and fixed cost.

    ``ratio`` is all room over all demand; ``fixed`` the cost of opening, None for 300 to 600.
    """
    rng = np.random.default_rng(seed)
    hub_xy, site_xy = rng.uniform(10, 200, (hubs, 2)), rng.uniform(10, 200, (sites, 2))
    demand = rng.integers(10, 50, sites)
    weight = rng.uniform(0.5, 1.5, hubs)
    room = np.floor(weight / weight.sum() * demand.sum() * ratio)
    apart = np.sqrt(((site_xy[:, None] - hub_xy[None]) ** 2).sum(axis=2))
    cost = np.floor(4 * apart)
    opening = rng.integers(300, 601, hubs).astype(float) if fixed is None else np.full(hubs, fixed)
    return model(all_pairs(sites, hubs), -cost.ravel(), demand, room, cost=opening)


def town_distances(sites: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw sites over 30 by 30 km: the km between every two, and 1 to 100 people at each."""
    rng = np.random.default_rng(seed)
    km = rng.uniform(0, 30, (sites, 2))
    return np.sqrt(((km[:, None] - km[None]) ** 2).sum(axis=2)), rng.integers(1, 101, sites)


def coverage(near: np.ndarray, people: np.ndarray, p: int) -> Siting:
    """As many people as possible within reach of p hubs; ``near`` is sites x hubs."""
    site, hub = np.nonzero(near)
    room = np.full(near.shape[1], np.inf)
    gain = people[site].astype(float)
    return model((site, hub), gain, np.ones(len(near)), room, forced=-1, most=p)
