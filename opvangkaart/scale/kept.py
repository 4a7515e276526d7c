"""Keep a finished tile under the fingerprint of all that it was made from.

The name of a kept tile has two halves. The first is a digest of what every attempt rests on: the
settings that matter, the engine, the sites of the tile and the mother locations. The second is a
digest of the places inside the halos that the tile turned out to need, which stand in the file
itself. A change beyond them leaves the tile as it is, and so does another name of a place: a tile
holds the answers of the engine, by the row of the place among those within the halo.
"""

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from opvangkaart.scale.digests import digest_of
from opvangkaart.scale.halo import Box
from opvangkaart.scale.store import Store
from opvangkaart.scale.surroundings import Spots, Surroundings
from opvangkaart.scale.work import Asking, Halos, Worked, read_halos, told_halos
from sites.base.boundary import reading
from sites.base.errors import OpvangkaartError
from sites.base.messages import say
from sites.settings.scenario import Scenario
from sites.travel.access import Question, questions
from sites.travel.hub_travel import reach_of
from sites.travel.protocol import Ints, Nearest
from sites.travel.within import Asked

#: Raise when a tile works out other numbers, or is written otherwise.
FORMAT: Final = 2
FOLDER: Final = "tegels"
_AGAIN: Final = say("take it away and run again")

#: Of each question: the rows of the places within its halo.
Seen = Mapping[Question, Ints]


def what_matters(scenario: Scenario, engine_digest: str, versions: dict[str, str]) -> str:
    """Return a digest of the settings that local work reads, the engine and the versions.

    Weights and curves are not among them: a run with other weights takes the same tiles.
    """
    reach = reach_of(scenario)
    settings = {
        "format": FORMAT,
        "engine": scenario.engine,
        "network": engine_digest,
        "travel": scenario.travel.model_dump(mode="json"),
        "transit": scenario.transit.model_dump(mode="json"),
        "crs": scenario.area.metric_crs,
        "questions": [(asked.category, asked.mode) for asked in questions(scenario)],
        "reach": [reach.nearest, sorted(reach.limits_min.items())],
        "versions": versions,
    }
    return digest_of(json.dumps(settings, sort_keys=True))


def first_half(matters: str, sites: Spots, mothers: str, asking: Asking) -> str:
    """Return the first half of a tile's name; ``mothers`` is the digest of the locations.

    They count where trips to them are asked.
    """
    asked = json.dumps([asking.trips, told_halos(asking.halos)])
    there = mothers if asking.trips else ""
    return digest_of(matters, sites.digest(np.arange(len(sites))), there, asked)


def seen_from(sites: Spots, around: Surroundings, halos: Halos) -> Seen:
    """Return which places lie within the halo of each question."""
    middle = Box.of(sites.points)
    return {
        question: np.flatnonzero(
            middle.widened(halo_m).holds(around.places[question.category].points)
        )
        for question, halo_m in halos.items()
    }


def second_half(around: Surroundings, halos: Halos, seen: Seen) -> str:
    """Return the second half: a digest of every layer as far as the halos reach."""
    return digest_of(
        json.dumps(told_halos(halos)),
        *(around.places[question.category].digest(seen[question]) for question in halos),
    )


@dataclass(frozen=True)
class Who:
    """Who worked out a tile, and how many CPU seconds it took."""

    worker: str
    cpu_s: float


@dataclass(frozen=True, eq=False)
class Kept:
    """A tile as it stands in the store."""

    name: str
    worked: Worked
    who: Who


def write_tile(
    store: Store, first: str, sites: Spots, around: Surroundings, worked: Worked, who: Who
) -> str:  # fmt: skip
    """Keep a tile; return the name it is kept under.

    Raises
    ------
    OSError
        The store cannot be written.
    """
    seen = seen_from(sites, around, worked.halos)
    about = {"halos": told_halos(worked.halos), "worker": who.worker, "cpu_s": who.cpu_s}
    packed = io.BytesIO()
    np.savez(packed, **_arrays(worked, about, seen))  # type: ignore[arg-type] # no array is called allow_pickle
    name = f"{FOLDER}/{first}-{second_half(around, worked.halos, seen)}.npz"
    store.write(name, packed.getvalue())
    return name


def _arrays(worked: Worked, about: dict[str, Any], seen: Seen) -> dict[str, NDArray[Any]]:
    """Return few arrays that hold a tile: a file of many small ones is slow to read."""
    trips, answers = worked.trips, worked.answers
    near = [_within(seen[question], one.place[:, 0]) for question, one in answers.items()]
    return {
        "about": np.frombuffer(json.dumps(about).encode(), dtype=np.uint8),
        "trips": np.array([len(one.pair) for one in trips], dtype=np.int64),
        "pair": _line([one.pair for one in trips], np.int64),
        "trip_min": _line([one.travel_min for one in trips], np.float64),
        "trip_m": _line([one.dist_m for one in trips], np.float64),
        "rest": _line([one.rest for one in trips], np.int8),
        "place": _line(near, np.int64),
        "place_min": _line([one.travel_min[:, 0] for one in answers.values()], np.float64),
        "place_m": _line([one.dist_m[:, 0] for one in answers.values()], np.float64),
        "reach": _line([one.reach for one in answers.values()], np.int8),
    }


def _line(parts: list[NDArray[Any]], kind: type[np.generic]) -> NDArray[Any]:
    return np.concatenate([np.zeros(0, dtype=kind), *parts])


def _within(seen: Ints, rows: Ints) -> Ints:
    """Return where rows of a layer stand among those that were seen; -1 stays.

    >>> _within(np.array([2, 5, 9]), np.array([9, -1, 2])).tolist()
    [2, -1, 0]
    """
    return np.where(rows < 0, -1, np.searchsorted(seen, rows)).astype(np.int64)


def _worked(held: Mapping[str, NDArray[Any]], halos: Halos, seen: Seen) -> Worked:
    """Return a tile from its arrays: what ``_arrays`` gave."""
    ends = np.cumsum(held["trips"])[:-1]
    each = (np.split(held[name], ends) for name in ("pair", "trip_min", "trip_m"))
    rest = np.split(held["rest"], max(1, len(held["trips"])))
    trips = [Asked(*one) for one in zip(*each, rest, strict=True)] if len(held["trips"]) else []
    columns = [np.split(held[name], max(1, len(halos)))
               for name in ("place", "place_min", "place_m", "reach")]  # fmt: skip
    answers = {}
    for question, place, travel_min, dist_m, reach in zip(halos, *columns, strict=bool(halos)):
        row = np.where(place < 0, -1, np.append(seen[question], -1)[place])
        answers[question] = Nearest(row[:, None], travel_min[:, None], dist_m[:, None], reach)
    return Worked(trips, answers, dict(halos))


def kept_tile(
    store: Store, names: Iterable[str], sites: Spots, around: Surroundings
) -> Kept | None:  # fmt: skip
    """Return a kept tile that still holds; None where it is to be worked out.

    ``names`` are the files of the store with its first half. One that cannot be read is as good
    as absent.
    """
    for name in names:
        try:
            kept = read_tile(store, name, sites, around)
        except OpvangkaartError:
            continue
        if kept is not None:
            return kept
    return None


def read_tile(store: Store, name: str, sites: Spots, around: Surroundings) -> Kept | None:
    """Return a tile of the store; None where the places within its halos are others now.

    Raises
    ------
    InputFileError
        The file is damaged or gone.
    """
    with reading(name, _AGAIN), np.load(io.BytesIO(store.read(name)), allow_pickle=False) as file:
        held = {part: file[part] for part in file.files}
        about = json.loads(held["about"].tobytes())
        halos = read_halos(about["halos"])
        who = Who(str(about["worker"]), float(about["cpu_s"]))
        seen = seen_from(sites, around, halos)
        if not name.endswith(f"-{second_half(around, halos, seen)}.npz"):
            return None
        return Kept(name, _worked(held, halos, seen), who)
