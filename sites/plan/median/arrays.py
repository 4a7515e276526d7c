"""Name the arrays of the plain siting problem, as the kernels take them."""

from typing import NamedTuple

from sites.plan.model.model import Bools, Floats, Ints


class Pairs(NamedTuple):
    """The pairs by hub, then by site: those of hub h are ``start[h]`` to ``start[h + 1]``."""

    start: Ints
    site: Ints
    gain: Floats
    size: Ints


class Hubs(NamedTuple):
    """What each hub holds and costs, which must and can be open, and how many of them."""

    room: Ints
    cost: Floats
    must: Bools
    can: Bools
    low: int
    high: int


class Descent(NamedTuple):
    """The lowest bound and its prices; how often hubs and pairs were chosen, and the work.

    ``opened`` (rounds, hubs) says which hubs were open in each round.
    """

    bound: float
    price: Floats
    hub_share: Floats
    pair_share: Floats
    opened: Bools
    work: int


class Work(NamedTuple):
    """Arrays that the kernels fill, made once per run: per pair, per hub, per place of room."""

    profit: Floats
    used: Bools
    order: Ints
    worth: Floats
    opened: Bools
    sure: Bools  # whether the worth of a hub is exact
    best: Floats
    spare: Floats
    take: Bools
    cells: Ints  # how much was looked at


class Fillings(NamedTuple):
    """Sets of sites on one hub, hub by hub: where each ends among the items, and each hub's last.

    Items are pairs: those of filling f are ``item[end[f]]`` to ``item[end[f + 1]]``; the fillings
    of hub h are ``hub_end[h]`` to ``hub_end[h + 1]``.
    """

    end: Ints
    item: Ints
    hub_end: Ints
