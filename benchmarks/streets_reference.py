"""Answer travel questions the plain way: networkx over every raw segment, nothing contracted.

The outside truth of the tests and the slow peer of the benchmark. Points are split into the
segments they are nearest to; private drives are walked through in two copies of the graph, one
before and one after the public part of a trip.
"""

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from sites.travel.streets.build import Segments

BEFORE, PUBLIC, AFTER = 0, 1, 2
LEG_M_PER_MIN = 5000 / 60
NS_PER_MIN = 60_000_000_000


class Reference:
    """The uncontracted streets of one mode as a networkx graph in nanoseconds."""

    def __init__(self, raw: Segments) -> None:
        """Put every segment in its layer; of parallel ones networkx keeps the quickest."""
        self.raw = raw
        self.graph = nx.DiGraph()
        for i in range(len(raw.u)):
            self._street(int(raw.u[i]), int(raw.v[i]), int(raw.time_ns[i]), i)
        for n in {int(n) for n in np.concatenate([raw.u, raw.v])}:
            self._arc((BEFORE, n), (PUBLIC, n), 0)
            self._arc((PUBLIC, n), (AFTER, n), 0)

    def _arc(self, tail: object, tip: object, ns: int) -> None:
        if not self.graph.has_edge(tail, tip) or ns < self.graph[tail][tip]["weight"]:
            self.graph.add_edge(tail, tip, weight=ns)

    def _street(self, a: object, b: object, ns: int, segment: int) -> None:
        for layer in (BEFORE, AFTER) if self.raw.ends_only[segment] else (PUBLIC,):
            self._arc((layer, a), (layer, b), ns)
            if np.isfinite(slower := self.raw.slower[segment]):
                self._arc((layer, b), (layer, a), round(ns * slower))

    def nearest_segment(self, easting: float, northing: float) -> tuple[int, float, float]:
        """Return segment, fraction along it and metres away, over all that can be entered."""
        raw = self.raw
        a = np.column_stack([raw.easting[raw.u], raw.northing[raw.u]])
        d = np.column_stack([raw.easting[raw.v], raw.northing[raw.v]]) - a
        size = np.maximum((d * d).sum(axis=1), 1e-300)
        part = np.clip(((np.array([easting, northing]) - a) * d).sum(axis=1) / size, 0, 1)
        away = np.hypot(*(a + part[:, None] * d - [easting, northing]).T)
        away[~raw.can_snap | (raw.u == raw.v)] = np.inf
        i = int(away.argmin())
        return i, float(part[i]), float(away[i])

    def put(self, points: NDArray[np.float64], name: str) -> None:
        """Split each point's nearest segment; the point's door is node (name, row, "door").

        Doors of "from" are only left and doors of "to" only entered, so that no trip passes
        through one. Points on one segment are joined to each other in the direction of travel.
        """
        self._spots: list[tuple[int, float, tuple[str, int]]] = getattr(self, "_spots", [])
        raw = self.raw
        for row, (x, y) in enumerate(points):
            i, part, away = self.nearest_segment(x, y)
            leg = round(away / LEG_M_PER_MIN * NS_PER_MIN)
            me, door = (name, row), (name, row, "door")
            first, last = int(raw.u[i]), int(raw.v[i])
            at, whole = round(part * int(raw.time_ns[i])), int(raw.time_ns[i])
            if name == "from":
                self._arc(door, ("out", me), leg)
            else:
                self._arc(("in", me), door, leg)
            out, into = (BEFORE, AFTER) if raw.ends_only[i] else (PUBLIC, PUBLIC)
            slower = float(raw.slower[i])
            both = bool(np.isfinite(slower))
            back = slower if both else 1.0
            at_first = (BEFORE, AFTER) if part == 0 else (out, into)
            at_last = (BEFORE, AFTER) if part == 1 else (out, into)
            self._arc(("out", me), (at_last[0], last), whole - at)
            self._arc((at_first[1], first), ("in", me), at)
            if both or part == 0:
                self._arc(("out", me), (at_first[0], first), round(at * back))
            if both or part == 1:
                self._arc((at_last[1], last), ("in", me), round((whole - at) * back))
            for j, other, who in self._spots:
                if i == j:
                    gap = abs(round(other * whole) - at)
                    if both or other >= part:
                        slow = 1.0 if other >= part else back
                        self._arc(("out", me), ("in", who), round(gap * slow))
                    if both or part >= other:
                        slow = 1.0 if part >= other else back
                        self._arc(("out", who), ("in", me), round(gap * slow))
            self._spots.append((i, part, me))

    def minutes(self, rows: int, columns: int) -> NDArray[np.float64]:
        """Return the minutes from points "from" to points "to"; NaN where there is no way."""
        out = np.full((rows, columns), np.nan)
        for i in range(rows):
            found = nx.single_source_dijkstra_path_length(self.graph, ("from", i, "door"))
            for j in range(columns):
                if (ns := found.get(("to", j, "door"))) is not None:
                    out[i, j] = ns / NS_PER_MIN
        return out

    def pair(self, row: int, column: int) -> float:
        """Return the minutes of one trip; NaN where there is no way."""
        try:
            ns = nx.dijkstra_path_length(self.graph, ("from", row, "door"), ("to", column, "door"))
        except nx.NetworkXNoPath:
            return float("nan")
        return float(ns) / NS_PER_MIN


def reference_minutes(
    raw: Segments, origins: NDArray[np.float64], places: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the (origins, places) minutes; both are (n, 2) positions in metres."""
    plain = Reference(raw)
    plain.put(origins, "from")
    plain.put(places, "to")
    return plain.minutes(len(origins), len(places))
