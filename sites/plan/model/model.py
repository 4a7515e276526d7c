r"""The siting model as an integer programme: which sites open, how large, leaning on which hub.

Sets: sites *i*, hubs *h* (an existing mother location, a new hub, a mobile team), the feasible
pairs *(i, h)*, and bounds *b*, each over a set of sites *S_b* (a municipality, a kern, the whole
province). A pair that breaks a travel limit simply is not there.

Variables::

    x_ih  1 when site i opens and leans on hub h           y_h  1 when hub h is used
    z_ih  places above the least size of the site (whole)  q_ih = least_i x_ih + z_ih
    u_b, o_b  places short of, beyond a soft bound         t_b  1 when bound b has a site
    w_m  places that count elsewhere by move m (whole): v_b = sum of w_m to b, less those of b

Maximise::

    sum gain_ih x_ih + sum place_gain_ih q_ih - sum cost_h y_h
      - sum under_price_b u_b - sum over_price_b o_b + sum any_gain_b t_b - sum price_m w_m

Subject to::

    (site)     sum_h x_ih <= 1                      (= 1 fixed in, = 0 fixed out)
    (size)     z_ih <= (most_i - least_i) x_ih
    (room)     sum_i q_ih <= room_h y_h
    (spokes)   sum_i x_ih <= max_sites_h y_h
    (link)     x_ih <= y_h                          (added only where the LP breaks it)
    (cluster)  sum over durable i of q_ih >= least_durable_h y_h
    (open)     open_least <= sum over counted h of y_h <= open_most
    (bound)    least_b - u_b <= sum over i in S_b of q_ih + v_b <= most_b + o_b
    (round)    u_b + r sum over i in S_b of x_ih >= r n     with M the largest site of S_b,
               n = ceil(least_b / M) and r = least_b - M (n - 1): n - 1 sites leave r short;
               only where no move can add to the bound
    (part)     t_b <= sum over i in S_b of x_ih
    (apart)    sum over i in C of x_ih <= 1         for every clique C of sites too near
    (limit)    any further linear limit on these variables: fronts, "at least so different"

The rows (round) cut off no plan. Without them the LP fills the last site of a municipality by a
fraction and pays a fraction of what the site costs.
An idle hub never pays (cost_h >= 0), so nothing forces a used hub to have a site.
p-median, capacitated p-median and single-source facility location are this model with some of it
left out; so published optima test the code that makes the plan.
Sources: Beasley 1985; Osman and Christofides 1994; Holmberg and others 1999.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

INF: Final = float("inf")
FREE: Final = -1


@dataclass(frozen=True)
class Bound:
    """How many places a set of sites must and may hold; an infinite price makes a side hard."""

    kind: str  # "gemeente", "kern", "doel", "verdeling"
    name: str
    sites: Ints
    least: float = 0.0
    most: float = INF
    under_price: float = INF
    over_price: float = INF
    any_gain: float = 0.0


@dataclass(frozen=True)
class Move:
    """Places that count elsewhere: up to ``most``, more in the bounds of ``to``, less in ``of``.

    A bound is named by its kind and name, so that it is found in whatever bounds a model has; one
    that is not there is not touched. ``price`` is per place.
    """

    name: str
    to: tuple[tuple[str, str], ...]
    of: tuple[tuple[str, str], ...]
    most: int
    price: float


@dataclass(frozen=True)
class Limit:
    """One further linear row: least <= pair.x + place.q + hub.y + part.t + off.(u + o) <= most.

    ``part`` and ``off`` hold an amount per bound. The model may leave t lower, and u and o higher,
    than a plan makes them: so ``part`` goes with a least amount only, ``off`` with a most.
    """

    name: str
    pair: Floats | None = None
    place: Floats | None = None
    hub: Floats | None = None
    part: Floats | None = None
    off: Floats | None = None
    least: float = -INF
    most: float = INF


@dataclass(frozen=True)
class Siting:
    """One instance of the model; pairs are sorted by site, then hub.

    ``forced`` (n) and ``hub_forced`` (H) hold 1 (in), 0 (out) or FREE. ``apart`` (k, 2) names
    sites that may not open together. Infinity means "no limit".
    """

    least: Ints
    most: Ints
    durable: Bools
    forced: NDArray[np.int8]
    pair_site: Ints
    pair_hub: Ints
    pair_gain: Floats
    pair_place_gain: Floats
    hub_room: Floats
    hub_max_sites: Floats
    hub_cost: Floats
    hub_forced: NDArray[np.int8]
    hub_counts: Bools
    hub_least_durable: Floats
    open_least: float = 0.0
    open_most: float = INF
    bounds: tuple[Bound, ...] = ()
    apart: Ints | None = None
    limits: tuple[Limit, ...] = ()
    moves: tuple[Move, ...] = ()

    @property
    def signs(self) -> Floats:
        """Return what a place of each move (column) adds to each bound (row): 1, -1 or 0."""
        row = {(bound.kind, bound.name): b for b, bound in enumerate(self.bounds)}
        signs = np.zeros((len(self.bounds), len(self.moves)))
        for m, move in enumerate(self.moves):
            for sign, keys in ((1.0, move.to), (-1.0, move.of)):
                at = [row[key] for key in keys if key in row]
                signs[at, m] += sign
        return signs

    @property
    def parts(self) -> Bools:
        """Flag the bounds of which it matters whether they have a site at all."""
        counts = np.array([bound.any_gain != 0 for bound in self.bounds], dtype=bool)
        for limit in self.limits:
            if limit.part is not None:
                counts |= limit.part != 0
        return counts

    @property
    def sites(self) -> int:
        """Return the number of sites."""
        return len(self.least)

    @property
    def hubs(self) -> int:
        """Return the number of hubs."""
        return len(self.hub_room)

    @property
    def pairs(self) -> int:
        """Return the number of feasible pairs."""
        return len(self.pair_site)


@dataclass(frozen=True)
class Chosen:
    """A plan in the model's own numbers: the pairs chosen and the places of each.

    ``moved`` holds the places of every move; empty says that no move is made.
    """

    pair: Ints
    places: Ints
    moved: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    def key(self) -> tuple[tuple[int, ...], ...]:
        """Return what tells two plans apart."""
        return tuple(tuple(part.tolist()) for part in (self.pair, self.places, self.moved))
