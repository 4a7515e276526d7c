"""Ask a second engine for the trips of a scenario: which differ, and by which rule."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pandera.typing import DataFrame

from geodata.files.basisset import sha256
from geodata.files.swap import write_whole
from geodata.streets.load import engine_for, engine_without_turns, kept_network, street_params
from geodata.streets.second_profile import profile_text, write_rules
from opvangkaart.runs.inputs import Inputs, Progress, own_edition, read_inputs, silent
from opvangkaart.runs.osrm import Programs, find_osrm, prepare, serving
from opvangkaart.runs.told import Told, View
from sites.base.errors import InputFileError, ScenarioError, TravelError
from sites.base.messages import Message, say
from sites.base.projection import to_lonlat
from sites.settings.scenario import Mode, Scenario
from sites.tables.columns import headings
from sites.tables.filters import active_hubs
from sites.tables.streets import SecondOpinion
from sites.travel.protocol import NO_ROUTE, REACH_WORDS, Floats, Points
from sites.travel.second import SAME, Answers, Step, differs, second_table, summary
from sites.travel.streets.build import NS_PER_MIN
from sites.travel.streets.network import StreetNetwork

TABLE: Final = "tweede_mening.csv"
#: A terminal shows so many of the trips that differ; the file holds them all.
_SHOWN: Final = 10
_MINUTES: Final = ["own_min", "other_min"]
_SHARES: Final = ["difference_min", "rest_min"]
_COLUMNS: Final = (
    "site_id", "hub_id", "own_min", "other_min", "difference_min", "rest_min", "cause",
)  # fmt: skip


def second_lines(
    scenario_path: Path | None, *, mode: Mode | None = None, extract: Path | None = None,
    more_than_min: float = 2.0, out: Path | None = None, progress: Progress = silent,
) -> Told:  # fmt: skip
    """Return which trips to the mother locations another engine answers otherwise, and why.

    Raises
    ------
    TravelError, ScenarioError, InputFileError
        No second engine, no streets, no extract, no mother location, sites that it does not cover.
    """
    programs = find_osrm()
    inputs = read_inputs(scenario_path, progress=progress)
    scenario, hubs = inputs.scenario, active_hubs(inputs.layers.hubs)
    if scenario.engine != "streets":
        raise ScenarioError(
            "this scenario travels in straight lines; a second opinion needs [layers.streets]"
        )
    if inputs.sites.empty or hubs.empty:
        raise TravelError("no site or no mother location to travel between; see the layers")
    asked = mode or (scenario.mothers.mode if scenario.mothers.mode != "ov" else "walk")
    source = _extract(inputs, extract)
    engine = engine_for(scenario, inputs.base_dir, inputs.sites)
    trips = _Trips(
        scenario, asked, source, engine,
        Points.of(inputs.sites, "site_id"), Points.of(hubs, "hub_id"),
    )  # fmt: skip
    answers = trips.answers(programs, more_than_min, progress)
    table = second_table(
        trips.sites, trips.hubs, answers, more_than_min=more_than_min, has_door=trips.has_door
    )
    return tuple(_told(table, more_than_min, inputs, out))


def _extract(inputs: Inputs, named: Path | None) -> Path:
    """Return the extract that our streets were made from: the layer itself, or the one named."""
    layer = inputs.scenario.layers.streets
    path = named or (inputs.base_dir / layer.path if layer else Path())
    if not path.name.endswith((".pbf", ".osm")):
        raise ScenarioError(
            "the streets of this scenario are no extract; name theirs with --extract FILE.osm.pbf"
        )
    if not path.is_file():
        raise InputFileError("{file} does not exist; check --extract", file=path.name)
    kept = kept_network(inputs.scenario, inputs.base_dir)
    if kept is not None and kept.sha256 != sha256(path):
        raise InputFileError(
            "{file} is not the extract that these streets were made from ({source}); "
            "name that one, or import the streets again",
            file=path.name, source=kept.source,
        )  # fmt: skip
    return path


@dataclass(frozen=True)
class _Trips:
    """The trips that both engines are asked for, by one mode."""

    scenario: Scenario
    mode: Mode
    extract: Path
    engine: StreetNetwork
    sites: Points
    hubs: Points

    @cached_property
    def _doors(self) -> "tuple[_Doors, _Doors]":
        return self._put(self.sites), self._put(self.hubs)

    @cached_property
    def has_door(self) -> NDArray[np.bool_]:
        """Return per site and hub whether both stand on our streets."""
        start, goal = self._doors
        return start.is_on[:, None] & goal.is_on

    def answers(
        self, programs: Programs, more_than_min: float, progress: Progress
    ) -> dict[Step, Answers]:
        """Return what both say: as delivered, and step by step where any trip differs."""
        own = self.engine.matrix(self.sites, self.hubs, mode=self.mode)
        with TemporaryDirectory() as made:
            work = _Work(self, programs, Path(made))
            progress("OSRM rekent zoals het geleverd wordt")
            first = Answers(own, work.minutes(Step.delivered, own_doors=False))
            answers = {Step.delivered: first}
            if not differs(first, more_than_min).any():
                return answers
            progress("oorzaken zoeken: dezelfde regels, een voor een")
            plain = engine_without_turns(self.extract, self.scenario, self.mode, self.engine)
            own = plain.matrix(self.sites, self.hubs, mode=self.mode)
            write_rules(self.extract, work.rules, street_params(self.scenario), self.mode)
            answers[Step.turns] = Answers(own, work.minutes(Step.turns, own_doors=False))
            for step in (Step.doors, Step.speeds, Step.access):
                answers[step] = Answers(own, work.minutes(step, own_doors=True))
        return answers

    def _put(self, points: Points) -> "_Doors":
        put = self.engine.engine(self.mode).put(points)
        is_on = put.chain >= 0
        crs = self.scenario.area.metric_crs
        leg_min = np.where(is_on, put.leg_ns / NS_PER_MIN, 0.0)
        spot = (
            np.where(is_on, put.easting, points.easting),
            np.where(is_on, put.northing, points.northing),
        )
        return _Doors(
            np.column_stack(to_lonlat(points.easting, points.northing, crs)),
            np.column_stack(to_lonlat(*spot, crs)), leg_min, is_on,
        )  # fmt: skip


@dataclass(frozen=True)
class _Doors:
    """Where trips begin or end: the door, our spot on the street, and the walk between them."""

    door: Floats
    spot: Floats
    leg_min: Floats
    is_on: NDArray[np.bool_]


@dataclass(frozen=True)
class _Work:
    """OSRM at work in a folder of its own, which goes when it is done."""

    trips: _Trips
    programs: Programs
    folder: Path

    @property
    def rules(self) -> Path:
        """Return the file with what we read of every way."""
        return self.folder / "rules.txt"

    def minutes(self, step: Step, *, own_doors: bool) -> Floats:
        """Return OSRM's minutes from door to door, with the walks at both ends."""
        trips = self.trips
        # Doors are no rule of its network: that of the step before answers.
        built = Step.turns if step is Step.doors else step
        base = self.folder / built / "streets"
        if not base.parent.is_dir():
            base.parent.mkdir()
            profile = base.with_suffix(".lua")
            text = profile_text(built, trips.mode, self.programs.profiles, self.rules)
            profile.write_text(text, encoding="utf-8")
            prepare(self.programs, trips.extract, profile, base)
        start, goal = trips._doors  # noqa: SLF001 - the same module
        side = "spot" if own_doors else "door"
        with serving(self.programs, base) as osrm:
            told, from_m, to_m = osrm.table(getattr(start, side), getattr(goal, side))
        per_min = trips.scenario.travel.walk_kmh * 1000 / 60
        legs = from_m[:, None] / per_min + to_m / per_min
        if own_doors:
            legs = legs + start.leg_min[:, None] + goal.leg_min
        return told + legs


def _told(
    table: DataFrame[SecondOpinion], more_than_min: float, inputs: Inputs, out: Path | None
) -> Iterator[str | Message | View]:
    odd = table[table["cause"] != SAME]
    odd = odd.reindex(odd["difference_min"].abs().sort_values(ascending=False).index)
    yield from inputs.notes
    yield from summary(table, more_than_min)
    if len(odd):
        shown = odd.head(_SHOWN).astype(dict.fromkeys(_MINUTES, object))
        shown[_MINUTES] = shown[_MINUTES].where(shown[_MINUTES].notna(), REACH_WORDS[NO_ROUTE])
        shown[_SHARES] = shown[_SHARES].astype(object).where(shown[_SHARES].notna(), "-")
        yield View("De grootste verschillen", SecondOpinion, shown, _COLUMNS, ("cause",))
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        kept = SecondOpinion.validate(table).rename(columns=headings(SecondOpinion))
        figures = kept.select_dtypes("number").columns
        kept[figures] = kept[figures].round(1) + 0.0  # no "-0,0"
        csv = kept.to_csv(index=False, sep=";", decimal=",")
        write_whole(out / TABLE, b"\xef\xbb\xbf" + csv.encode())
        yield f"Tabel: {TABLE}."
        if own_edition(inputs) != "openbaar":
            yield say("the table names sites that are not public: keep it within the team")
    yield "Bron: dit programma en OSRM, allebei op dezelfde straten van OpenStreetMap."
