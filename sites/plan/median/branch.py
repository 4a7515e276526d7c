"""Prove the best plan of the plain siting problem: a tree of parts, each with its own bound.

Each part sharpens the prices of its parent, drops what provably cannot be in a better plan, and
splits on the hub, or else the site, that the relaxed choices of late agree on least; of a few
such hubs, on the one that brings the bounds down most. The bound of the whole is that of the
best part still open. A part in which little is left is solved whole instead; where a hub serves
few sites the whole problem is tried that way first.
Splitting a site over two groups of hubs: Ceselli and Righini 2005.
Work is counted in pairs and table cells looked at, so the same input gives the same plan.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Protocol

import numpy as np

from sites.plan.median import swap
from sites.plan.median.bound import (
    Node,
    Sharpened,
    narrowed,
    priced,
    reduced,
    sharpen,
    whole_problem,
)
from sites.plan.median.recognise import Serving
from sites.plan.model.model import INF, Bools, Chosen, Floats, Ints

_CHUNK: Final = 250  # rounds for the whole between two looks at whether to stop
_CHUNKS: Final = 8
_ROUNDS: Final = 150  # rounds for a part
_PROBE: Final = 10  # rounds to see what a split would bring
_PROBED: Final = 4  # hubs of which that is seen
_SETTLED: Final = 0.02  # a share this near 0 or 1 counts as agreed
_ROOT_PLANS: Final = 40  # hub sets of late that are made into plans, at the start
_PLANS: Final = 2  # and in each part
_TRIES: Final = 200  # moves tried to better a new best plan
_SHRUNK: Final = 0.8  # after more than this went, the prices are sharpened once more
_PAIRS: Final = 20_000  # of a part that is solved whole, where no hub has a limit
_FEW: Final = 1000  # and fillings, where hubs have
_FILLINGS: Final = 20_000  # the same, of the whole problem
_SITES_A_HUB: Final = 7  # above this the fillings are too many to be the better way
_TARGETS: Final = 30  # for which the whole problem is solved
_NARROWEST: Final = 0.01  # share of the gap below which that leads nowhere
_NEWS: Final = 0.1  # share of the gap that has to close before it is told


@dataclass(frozen=True)
class Closed:
    """What solving a part whole gave; ``bound`` holds for all its plans above the target."""

    hub_of: Ints | None  # of the best choice found
    bound: float
    work: float
    price: Floats | None = None  # per site: often sharper than those of the part


class Whole(Protocol):
    """Solves a part whole; None where it has more than so many pairs or fillings."""

    def __call__(  # noqa: D102 - told by the class
        self,
        serving: Serving,
        node: Node,
        target: float,
        most: int,
        stop: Callable[[], bool] | None,
    ) -> Closed | None: ...


class Best(Protocol):
    """Where plans and the bound go."""

    bound: float

    @property
    def value(self) -> float:
        """Return the value of the best plan so far."""

    @property
    def target(self) -> float:
        """Return the least value that a better plan can have."""

    def offer(self, chosen: Chosen) -> None:
        """Take a plan that may be better."""

    def stopped(self) -> bool:
        """Return whether to stop."""

    def done(self, gap: float) -> bool:
        """Return whether the gap is small enough."""

    def note(self, stage: str) -> None:
        """Tell what was reached."""


class Tree:
    """The search over one plain problem; ``sizes`` are the places of each site in the model."""

    def __init__(
        self, serving: Serving, sizes: Ints, best: Best, work: float, whole: Whole
    ) -> None:
        self.serving, self.sizes, self.best, self.left = serving, sizes, best, work
        self.solved_whole = whole
        self.serial = 0
        self.open: list[Node] = []
        self.tried: set[bytes] = set()
        self.too_much = INF  # pairs of the smallest part that could not be solved whole

    def root(self, opened: Bools) -> None:
        """Bound the whole problem and make plans; start from these open hubs."""
        self._offer_hubs(opened)
        node, theta = whole_problem(self.serving), 1.0
        for _ in range(_CHUNKS):
            before = node.bound
            sharp = self._sharpen(node, _CHUNK, theta)
            node, theta = sharp.node, theta / 2
            self._offer_plans(sharp, _ROOT_PLANS)
            settled = before - node.bound < 1e-4 * abs(node.bound)  # hardly moves
            if settled or node.bound < self.best.target or self.best.stopped():
                break
        self._push(node)
        self._tell("scherpere grens")

    def run(self, gap: float) -> None:
        """Search until the best plan is proved within the gap, or the work is done."""
        self._close_in(gap)
        while self.open and self.left > 0 and not self.best.stopped() and not self.best.done(gap):
            node = heapq.heappop(self.open)
            if node.bound < self.best.target:
                self.open.clear()
            else:
                self._handle(node)
            self._tell("exact")

    def _close_in(self, gap: float) -> None:
        """Solve the whole problem for target values from its bound down to the best plan.

        Only what a plan above the target can use takes part. A plan found above it is the best
        there is; finding none brings the bound down to the target.
        """
        serving = self.serving
        small = serving.limited and len(serving.size) <= _SITES_A_HUB * serving.high
        share = 1.0 if small and np.isfinite(self.best.value) else 0.0
        for _ in range(_TARGETS):
            done = not self.open or self.best.done(gap) or self.best.stopped()
            if done or share < _NARROWEST or self.left <= 0:
                return
            node = self.open[0]
            target = node.bound - share * max(0.0, node.bound - self.best.target)
            part = reduced(self.serving, node, target)
            closed = self._whole(part, target, _FILLINGS)
            if closed is None:
                share /= 2
                continue
            floor = self.best.value if share == 1.0 else max(target, self.best.value)
            node = priced(self.serving, node, closed.price)
            node = replace(node, rank=-min(node.bound, max(floor, closed.bound)))
            share = min(1.0, share * 2) if closed.hub_of is None else 1.0
            self.open = [node]
            self._tell("exact")

    def _whole(self, part: Node | None, target: float, most: int) -> Closed | None:
        """Solve a part whole and take the plan found; None where that is too much."""
        if part is None:
            return Closed(None, -INF, 0.0)
        if len(part.keep) * 2 > self.too_much:
            return None
        closed = self.solved_whole(self.serving, part, target, most, self.best.stopped)
        if closed is not None:
            self.left -= closed.work
            self._take(closed.hub_of)
            if closed.bound >= max(target, self.best.target):
                self.too_much = len(part.keep)
        return closed

    def _tell(self, stage: str) -> None:
        """Bring the bound down to that of the best open part; none open: to the best plan."""
        top = self.open[0].bound if self.open else -INF
        bound = min(self.best.bound, top) if top >= self.best.target else self.best.value
        news = self.best.bound - bound > _NEWS * (self.best.bound - self.best.value)
        self.best.bound = bound
        if news or np.isinf(self.best.value):
            self.best.note(stage)

    def _handle(self, node: Node) -> None:
        """Sharpen, drop what is useless, and split what is left."""
        while True:
            sharp = self._sharpen(node, _ROUNDS, 0.3)
            if sharp.node.bound < self.best.target:
                return
            self._offer_plans(sharp, _PLANS)
            cut = reduced(self.serving, sharp.node, self.best.target)
            if cut is None:
                return
            if len(cut.keep) > _SHRUNK * len(node.keep) or self.left <= 0 or self.best.stopped():
                break
            node = cut
        closed = self._whole(cut, self.best.target, _FEW if self.serving.limited else _PAIRS)
        if closed is not None:
            if closed.bound < self.best.target:
                return
            cut = replace(
                priced(self.serving, cut, closed.price), rank=-min(cut.bound, closed.bound)
            )
        same = np.isin(sharp.node.keep, cut.keep, assume_unique=True)
        self._split(cut, sharp.hub_share, sharp.pair_share[same])

    def _sharpen(self, node: Node, rounds: int, theta: float) -> Sharpened:
        known, target = self.best.value, self.best.target
        sharp = sharpen(self.serving, node, known=known, target=target, rounds=rounds, theta=theta)
        self.left -= sharp.work
        return sharp

    def _offer_plans(self, sharp: Sharpened, count: int) -> None:
        """Make plans of the hubs open in the last rounds, and of the pairs chosen most often."""
        if sharp.node.bound < self.best.target:
            return
        rows = sharp.opened[::-1]
        for opened in rows[:: max(1, len(rows) // count)][:count]:
            self._offer_hubs(opened)
        if self.serving.limited:
            self._offer_agreed(sharp)

    def _offer_hubs(self, opened: Bools) -> None:
        if not opened.any() or not self._new(opened):
            return
        if self.serving.limited:
            self._take(swap.settled(self.serving, opened))
        else:
            self._take(swap.best_hubs(self.serving, opened))
            self.left -= self.serving.table.size

    def _offer_agreed(self, sharp: Sharpened) -> None:
        serving, keep = self.serving, sharp.node.keep
        site, hub = serving.site[keep], serving.hub[keep]
        order = np.lexsort((-sharp.pair_share, site))
        hub_of = hub[order[np.unique(site[order], return_index=True)[1]]]
        opened = np.bincount(hub_of, minlength=len(serving.room)) > 0
        fits = serving.room[opened].sum() >= serving.size.sum()
        if fits and np.count_nonzero(opened) <= serving.high and self._new(hub_of):
            self._take(swap.settled(serving, opened, hub_of))

    def _new(self, made_of: Bools | Ints) -> bool:
        key = made_of.tobytes()
        if key in self.tried:
            return False
        self.tried.add(key)
        return True

    def _take(self, hub_of: Ints | None) -> None:
        if hub_of is None:
            return
        serving = self.serving
        if serving.limited and swap.value(serving, hub_of) > self.best.value + 1e-9:
            hub_of = swap.improved(serving, hub_of, _TRIES)
        plan = serving.plan(hub_of, self.sizes)
        if plan is not None:
            self.best.offer(plan)

    def _push(self, node: Node | None) -> None:
        if node is not None:
            self.serial += 1
            numbered = Node(node.rank, self.serial, node.price, node.keep, node.must, node.can)
            heapq.heappush(self.open, numbered)

    def _split(self, node: Node, hub_share: Floats, pair_share: Floats) -> None:
        """Split on a hub in doubt, else on a site in doubt, else on a hub not yet decided."""
        free = node.can & ~node.must
        doubt = np.where(free, np.minimum(hub_share, 1 - hub_share), -1.0)
        site = self.serving.site[node.keep]
        most = np.zeros(len(self.sizes))
        np.maximum.at(most, site, pair_share)
        several = np.bincount(site, minlength=len(most)) > 1
        if doubt.max() > _SETTLED:
            children = self._telling_split(node, doubt)
        elif self.serving.limited and several.any():
            children = self._by_site(node, pair_share, int(np.where(several, most, INF).argmin()))
        elif free.any():
            children = self._by_hub(node, int(np.where(free, hub_share, -1.0).argmax()))
        else:
            self._finish(node)
            return
        for child in children:
            self._push(child)

    def _telling_split(self, node: Node, doubt: Floats) -> list[Node | None]:
        """Of the hubs most in doubt, split on the one that brings both bounds down most."""
        order = np.argsort(-doubt, kind="stable")[:_PROBED]
        splits = [self._by_hub(node, int(hub)) for hub in order if doubt[hub] > _SETTLED]
        if len(splits) == 1:
            return splits[0]
        falls = [[self._fall(node, child) for child in split] for split in splits]
        return splits[int(np.argmax([min(fall) * max(fall) for fall in falls]))]

    def _fall(self, node: Node, child: Node | None) -> float:
        """Return how far the bound falls in a few rounds; more than the gap counts as all."""
        gap = max(1e-6, node.bound - self.best.target)
        if child is None:
            return gap
        below = self._sharpen(child, _PROBE, 0.3).node.bound
        return min(gap, max(1e-6 * gap, node.bound - below))

    def _by_hub(self, node: Node, hub: int) -> list[Node | None]:
        must, can = node.must.copy(), node.can.copy()
        must[hub], can[hub] = True, False
        rest = node.keep[self.serving.hub[node.keep] != hub]
        return [
            narrowed(self.serving, node, node.keep, must, node.can),
            narrowed(self.serving, node, rest, node.must, can),
        ]

    def _by_site(self, node: Node, share: Floats, site: int) -> list[Node | None]:
        """Halve the hubs of one site, so that both halves were chosen about as often."""
        own = np.flatnonzero(self.serving.site[node.keep] == site)
        own = own[np.argsort(-share[own], kind="stable")]
        halves = [np.delete(node.keep, half) for half in (own[1::2], own[::2])]
        return [narrowed(self.serving, node, keep, node.must, node.can) for keep in halves]

    def _finish(self, node: Node) -> None:
        """Nothing is left to choose: the best hub left of each site is the plan of this part."""
        table = np.full(self.serving.table.shape, -INF)
        where = self.serving.site[node.keep], self.serving.hub[node.keep]
        table[where] = self.serving.gain[node.keep]
        plan = self.serving.plan(table.argmax(axis=1), self.sizes)
        if plan is not None:
            self.best.offer(plan)
