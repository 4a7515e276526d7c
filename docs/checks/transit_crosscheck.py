# ruff: noqa: T201, INP001, PLR2004 - a script that prints a table
"""Cross-check public transport against pyvalhalla: same streets, same feed, same pairs.

Not part of CI: pyvalhalla wants Python 3.12 or newer and builds its own tiles. Three steps:

    python docs/checks/transit_crosscheck.py make EXTRACT.osm.pbf WORK
    PY312 docs/checks/transit_crosscheck.py ask EXTRACT.osm.pbf WORK
    python docs/checks/transit_crosscheck.py compare WORK

``make`` writes a feed over the extract's own bus stops (fixed seed) and this program's answers;
``ask`` builds Valhalla's tiles from the same files and asks the same pairs, one by one; ``compare``
prints the differences. Both walk over the extract's streets at 5.1 km/h.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # only make runs in the product's environment
    import numpy as np
    from numpy.typing import NDArray

    from sites.travel.streets.network import StreetNetwork

DAY = "2026-11-24"
LEAVE_MIN = (450, 480, 510)
PAIRS = 90
LINES = 8


def make(extract: Path, work: Path) -> None:
    """Write the feed, the pairs and this program's minutes."""
    import numpy as np  # noqa: PLC0415
    import osmium  # noqa: PLC0415 - only this step runs in the product's environment

    class BusStops(osmium.SimpleHandler):
        def __init__(self) -> None:
            super().__init__()
            self.found: list[tuple[int, float, float]] = []

        def node(self, node: osmium.osm.Node) -> None:
            if node.tags.get("highway") == "bus_stop":
                self.found.append((node.id, node.location.lon, node.location.lat))

    handler = BusStops()
    handler.apply_file(str(extract))
    stops = np.array(sorted(handler.found))
    rng = np.random.default_rng(2026)
    (work / "feeds" / "made").mkdir(parents=True, exist_ok=True)
    _write_feed(work / "feeds" / "made", stops, rng)
    pairs: list[list[float]] = []
    while len(pairs) < PAIRS:
        a, b = rng.integers(0, len(stops), 2)
        shift = rng.uniform(-0.002, 0.002, 4)
        one, other = stops[a, 1:] + shift[:2], stops[b, 1:] + shift[2:]
        if np.hypot(*((one - other) * (75_000, 111_000))) > 3000:
            pairs.append([*one.tolist(), *other.tolist(), LEAVE_MIN[len(pairs) % len(LEAVE_MIN)]])
    (work / "pairs.json").write_text(json.dumps(pairs), encoding="utf-8")
    (work / "ours.json").write_text(json.dumps(_ours(work, pairs, extract)), encoding="utf-8")


def _write_feed(folder: Path, stops: "NDArray[np.float64]", rng: "np.random.Generator") -> None:
    """Write lines that go from stop to nearest stop, every 15 or 30 minutes, both ways."""
    import numpy as np  # noqa: PLC0415

    metres = (stops[:, 1:] - stops[:, 1:].mean(axis=0)) * (75_000, 111_000)
    texts = {
        "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\nm,Made,http://made.li,Europe/Vaduz\n",
        "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\n"
        + "".join(f"s{i},Stop {i},{lat:.7f},{lon:.7f}\n" for i, (_, lon, lat) in enumerate(stops)),
        "calendar.txt": (
            "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,"
            "end_date\nd,1,1,1,1,1,1,1,20261101,20261231\n"
        ),
        "routes.txt": "route_id,agency_id,route_short_name,route_long_name,route_type\n",
        "trips.txt": "route_id,service_id,trip_id,trip_headsign\n",
        "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n",
    }
    for line in range(LINES):
        texts["routes.txt"] += f"r{line},m,{line + 1},Line {line + 1},3\n"
        ends = rng.permutation(len(stops))[:2]
        path, used = [int(ends[0])], {int(ends[0])}
        goal = metres[ends[1]]
        while path[-1] != ends[1] and len(path) < 30:
            step = np.hypot(*(metres - metres[path[-1]]).T)
            nearer = np.hypot(*(metres - goal).T) < np.hypot(*(metres[path[-1]] - goal))
            step[~nearer | (step < 300)] = np.inf
            step[list(used)] = np.inf
            if not np.isfinite(step).any():
                break
            path.append(int(step.argmin()))
            used.add(path[-1])
        for way, calls in enumerate((path, path[::-1])):
            hop = np.hypot(*np.diff(metres[calls], axis=0).T)
            ride = np.ceil(hop * 1.3 / 500) * 60  # 30 km/h along a detour, in whole minutes
            at = np.append(0, np.cumsum(ride)).astype(int)
            headway = (900, 1800)[line % 2]
            for run, leave in enumerate(range(5 * 3600 + 120 * line + 300 * way, 82_800, headway)):
                trip = f"t{line}-{way}-{run}"
                texts["trips.txt"] += f"r{line},d,{trip},End\n"
                for n, (stop, after) in enumerate(zip(calls, at, strict=True)):
                    s = leave + int(after)
                    clock = f"{s // 3600:02d}:{s // 60 % 60:02d}:00"
                    texts["stop_times.txt"] += f"{trip},{clock},{clock},s{stop},{n}\n"
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _ours(work: Path, pairs: list[list[float]], extract: Path) -> list[dict[str, object]]:
    import shutil  # noqa: PLC0415
    from datetime import date  # noqa: PLC0415

    import numpy as np  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    from geodata.gtfs.load import import_transit, read_timetables  # noqa: PLC0415
    from sites.base.projection import to_metric  # noqa: PLC0415
    from sites.settings.transit import TransitParams  # noqa: PLC0415
    from sites.travel.protocol import Points  # noqa: PLC0415
    from sites.travel.transit.engine import TransitEngine  # noqa: PLC0415
    from sites.travel.transit.journey import journeys  # noqa: PLC0415

    crs = "EPSG:32632"
    feed = Path(shutil.make_archive(str(work / "feed"), "zip", work / "feeds" / "made"))
    area = shapely.box(0, 0, 1e6, 1e7)
    import_transit(
        [feed], work / "ov", area=area, metric_crs=crs, days=[date.fromisoformat(DAY)], ring_m=0
    )
    base = _walking(extract, crs)
    params = TransitParams(max_transfer_walk_min=15, max_access_min=25, change_s=0)
    engine = TransitEngine(read_timetables(work / "ov", crs), base, params)
    told: list[dict[str, object]] = []
    for lon_a, lat_a, lon_b, lat_b, leave in pairs:
        east, north = to_metric([lon_a, lon_b], [lat_a, lat_b], crs)
        one, other = (
            Points(np.array([n]), east[i : i + 1], north[i : i + 1]) for i, n in enumerate("ab")
        )
        (journey,) = journeys(engine, one, other, 1, [int(leave) * 60])
        lines = [leg.line for leg in journey.rides] if journey else []
        told.append({"min": journey.total_min if journey else None, "lines": lines})
    return told


def _walking(extract: Path, crs: str) -> "StreetNetwork":
    """Return the street network of the extract, walking as fast as Valhalla."""
    from geodata.streets.pbf import read_pbf  # noqa: PLC0415
    from sites.travel.profiles import StreetParams  # noqa: PLC0415
    from sites.travel.streets.build import build  # noqa: PLC0415
    from sites.travel.streets.network import StreetNetwork  # noqa: PLC0415

    raw = read_pbf(extract, params=StreetParams(walk_kmh=5.1), modes=("walk",))
    return StreetNetwork({"walk": build("walk", raw.segments("walk", crs))}, walk_kmh=5.1)


def ask(extract: Path, work: Path) -> None:
    """Build Valhalla's tiles with transit and ask every pair."""
    import valhalla  # noqa: PLC0415

    programs = Path(valhalla.__file__).parent / "bin"
    for folder in ("tiles", "transit"):
        (work / folder).mkdir(exist_ok=True)
    config = valhalla.get_config(tile_extract="", tile_dir=str(work / "tiles"), verbose=False)
    config["mjolnir"]["transit_dir"] = str(work / "transit")
    config["mjolnir"]["transit_feeds_dir"] = str(work / "feeds")
    config["mjolnir"]["concurrency"] = 1
    config["mjolnir"]["tile_extract"] = ""
    config["service_limits"]["multimodal"] = {
        "max_distance": 500000.0,
        "max_locations": 50,
        "max_matrix_distance": 0.0,
        "max_matrix_location_pairs": 0,
    }
    path = work / "valhalla.json"
    path.write_text(json.dumps(config), encoding="utf-8")
    steps: dict[str, list[str]] = {
        "valhalla_ingest_transit": [],
        "valhalla_convert_transit": [],
        "valhalla_build_tiles": [str(extract)],
    }
    for program, files in steps.items():
        command = [str(programs / program), "-c", str(path), *files]
        subprocess.run(command, check=True)  # noqa: S603 - its own programs
    actor = valhalla.Actor(str(path))
    answers: list[dict[str, object]] = []
    for lon_a, lat_a, lon_b, lat_b, leave in json.loads((work / "pairs.json").read_text("utf-8")):
        request = {
            "locations": [{"lat": lat_a, "lon": lon_a}, {"lat": lat_b, "lon": lon_b}],
            "costing": "multimodal",
            "costing_options": {
                "transit": {
                    "use_bus": 1.0,
                    "use_transfers": 1.0,
                    "transfer_cost": 0,
                    "transfer_penalty": 0,
                },
                "pedestrian": {
                    "walking_speed": 5.1,
                    "mode_factor": 1.0,
                    "type": "foot",
                    "transit_start_end_max_distance": 2145,
                    "transit_transfer_max_distance": 1000,
                },
            },
            "date_time": {"type": 1, "value": f"{DAY}T{leave // 60:02d}:{leave % 60:02d}"},
        }
        try:
            trip = json.loads(actor.route(json.dumps(request)))["trip"]
        except RuntimeError as error:
            answers.append({"min": None, "lines": [], "error": str(error)})
            continue
        lines = [
            m["transit_info"]["short_name"]
            for leg in trip["legs"]
            for m in leg["maneuvers"]
            if "transit_info" in m
        ]
        answers.append({"min": trip["summary"]["time"] / 60, "lines": lines})
    (work / "theirs.json").write_text(json.dumps(answers), encoding="utf-8")


def _cell(answer: dict[str, Any]) -> str:
    lines = " + ".join(line.replace("bus ", "") for line in answer["lines"]) or "walk"
    return f"{answer['min']:.1f} ({lines})" if answer["min"] else "none"


def compare(work: Path) -> None:
    """Print a row per pair and sum up."""
    pairs, ours, theirs = (
        json.loads((work / f"{n}.json").read_text("utf-8")) for n in ("pairs", "ours", "theirs")
    )
    gaps = []
    for n, (pair, us, them) in enumerate(zip(pairs, ours, theirs, strict=True)):
        gap = us["min"] - them["min"] if us["min"] and them["min"] else None
        gaps.append(gap)
        at = f"{int(pair[4]) // 60:02d}:{int(pair[4]) % 60:02d}"
        cells = [str(n), at, _cell(us), _cell(them), "" if gap is None else f"{gap:+.1f}"]
        print("| " + " | ".join(cells) + " |")
    known = sorted(abs(gap) for gap in gaps if gap is not None)
    print(
        f"{len(known)} of {len(gaps)} pairs have both; median difference "
        f"{known[len(known) // 2] if known else None}, within 1 min "
        f"{sum(gap <= 1 for gap in known)}, within 2 min {sum(gap <= 2 for gap in known)}"
    )


if __name__ == "__main__":
    step, *rest = sys.argv[1:]
    paths = [Path(one) for one in rest]
    if step == "make":
        make(*paths)
    elif step == "ask":
        ask(*paths)
    else:
        compare(*paths)
