"""Trips over two real extracts, by a reader and a search written from docs/methods.md alone.

Nothing here is the product's but its answer: tags are read anew, every segment in every direction
is a state of its own, and scipy finds the way from state to state, turns included.
"""

import re
from collections import defaultdict
from itertools import pairwise
from typing import Any

import numpy as np
import osmium
import pytest
from conftest import ROOT
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from geodata.streets.pbf import read_pbf
from sites.base.projection import to_metric
from sites.travel.protocol import Points
from sites.travel.streets.build import build
from sites.travel.streets.network import StreetNetwork

pytestmark = [pytest.mark.slow, pytest.mark.shared]
ROWS, COLUMNS = 20, 25  # 500 pairs
WITHIN = 1e-5  # minutes
WALK, NS = 5.0, 6e10
SHUT = {"no", "agricultural", "forestry", "military", "emergency", "restricted", "use_sidepath",
        "psv", "bus", "hov", "taxi", "tourist_bus", "goods", "hgv"}  # fmt: skip
OPEN = {"yes", "designated", "permissive", "official", "public", "allowed", "discouraged",
        "dismount"}  # fmt: skip
KEYS = {"walk": ("access", "foot"), "bike": ("access", "vehicle", "bicycle"),
        "car": ("access", "vehicle", "motor_vehicle", "motorcar")}  # fmt: skip
WALLS = {"wall", "fence", "hedge"}
STILES = WALLS | {"turnstile", "stile", "full-height_turnstile", "kissing_gate"}
POSTS = STILES | {"bollard", "block", "cycle_barrier", "motorcycle_barrier", "chain",
                  "jersey_barrier", "log", "bus_trap", "planter", "debris", "horse_stile",
                  "swing_gate", "sump_buster"}  # fmt: skip
STOPS = {"walk": WALLS, "bike": STILES, "car": POSTS}
BOTH, ALONG, AGAINST = (True, True), (True, False), (False, True)


def documented_classes():
    """Read the table of docs/methods.md: walk, bike (shares), car (km/h), doors for cars."""
    table = {}
    for line in (ROOT / "docs" / "methods.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if (
            len(cells) == 5
            and re.fullmatch("[a-z_]+", cells[0])
            and cells[4] in {"yes", "not by car"}
        ):
            walk, bike = (0.0 if c == "-" else float(c.rstrip("%")) / 100 for c in cells[1:3])
            car = 0.0 if cells[3] == "-" else float(cells[3])
            table[cells[0]] = (walk, bike, car, cells[4] == "yes")
    assert len(table) == 26
    return table


CLASSES = documented_classes()


def access(tags, mode):
    """Return "open", "private" or "shut" as the last key present says; None without any."""
    value = None
    for key in KEYS[mode]:
        value = tags.get(key, value)
    if value is None:
        return None
    words = {w.strip().lower() for w in re.split("[;,|]", value) if w.strip()}
    if words & SHUT:
        return "shut"
    return "open" if words and words <= OPEN else "private"


def opened(tags, mode):
    own = {"walk": "foot", "bike": "bicycle"}.get(mode)
    value = tags.get(own) if own else tags.get("motorcar", tags.get("motor_vehicle"))
    return value is not None and access({KEYS[mode][-1]: value}, mode) != "shut" and not (
        set(re.split("[;,|]", value)) - OPEN - {"private", "destination", "customers", "delivery",
        "residents", "permit", "visitors", "employees", "staff", "members", "students", "guests"}
    )  # fmt: skip


def limit(text):
    """Read the limits that stand in these two extracts; anything else makes no sense."""
    found = []
    for part in re.split("[;|,]", text.strip().lower()):
        word = part.strip()
        if re.fullmatch(r"\d+(\.\d+)?", word):
            found.append(float(word))
        elif word in {"ch:urban", "pt:urban", "li:urban", "at:urban"}:
            found.append(50.0)
        elif word in {"li:rural", "ch:rural"}:
            found.append(80.0)
        elif word == "pt:rural":
            found.append(90.0)
        elif word == "pt:motorway":
            found.append(120.0)
        elif word == "walk":
            found.append(6.0)
        else:
            return None
    return min(found) if 0 < min(found) <= 140 else None


def car_kmh(tags, kind):
    own = CLASSES[kind][2] or (15.0 if opened(tags, "car") else 0.0)
    if not own:
        return None
    kmh = limit(tags["maxspeed"]) if "maxspeed" in tags else None
    hint = tags.get("source:maxspeed", tags.get("zone:traffic", ""))
    if kmh is None and ":" in hint and own > 15:
        kmh = limit(hint)
    kmh = kmh or own
    if kind in {"service", "living_street", "track"}:
        kmh = min(kmh, 2 * own)
    return kmh * (0.7 if kmh <= 50 else 0.9)


def speed(tags, kind, mode):
    if kind == "ferry":
        return 8.0 if mode != "car" or opened(tags, "car") else None
    walk, bike, _, _ = CLASSES[kind]
    if mode == "car":
        emergency = "emergency_access" in re.split("[;,|]", tags.get("service", ""))
        return None if emergency and not opened(tags, "car") else car_kmh(tags, kind)
    if tags.get("motorroad") == "yes" and not opened(tags, mode):
        return None
    if mode == "walk":
        beside = tags.get("sidewalk") in {"both", "left", "right", "yes"}
        return WALK * (walk or (1.0 if opened(tags, "walk") or beside else 0.0)) or None
    pushed_up = kind in {"steps", "elevator"} and (
        opened(tags, "bike") or tags.get("ramp:bicycle") == "yes"
    )
    if tags.get("bicycle") == "dismount" or pushed_up:
        return WALK * (walk or 1.0)
    part = bike or (0.8 if opened(tags, "bike") else 0.0)
    slow = {"sand", "mud", "grass", "gravel", "pebblestone", "ground", "dirt"}
    if tags.get("surface") in slow or tags.get("tracktype") in {"grade4", "grade5"}:
        part = min(part, 0.6)
    return 15.0 * part or None


def one_way(tags, key):
    words = {"yes": ALONG, "true": ALONG, "1": ALONG, "-1": AGAINST, "reverse": AGAINST}
    words |= dict.fromkeys(("no", "false", "0", "reversible", "alternating"), BOTH)
    return words.get(tags.get(key))


def directions(tags, kind, mode):
    moving = {"forward": ALONG, "backward": AGAINST}.get(tags.get("conveying"), BOTH)
    if mode == "walk":
        own = one_way(tags, "oneway:foot")
        return moving if own in {None, BOTH} else own
    way = one_way(tags, "oneway")
    if way is None:
        circle = tags.get("junction") in {"roundabout", "circular"} or kind == "motorway"
        way = ALONG if circle else BOTH
    if mode == "car":
        return way
    lanes = [tags.get(f"cycleway{side}", "") for side in ("", ":left", ":right", ":both")]
    free = any(lane.startswith("opposite") for lane in lanes)
    free |= bool({"-1", "no"} & {tags.get(f"cycleway:{s}:oneway") for s in ("left", "right")})
    return one_way(tags, "oneway:bicycle") or (BOTH if free else way)


def ferry_minutes(text):
    if match := re.fullmatch(r"(\d+):(\d\d)(?::(\d\d))?", text):
        return int(match[1]) * 60 + int(match[2]) + int(match[3] or 0) / 60
    return float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else None


def use_of(tags, kind, mode):
    """Return (directions, km/h, private, doors, minutes, km/h against) or None."""
    right, kmh = access(tags, mode), speed(tags, kind, mode)
    if right == "shut" or kmh is None:
        return None
    doors = kind != "ferry" and (mode != "car" or CLASSES[kind][3])
    doors &= not (mode == "car" and tags.get("motorroad") == "yes")
    took = ferry_minutes(tags["duration"]) if kind == "ferry" and "duration" in tags else None
    return directions(tags, kind, mode), kmh, right == "private", doors, took, None


def pushed(bike, walk, kind):
    if kind in {"steps", "elevator", "ferry"} or walk is None:
        return bike
    if bike is None:
        return walk
    missing = [i for i in range(2) if not bike[0][i]]
    if not missing or not walk[0][missing[0]] or (walk[2] and not bike[2]):
        return bike
    return (*bike[:5], min(walk[1], bike[1]))


class Map:
    """An extract as it is mapped: nodes, ways with what each mode may do, gates, restrictions."""

    def __init__(self, path, crs):
        self.at, self.ways, self.gate, relations = {}, {}, {}, []
        things: Any = osmium.FileProcessor(str(path))
        for thing in things:
            tags = {tag.k: tag.v for tag in thing.tags}
            if thing.is_node():
                self.at[thing.id] = (thing.location.lon, thing.location.lat)
                if "barrier" in tags:
                    self.gate[thing.id] = tags
            elif thing.is_way():
                kind = tags.get("highway", "")
                if kind not in CLASSES:
                    kind = "ferry" if tags.get("route") == "ferry" else ""
                if kind:
                    refs = [node.ref for node in thing.nodes]
                    self.ways[thing.id] = (kind, tags, refs)
            elif tags.get("type", "").startswith("restriction"):
                members = [(m.role, m.type, m.ref) for m in thing.members]
                relations.append((tags, members))
        self.relations = relations
        self.number = {ref: i for i, ref in enumerate(self.at)}
        lon, lat = np.array(list(self.at.values())).T
        self.east, self.north = to_metric(lon, lat, crs)

    def segments(self, mode):
        """Return segments of a mode: (a, b, ns, ns back, private, doors, class, way)."""
        rows = []
        for way, (kind, tags, refs) in self.ways.items():
            use = use_of(tags, kind, mode)
            if mode == "bike":
                use = pushed(use, use_of(tags, kind, "walk"), kind)
            if use is None:
                continue
            (along, against), kmh, private, doors, took, slow = use
            parts = [(self.number[a], self.number[b]) for a, b in pairwise(refs)
                     if a in self.number and b in self.number]  # fmt: skip
            size = [np.hypot(self.east[a] - self.east[b], self.north[a] - self.north[b])
                    for a, b in parts]  # fmt: skip
            for (a, b), metres in zip(parts, size, strict=True):
                minutes = metres / (kmh * 1000 / 60) if took is None else took * metres / sum(size)
                ns = round(minutes * NS)
                back = ns if along and against else None if slow is None else round(ns * kmh / slow)
                rows.append((a, b, ns, back, private, doors, kind, way) if along
                            else (b, a, ns, back, private, doors, kind, way))  # fmt: skip
        return rows


def cut_at_barriers(world, rows, mode):
    """Make a segment beside a private gate private; end every street at what stops the mode."""
    shut, guarded = set(), set()
    for ref, tags in world.gate.items():
        right = access(tags, mode)
        if right == "shut" or (right is None and tags["barrier"] in STOPS[mode]):
            shut.add(world.number[ref])
        guarded |= {world.number[ref]} if right == "private" else set()
    count, out, of = len(world.at), [], []
    for a, b, ns, back, private, doors, kind, way in rows:
        ends = []
        for node in (a, b):
            if node in shut:
                of.append(node)
                ends.append(count)
                count += 1
            else:
                ends.append(node)
        out.append((*ends, ns, back, private or a in guarded or b in guarded, doors, kind, way))
    return out, count, of


class Streets:
    """The states of one mode: every segment in every direction, in every layer it runs in."""

    def __init__(self, world, mode):
        rows, count, of = cut_at_barriers(world, world.segments(mode), mode)
        rows = [row for row in rows if row[0] != row[1]]
        self.east = np.append(world.east, world.east[of])
        self.north = np.append(world.north, world.north[of])
        a, b, self.ns = (np.array([row[i] for row in rows], np.int64) for i in range(3))
        self.a, self.b = a, b
        back = np.array([np.inf if row[3] is None else row[3] for row in rows], float)
        self.back, private = back, np.array([row[4] for row in rows])
        self.doors = np.array([row[5] for row in rows])
        kinds = np.array([row[6] for row in rows])
        free = ~private & ~np.isin(kinds, ["service", "track"])
        crossing = np.bincount(np.concatenate([a[free], b[free]]), minlength=count) >= 3
        degree = np.bincount(np.concatenate([a, b]), minlength=count)
        self.private, self.good = self.pockets(count, private)
        n, both = len(a), np.isfinite(back)
        seg = np.concatenate([np.arange(n), np.flatnonzero(both)])
        odd = np.concatenate([np.zeros(n, int), np.ones(int(both.sum()), int)])
        layers = [(seg[~self.private[seg]], odd[~self.private[seg]], 1)]
        layers += [(seg[self.private[seg]], odd[self.private[seg]], p) for p in (0, 2)]
        self.seg, self.odd, self.phase = (
            np.concatenate([np.broadcast_to(part[i], part[0].shape) for part in layers])
            for i in range(3)
        )
        self.tail = np.where(self.odd, b[self.seg], a[self.seg])
        self.tip = np.where(self.odd, a[self.seg], b[self.seg])
        self.took = np.where(self.odd, back[self.seg], self.ns[self.seg])
        bans = self.restrictions(world, rows) if mode == "car" else []
        self.join(mode == "car", crossing, degree, bans)

    def pockets(self, count, private):
        """Return which segments are private after pockets, and which take doors."""
        both, (a, b) = np.isfinite(self.back), (self.a, self.b)
        size = np.hypot(self.east[a] - self.east[b], self.north[a] - self.north[b])

        def strong(rows):
            back = rows[both[rows]]
            tail = np.concatenate([self.a[rows], self.b[back]])
            tip = np.concatenate([self.b[rows], self.a[back]])
            graph = coo_array((np.ones(len(tail)), (tail, tip)), shape=(count, count))
            return connected_components(graph, connection="strong")[1]

        whole, public = strong(np.arange(len(self.a))), strong(np.flatnonzero(~private))
        inside, best = whole[self.a] == whole[self.b], {}
        length = np.bincount(whole[self.a], weights=size * inside, minlength=count)
        of_public = defaultdict(float)
        for i in np.flatnonzero(~private & (public[self.a] == public[self.b])).tolist():
            of_public[whole[self.a[i]], public[self.a[i]]] += size[i]
        for (part, one), metres in of_public.items():
            if metres > best.get(part, (0.0, -1))[0]:
                best[part] = metres, one
        core = {one for _, one in best.values()}
        inner = np.array([
            public[x] in core and public[y] in core
            for x, y in zip(self.a.tolist(), self.b.tolist(), strict=True)
        ])  # fmt: skip
        good = inside & ((length[whole[self.a]] >= 2000) | (whole[self.a] == length.argmax()))
        return private | (inside & ~inner), good

    def restrictions(self, world, rows):  # noqa: C901 - one rule after the other
        """Return the sequences of (segment, direction) that are barred."""
        of_way, at_node = defaultdict(list), defaultdict(list)
        for i, row in enumerate(rows):
            of_way[row[7]].append(i)
            for odd, (tail, tip) in enumerate(((row[0], row[1]), (row[1], row[0]))):
                if odd == 0 or row[3] is not None:
                    at_node[tail].append(("away", row[7], (i, odd)))
                    at_node[tip].append(("towards", row[7], (i, odd)))

        def near(node, how, way=None):
            return [d for h, w, d in at_node[node] if h == how and way in {None, w}]

        bans = []
        for tags, members in world.relations:
            value = next((tags[k] for k in ("restriction:motorcar", "restriction:motor_vehicle",
                                            "restriction") if k in tags), "")  # fmt: skip
            exempt = set(re.split("; *", tags.get("except", ""))) & {"motorcar", "motor_vehicle"}
            timed = {"day_on", "day_off", "hour_on", "hour_off"} & set(tags)
            if (
                exempt
                or timed
                or not re.fullmatch(
                    "(no|only)_(left_turn|right_turn|straight_on|u_turn|entry|exit)", value
                )
            ):
                continue
            come, via, go = ([m for m in members if m[0] == role] for role in ("from", "via", "to"))
            for one in come:
                for other in go:
                    if len(via) == 1 and via[0][1] == "n" and via[0][2] in world.number:
                        node = world.number[via[0][2]]
                        f, t = near(node, "towards", one[2]), near(node, "away", other[2])
                        if one[2] == other[2] and value == "no_u_turn":
                            bans += [(d, (d[0], 1 - d[1])) for d in f if (d[0], 1 - d[1]) in t]
                        elif one[2] != other[2] and len(f) == len(t) == 1:
                            outs = near(node, "away")
                            turns = [d for d in outs if d != t[0]] if value[0] == "o" else t
                            bans += [(f[0], d) for d in turns]
                    elif len(via) == 1 and via[0][1] == "w":
                        bans += self.over_way(world, near, value, one[2], via[0][2], other[2])
                    else:
                        assert all(kind == "n" for _, kind, _ in via)  # no longer ones here
        return bans

    def over_way(self, world, near, value, come, via, go):
        if any(way not in world.ways for way in (come, via, go)):
            return []
        refs = [world.ways[way][2] for way in (come, via, go)]
        (first,) = set(refs[0]) & set(refs[1])
        (last,) = set(refs[1]) & set(refs[2]) - {first}
        i, j = refs[1].index(first), refs[1].index(last)
        nodes = [
            world.number[r] for r in (refs[1][i : j + 1] if i < j else refs[1][j : i + 1][::-1])
        ]
        run = []
        for x, y in pairwise(nodes):
            step = [d for d in near(x, "away", via) if d in near(y, "towards", via)]
            if not step:
                return []
            run += step
        f, t = near(nodes[0], "towards", come), near(nodes[-1], "away", go)
        if len(f) != 1 or len(t) != 1:
            return []
        assert value[0] == "n"  # the only kind over a way in these extracts
        return [(f[0], *run, t[0])]

    def join(self, turns, crossing, degree, bans):
        """Join every state to those that may follow; its time is that at its segment's end."""
        order = np.argsort(self.tail, kind="stable")
        start = np.searchsorted(self.tail[order], np.arange(len(degree) + 1))
        fan = start[self.tip + 1] - start[self.tip]
        one = np.repeat(np.arange(len(self.seg)), fan)
        then = order[np.arange(len(one)) - np.repeat(np.cumsum(fan) - fan, fan)
                     + np.repeat(start[self.tip], fan)]  # fmt: skip
        may = self.phase[then] >= self.phase[one]
        may &= ~((self.phase[then] == 0) & (self.phase[one] != 0))
        one, then = one[may], then[may]
        cost = np.zeros(len(one))
        if turns:
            back = self.seg[one] == self.seg[then]
            cost = np.where(crossing[self.tip[one]], 2e9, 0.0)
            cost[back] = 20e9
            kept = ~(back & (degree[self.tip[one]] == 2))
            pair = {ban for ban in bans if len(ban) == 2}
            named = {s for ban in pair for s, _ in ban}
            for k in np.flatnonzero(np.isin(self.seg[one], list(named))).tolist():
                a, b = one[k], then[k]
                kept[k] &= ((self.seg[a], self.odd[a]), (self.seg[b], self.odd[b])) not in pair
            one, then, cost = one[kept], then[kept], cost[kept]
        self.count = len(self.seg)
        one, then, cost = self.unroll([b for b in bans if len(b) > 2], one, then, cost)
        self.one, self.then, self.cost = one, then, cost

    def unroll(self, long, one, then, cost):
        """Give who came along a longer barred sequence states of their own."""
        for ban in long:
            rows = [np.flatnonzero((self.seg[: self.count] == i) & (self.odd[: self.count] == odd)
                                & (self.phase[: self.count] == 1)) for i, odd in ban]  # fmt: skip
            if any(len(part) != 1 for part in rows):
                continue
            s: Any = [int(part[0]) for part in rows]
            copies = list(range(len(self.seg), len(self.seg) + len(s) - 2))
            self.seg, self.odd, self.phase, self.tail, self.tip, self.took = (
                np.append(part, part[s[1:-1]])
                for part in (self.seg, self.odd, self.phase, self.tail, self.tip, self.took)
            )
            first = np.flatnonzero((one == s[0]) & (then == s[1]))
            then = then.copy()
            then[first] = copies[0]
            for i, copy in enumerate(copies):
                out = np.flatnonzero(one == s[i + 1])
                onto = then[out].copy()
                nxt = s[i + 2]
                keep = np.ones(len(out), bool)
                if i + 1 < len(copies):
                    onto[onto == nxt] = copies[i + 1]
                else:
                    keep = onto != nxt
                one = np.append(one, np.full(int(keep.sum()), copy))
                then, cost = np.append(then, onto[keep]), np.append(cost, cost[out][keep])
        return one, then, cost

    def put(self, xy):
        """Return per point its segment, how far along, and the walk there in ns."""
        ax, ay = self.east[self.a], self.north[self.a]
        dx, dy = self.east[self.b] - ax, self.north[self.b] - ay
        size = np.maximum(dx * dx + dy * dy, 1e-300)
        found = []
        for x, y in xy:
            part = np.clip(((x - ax) * dx + (y - ay) * dy) / size, 0, 1)
            away = np.hypot(ax + part * dx - x, ay + part * dy - y)
            away[~(self.doors & self.good)] = np.inf
            i = int(away.argmin())
            found.append((i, float(part[i]), away[i] / (WALK * 1000 / 60) * NS))
        return found

    def minutes(self, origins, places):  # noqa: C901 - one question
        starts, goals = self.put(origins), self.put(places)
        n, m = len(self.seg), len(starts)
        state = {}
        for k in range(self.count):
            state[self.seg[k], self.odd[k], self.phase[k]] = k
        rows, columns, times = [self.one], [self.then], [self.cost + self.took[self.then]]
        for i, (seg, part, leg) in enumerate(starts):
            phase = 0 if self.private[seg] else 1
            for odd, rest in ((0, (1 - part) * self.ns[seg]), (1, part * self.back[seg])):
                if (seg, odd, phase) in state:
                    rows.append([n + i])
                    columns.append([state[seg, odd, phase]])
                    times.append([rest + leg])
        graph = csr_array((np.concatenate(times), (np.concatenate(rows), np.concatenate(columns))),
                          shape=(n + m, n + m))  # fmt: skip
        far = dijkstra(graph, indices=np.arange(n, n + m))
        into = defaultdict(list)
        wanted = {state[g[0], odd, 2 if self.private[g[0]] else 1] for g in goals for odd in (0, 1)
                  if (g[0], odd, 2 if self.private[g[0]] else 1) in state}  # fmt: skip
        for k in np.flatnonzero(np.isin(self.then, list(wanted))).tolist():
            into[int(self.then[k])].append((int(self.one[k]), float(self.cost[k])))
        out = np.full((m, len(goals)), np.nan)
        for i, (seg, part, leg) in enumerate(starts):
            for j, (goal, g, more) in enumerate(goals):
                phase, best = 2 if self.private[goal] else 1, np.inf
                for odd, rest in ((0, g * self.ns[goal]), (1, (1 - g) * self.back[goal])):
                    for before, cost in into[state.get((goal, odd, phase), -1)]:
                        best = min(best, far[i, before] + cost + rest + more)
                if goal == seg:
                    ahead = (g - part) * (self.ns[seg] if g >= part else -self.back[seg])
                    best = min(best, leg + more + ahead)
                out[i, j] = best / NS if np.isfinite(best) else np.nan
        return out


AREAS = {"porto": ("porto_portugal.osm.pbf", "EPSG:3763"),
         "liechtenstein": ("liechtenstein_2015.osm.pbf", "EPSG:2056")}  # fmt: skip


@pytest.fixture(scope="module", params=AREAS)
def area(request, shared):
    name, crs = AREAS[request.param]
    path = shared / "data" / "osm_fixtures" / name
    return Map(path, crs), read_pbf(path), crs


@pytest.mark.parametrize("mode", ["walk", "bike", "car"])
def test_five_hundred_trips_equal_a_search_written_from_the_methods(area, mode):
    world, raw, crs = area
    truth = Streets(world, mode)
    rng = np.random.default_rng(16)
    rows = rng.choice(np.flatnonzero(truth.doors & (truth.ns > 0)), ROWS + COLUMNS)
    part, off = rng.uniform(0.1, 0.9, len(rows)), rng.uniform(-8, 8, (len(rows), 2))
    a, b = (
        np.column_stack([truth.east[n[rows]], truth.north[n[rows]]]) for n in (truth.a, truth.b)
    )
    xy = a + part[:, None] * (b - a) + off
    inside = [k for k, (_, at, _) in enumerate(truth.put(xy)) if 0 < at < 1]  # no door on a node
    here, there = xy[inside[:ROWS]], xy[inside[ROWS:]]
    net = StreetNetwork({mode: build(mode, raw.segments(mode, crs))})
    ours = net.matrix(
        *(Points(np.arange(len(p)).astype(str), *p.T) for p in (here, there)), mode=mode
    )
    told = truth.minutes(here, there)
    assert np.isfinite(told).mean() > 0.9
    np.testing.assert_allclose(ours, told, rtol=0, atol=WITHIN)
