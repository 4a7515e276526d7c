"""Thin adapters: published instances and the made-up province as the plan's own model."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse.csgraph import floyd_warshall

from sites.plan.model.model import INF, Bound, Siting


def model(
    pairs: tuple[np.ndarray, np.ndarray],
    gain: np.ndarray,
    size: np.ndarray,
    room: np.ndarray | list[float],
    *,
    cost: np.ndarray | None = None,
    forced: int = 1,
    least: float = 0.0,
    most: float = INF,
    **more: Any,
) -> Siting:
    """Every pair of sites and hubs in ``pairs``; a site has one size; no further rule."""
    site, hub = pairs
    hubs = len(room)
    return Siting(
        least=np.asarray(size, dtype=np.int64),
        most=np.asarray(size, dtype=np.int64),
        durable=np.ones(len(size), dtype=bool),
        forced=np.full(len(size), forced, dtype=np.int8),
        pair_site=site,
        pair_hub=hub,
        pair_gain=gain,
        pair_place_gain=np.zeros(len(site)),
        hub_room=np.asarray(room, dtype=float),
        hub_max_sites=more.pop("max_sites", np.full(hubs, INF)),
        hub_cost=np.zeros(hubs) if cost is None else cost,
        hub_forced=np.full(hubs, -1, dtype=np.int8),
        hub_counts=np.ones(hubs, dtype=bool),
        hub_least_durable=np.zeros(hubs),
        open_least=least,
        open_most=most,
        **more,
    )


def all_pairs(sites: int, hubs: int) -> tuple[np.ndarray, np.ndarray]:
    return np.repeat(np.arange(sites), hubs), np.tile(np.arange(hubs), sites)


def numbers(path: Path) -> np.ndarray:
    return np.array(path.read_text(encoding="utf-8").split(), dtype=float)


def p_median(path: Path) -> Siting:
    data = numbers(path).astype(int)
    count, _, p = data[:3]
    far = np.full((count, count), np.inf)
    np.fill_diagonal(far, 0)
    for a, b, cost in data[3:].reshape(-1, 3):  # an edge that is repeated: the last counts
        far[a - 1, b - 1] = far[b - 1, a - 1] = cost
    dist = floyd_warshall(far)
    every, room = all_pairs(count, count), np.full(count, INF)
    return model(every, -dist.ravel(), np.ones(count), room, least=p, most=p)


def capacitated(
    easting_northing: np.ndarray, demand: np.ndarray, room: np.ndarray, p: float, *, floor: bool
) -> Siting:
    apart = easting_northing[:, None] - easting_northing[None]
    dist = np.sqrt((apart**2).sum(axis=-1))
    dist = np.floor(dist) if floor else dist
    count = len(demand)
    return model(all_pairs(count, count), -dist.ravel(), demand, room, least=p, most=p)


def pmedcap(path: Path) -> Siting:
    data = numbers(path)
    count, p, room = data[2:5]
    table = data[5:].reshape(int(count), 4)
    rooms = np.full(int(count), room)
    return capacitated(table[:, 1:3], table[:, 3], rooms, p, floor=True)


def sjc(path: Path) -> Siting:
    data = numbers(path)
    table = data[2:].reshape(int(data[0]), 4)
    return capacitated(table[:, :2], table[:, 3], table[:, 2], data[1], floor=False)


def holmberg(path: Path) -> Siting:
    data = numbers(path)
    hubs, sites = int(data[0]), int(data[1])
    hub = data[2 : 2 + 2 * hubs].reshape(hubs, 2)
    demand = data[2 + 2 * hubs : 2 + 2 * hubs + sites]
    cost = data[2 + 2 * hubs + sites :].reshape(hubs, sites).T
    return model(all_pairs(sites, hubs), -cost.ravel(), demand, hub[:, 0], cost=hub[:, 1])


def province(arrays: Mapping[str, np.ndarray]) -> Siting:
    """The made-up province: 30 of 100 hubs, 8 satellites and 900 places each, 26 quotas."""
    site, hub = arrays["pair_site"].astype(np.int64), arrays["pair_hub"].astype(np.int64)
    places, town = arrays["places"].astype(np.int64), arrays["municipality"]
    quotas = zip(arrays["least_places"], arrays["most_places"], strict=True)
    bounds = [
        Bound("gemeente", str(m), np.flatnonzero(town == m), float(low), float(high))
        for m, (low, high) in enumerate(quotas)
    ]
    bounds.append(Bound("doel", "provincie", np.arange(len(places)), 8000.0))
    gain = arrays["score"][site] * places[site] / 100 - 0.01 * arrays["pair_min"]
    hubs = len(arrays["hub_site"])
    return model(
        (site, hub),
        gain,
        places,
        np.full(hubs, 900.0),
        cost=np.full(hubs, 0.5),
        forced=-1,
        most=30,
        max_sites=np.full(hubs, 8.0),
        bounds=tuple(bounds),
    )


FAMILIES = {"pmed": p_median, "pmedcap": pmedcap, "SJC": sjc, "holmberg_p": holmberg}


def published(folder: Path, name: str) -> Siting:
    family = name.rstrip("0123456789")
    suffix = ".dat" if family == "SJC" else ".txt"
    return FAMILIES[family](folder / f"{name}{suffix}")
