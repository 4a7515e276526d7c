"""Put points onto streets: the nearest spot on any segment, never just the nearest node."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from sites.settings.scenario import Mode
from sites.travel.streets.build import NS_PER_MIN, UM_PER_M, ModeNetwork
from sites.travel.streets.kernels.arrays import (
    Ends,
    Flags,
    Floats,
    Frame,
    Grid,
    Ids,
    Ints,
    Spots,
)


@dataclass(frozen=True)
class Snapped:
    """Where points touch the streets; shapes are (n,).

    ``chain`` is -1 for "niet aangesloten". ``at_ns, at_um`` count from the chain's start;
    ``at_start, at_end`` say that the spot is the junction itself, where a one-way does not bind.
    ``leg_ns, leg_um`` is the walk from the door to the street. ``moved`` marks points whose
    nearest street lies in a small loose piece, and that were put on the main network instead.
    """

    chain: Ids
    at_ns: Ints
    at_um: Ints
    at_start: Flags
    at_end: Flags
    leg_ns: Ints
    leg_um: Ints
    easting: Floats
    northing: Floats
    moved: Flags
    moved_m: Floats

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.chain)

    def some(self, rows: Ints) -> "Snapped":
        """Return some of the points."""
        return Snapped(**{name: getattr(self, name)[rows] for name in self.__dataclass_fields__})

    @property
    def spots(self) -> Spots:
        """Return what a search needs of the points."""
        return Spots(self.chain, self.at_ns, self.at_um, self.leg_ns, self.leg_um)

    def ends(self, net: ModeNetwork, *, departing: bool) -> Ends:
        """Return (n, 2) arrays: the chain's two junctions, and time and length to each.

        Departing means from the point to the junction, else from the junction to the point;
        a junction that a one-way forbids is -1.
        """
        on = self.chain >= 0
        c = np.where(on, self.chain, 0)
        gates, against = net.gates, net.against[c]
        back = np.isfinite(against)
        last = net.first[c + 1] - 1
        rest_ns = net.along_ns[last] - self.at_ns
        # Who stands on a junction may take any drive there, whichever street was nearest.
        if departing:
            may_u, may_v = on & (back | self.at_start), on
            u = np.where(self.at_start, net.departing[net.chain_u[c]], gates.leave_u[c])
            v = np.where(self.at_end, net.departing[net.chain_v[c]], gates.leave_v[c])
        else:
            may_u, may_v = on, on & (back | self.at_end)
            u = np.where(self.at_start, gates.stand[net.chain_u[c]], gates.enter_u[c])
            v = np.where(self.at_end, gates.stand[net.chain_v[c]], gates.enter_v[c])
        slow = np.where(back, against, 0.0)
        back_ns = np.rint((self.at_ns if departing else rest_ns) * slow).astype(np.int64)
        took = [back_ns, rest_ns] if departing else [self.at_ns, back_ns]
        if departing:
            took = [ns + gates.toll_ns[n] for ns, n in zip(took, (u, v), strict=True)]
        node = np.column_stack([np.where(may_u, u, -1), np.where(may_v, v, -1)])
        um = np.column_stack([self.at_um, net.along_um[last] - self.at_um])
        return Ends(node.astype(np.int64), np.column_stack(took), um)


@dataclass(frozen=True)
class SnapReport:
    """What became of points put on the streets of one mode."""

    mode: Mode
    points: int
    moved: int  # nearest street cannot be both reached and left; put on one that can
    moved_m: float  # the middle of how much farther that street is
    farthest_m: float  # and the most
    not_connected: int
    loose_pieces: int  # small pieces of street that reach nothing else
    loose_m: float


class Snapper:
    """Find the nearest street quickly: a square grid over the segments of one mode."""

    def __init__(
        self,
        net: ModeNetwork,
        *,
        max_snap_m: float,
        leg_kmh: float,
        small_piece_m: float,
        water: Sequence[shapely.Geometry] = (),
    ) -> None:
        """Keep the rules; the grid itself is made at the first question."""
        self._net = net
        self._max_m = max_snap_m
        self._leg_kmh = leg_kmh
        self._is_main = net.is_main(small_piece_m)
        self._anywhere = np.ones(len(self._is_main), dtype=np.bool_)
        self._water = [shape for shape in water if not shape.is_empty]

    @cached_property
    def _grid(self) -> Grid:
        from sites.travel.streets.kernels.grid import grid_of  # noqa: PLC0415 - loads numba

        net = self._net
        wide = max(float(np.ptp(net.easting)), float(np.ptp(net.northing)))
        cell_m = max(100.0, wide / 2000)
        frame = Frame(
            west=float(net.easting.min()),
            south=float(net.northing.min()),
            cell_m=cell_m,
            columns=int(np.ptp(net.easting) / cell_m) + 1,
            rows=int(np.ptp(net.northing) / cell_m) + 1,
        )
        return grid_of(net.easting, net.northing, net.first, net.can_snap, frame)

    @cached_property
    def _water_tree(self) -> shapely.STRtree:
        return shapely.STRtree(self._water)

    def __call__(self, easting: Floats, northing: Floats) -> Snapped:
        """Snap points given in metres; a point with no finite position is not connected."""
        nearest = self._nearest(easting, northing, self._anywhere)
        loose = (nearest.chain >= 0) & ~self._is_main[nearest.chain]
        if not loose.any():
            return nearest
        rows = np.flatnonzero(loose)
        main = self._nearest(easting[rows], northing[rows], self._is_main)
        wet = self._crosses_water(easting[rows], northing[rows], main)
        chain = np.where(wet, -1, main.chain).astype(np.int32)
        farther = (main.leg_um - nearest.leg_um[rows]) / UM_PER_M
        moved = chain >= 0
        main = replace(main, chain=chain, moved=moved, moved_m=np.where(moved, farther, 0.0))
        return Snapped(
            **{
                name: _with_rows(getattr(nearest, name), rows, getattr(main, name))
                for name in Snapped.__dataclass_fields__
            }
        )

    def _crosses_water(self, easting: Floats, northing: Floats, to: Snapped) -> Flags:
        legs = shapely.linestrings(
            np.stack(
                [np.column_stack([easting, northing]), np.column_stack([to.easting, to.northing])],
                axis=1,
            )
        )
        wet = np.zeros(len(legs), dtype=np.bool_)
        if self._water:
            wet[self._water_tree.query(legs, predicate="intersects")[0]] = True
        return wet

    def _nearest(self, easting: Floats, northing: Floats, chain_ok: Flags) -> Snapped:
        from sites.travel.streets.kernels.grid import snap  # noqa: PLC0415 - loads numba

        net = self._net
        x, y = (np.ascontiguousarray(a, dtype=np.float64) for a in (easting, northing))
        lost = ~(np.isfinite(x) & np.isfinite(y))
        found, on, part, away = snap(
            np.where(lost, -1e12, x), np.where(lost, -1e12, y), net.easting, net.northing,
            self._grid, chain_ok, self._max_m,
        )  # fmt: skip
        q = np.where(found >= 0, found, 0)
        c = np.where(on >= 0, on, 0)
        leg_m = np.where(found >= 0, away, 0.0)
        return Snapped(
            chain=on.astype(np.int32),
            at_ns=_between(net.along_ns, q, part),
            at_um=_between(net.along_um, q, part),
            at_start=(part == 0) & (q == net.first[c]) & (found >= 0),
            at_end=(part == 1) & (q + 2 == net.first[c + 1]) & (found >= 0),
            leg_ns=np.rint(leg_m / (self._leg_kmh * 1000 / 60) * NS_PER_MIN).astype(np.int64),
            leg_um=np.rint(leg_m * UM_PER_M).astype(np.int64),
            easting=net.easting[q] + part * (net.easting[q + 1] - net.easting[q]),
            northing=net.northing[q] + part * (net.northing[q + 1] - net.northing[q]),
            moved=np.zeros(len(x), dtype=np.bool_),
            moved_m=np.zeros(len(x), dtype=np.float64),
        )


def _between(along: Ints, q: Ints, part: Floats) -> Ints:
    """Return the whole number at a fraction of one segment."""
    return along[q] + np.rint(part * (along[q + 1] - along[q])).astype(np.int64)


def _with_rows(values: NDArray[Any], rows: Ints, new: NDArray[Any]) -> NDArray[Any]:
    changed = values.copy()
    changed[rows] = new
    return changed
