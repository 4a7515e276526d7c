"""Ask whether one point or one site can lean, and nothing more: the quick way past a whole run."""

import json
import math
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from geodata.geocode.spot import Spot
from geodata.layers import read_layers
from opvangkaart.runs.cycles import with_cycle
from opvangkaart.runs.engines import engine_for, no_timetable
from opvangkaart.runs.named import named_spot
from opvangkaart.runs.scenario_file import read_scenario
from opvangkaart.runs.stock import layers_on
from sites.base.errors import SiteError
from sites.judgement.knockouts import term_words
from sites.judgement.leaning.point import LeanAnswer, lean_at, with_functions
from sites.judgement.report import lean_json, site_named
from sites.settings.scenario import Mode, Scenario
from sites.tables.results import Layers
from sites.travel.context import Context
from sites.travel.protocol import TravelEngine


@dataclass(frozen=True)
class Asked:
    """What a user asks of one point; ``hub`` is an id or a name.

    ``mode`` is how residents go to the mother location (None: as the scenario says), ``years`` how
    long the site may be used. ``accuracy_m`` is how inexact the point is, and ``place`` how it was
    found, in Dutch.
    """

    lon: float = math.nan
    lat: float = math.nan
    places: float | None = None
    hub: str | None = None
    functions: tuple[str, ...] = ()
    on_site: frozenset[str] = frozenset()
    no_children: bool = False
    target_groups: str | None = None
    mode: Mode | None = None
    years: float | None = None
    accuracy_m: float = 0.0
    place: str = ""
    school_wait_weeks: float | None = None
    schools_off: tuple[str, ...] = ()  # ids of mother locations whose school does not count
    hubs_off: tuple[str, ...] = ()  # ids of mother locations that are thought away
    cycle: str | None = None  # whose task stands beside the load


def lean(scenario_path: Path | None, asked: Asked) -> LeanAnswer:
    """Answer for one point of a scenario.

    Raises
    ------
    SiteError, TravelError
        See ``sites.judgement.leaning.point.lean_at``; public transport without a timetable.
    """
    scenario, base_dir = read_scenario(scenario_path)
    layers = read_layers(scenario, base_dir)
    scenario = with_cycle(scenario, layers.municipalities, cycle=asked.cycle)
    return Asker(scenario, layers, base_dir).at(asked)


def lean_named(
    scenario_path: Path | None, at: str, asked: Asked, *, geocode: bool = False
) -> LeanAnswer:
    """Answer for "LON,LAT", the name of a kern or an address; ``asked`` needs no lon and lat.

    An address is looked up over the internet only with ``geocode``: it may not be public yet.

    Raises
    ------
    SiteError, TravelError
        As ``lean``; a name that is no kern and no address in one.
    """
    asker = open_asker(scenario_path, cycle=asked.cycle)
    return asker.named(at, asked, geocode=geocode)


@dataclass(frozen=True, eq=False)
class Asker:
    """A scenario with its layers read once, for one question after another.

    The engine is made at the first question, and kept: streets take seconds to read.
    """

    scenario: Scenario
    layers: Layers
    base_dir: Path

    @cached_property
    def engine(self) -> TravelEngine:
        """Return what knows the minutes of this scenario; no question changes it."""
        return engine_for(self.scenario, self.base_dir)

    @cached_property
    def standing(self) -> Layers:
        """Return the layers with the reception of the reference date, as a page is marked."""
        return layers_on(self.layers, self.scenario, "intern")

    def at(self, asked: Asked) -> LeanAnswer:
        """Answer for the point that was asked for; see ``lean``."""
        return _answer(asked, self)

    def spot(self, at: str, *, geocode: bool = False) -> Spot:
        """Return where "LON,LAT", a kern or an address lies; see ``lean_named``."""
        return named_spot(at, self.scenario, self.layers, self.base_dir, geocode=geocode)

    def named(self, at: str, asked: Asked, *, geocode: bool = False) -> LeanAnswer:
        """Answer for "LON,LAT", the name of a kern or an address; see ``lean_named``."""
        return self.at(spotted(asked, self.spot(at, geocode=geocode)))


def spotted(asked: Asked, spot: Spot) -> Asked:
    """Return a question with the place that was found for it.

    >>> spotted(Asked(places=60), Spot(5.1, 52.1, 10.0, "hier")).place
    'hier'
    """
    return replace(
        asked, lon=spot.lon, lat=spot.lat, accuracy_m=spot.accuracy_m, place=spot.told
    )  # fmt: skip


def open_asker(scenario_path: Path | None, *, cycle: str | None = None) -> Asker:
    """Read a scenario and its layers once.

    Raises
    ------
    ScenarioError, InputFileError
        The scenario or one of its layers cannot be read.
    """
    scenario, base_dir = read_scenario(scenario_path)
    layers = read_layers(scenario, base_dir)
    return Asker(with_cycle(scenario, layers.municipalities, cycle=cycle), layers, base_dir)


def _answer(asked: Asked, asker: Asker) -> LeanAnswer:
    scenario, engine = asker.scenario, asker.engine
    if asked.schools_off:
        judged = scenario.judgement
        off = (*judged.leaning.schools_off, *asked.schools_off)
        leaning = judged.leaning.model_copy(update={"schools_off": off})
        judged = judged.model_copy(update={"leaning": leaning})
        scenario = scenario.model_copy(update={"judgement": judged})
    if asked.mode is not None:
        mothers = scenario.mothers.model_copy(update={"mode": asked.mode})
        scenario = scenario.model_copy(update={"mothers": mothers})
    if scenario.mothers.mode not in engine.modes():
        raise no_timetable()
    layers = asker.standing
    if asked.hubs_off:
        hubs = layers.hubs
        stays = hubs["is_active"] & ~hubs["hub_id"].isin(asked.hubs_off)
        layers = replace(layers, hubs=hubs.assign(is_active=stays))
    answer = lean_at(
        asked.lon,
        asked.lat,
        math.nan if asked.places is None else asked.places,
        Context(layers, scenario, engine),
        hub=asked.hub,
        on_site=asked.on_site,
        no_children=asked.no_children,
        target_groups=asked.target_groups,
        accuracy_m=asked.accuracy_m,
        school_wait_weeks=asked.school_wait_weeks,
    )
    answer = with_functions(answer, asked.functions)
    term = term_words(asked.years, scenario.judgement.knockouts)
    return replace(
        answer, place=asked.place, term=term,
        lon=asked.lon, lat=asked.lat, accuracy_m=asked.accuracy_m,
    )  # fmt: skip


def lean_site(
    scenario_path: Path | None,
    site_id: str,
    asked: Asked | None = None,
    *,
    places: float | None = None,
) -> LeanAnswer:
    """Answer for one site of a scenario, at its own position and with its own places.

    Raises
    ------
    SiteError
        The site does not exist (the nearest ids are offered) or has no number of places.
    """
    from opvangkaart.runs.inputs import read_inputs  # noqa: PLC0415 - reads or scouts sites: heavy

    asked = asked or Asked(places=places)
    inputs = read_inputs(scenario_path, cycle=asked.cycle)
    site_id = site_named(inputs.sites, site_id)
    row: Any = inputs.sites.astype(object).set_index("site_id").loc[site_id]
    count = asked.places if asked.places is not None else row["places"]
    if count != count or count is None:  # noqa: PLR0124 - NaN
        raise SiteError(
            "site {site_id} has no number of places; give --places",
            site_id=site_id,
        )
    groups = row["target_groups"] if isinstance(row["target_groups"], str) else None
    far = row.get("accuracy_m")
    found = replace(
        asked,
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        places=float(count),
        target_groups=asked.target_groups or groups,
        accuracy_m=0.0 if far is None or pd.isna(far) else float(far),
    )
    return Asker(inputs.scenario, inputs.layers, inputs.base_dir).at(found)


@dataclass(frozen=True)
class Drawing:
    """The small map of an answer: SVG, what its signs mean (SVG and words), and what it shows.

    ``told`` ends with who made what the map is drawn from.
    """

    svg: str
    legend: tuple[tuple[str, str], ...]
    told: str


def drawn_answer(answer: LeanAnswer, asker: Asker) -> Drawing:
    """Return the small map of an answer, for a page that shows it."""
    from maps.content.answer_place import answer_place, ground_credits  # noqa: PLC0415 - drawn here
    from maps.drawing.answer_map import answer_map  # noqa: PLC0415
    from maps.drawing.legend import svg_swatch  # noqa: PLC0415

    scenario = asker.scenario
    place = answer_place(answer, asker.layers, scenario.mothers.mode, scenario.travel)
    legend = tuple((str(svg_swatch(entry.key)), entry.text) for entry in place.legend)
    told = f"{place.told} {ground_credits(asker.layers)}".strip()
    return Drawing(str(answer_map(place)), legend, told)


def write_answer(
    answer: LeanAnswer,
    json_file: Path | None,
    page: Path | None,
    *,
    scenario_path: Path | None = None,
    mode: Mode | None = None,
) -> None:
    """Write an answer as data and as one page with its map, where a file is named for it."""
    from maps.exports.named_file import write_named  # noqa: PLC0415 - loads filelock

    if json_file is not None:
        text = json.dumps(lean_json(answer), ensure_ascii=False, indent=2)
        write_named(json_file, (text + "\n").encode(), ".json")
    if page is not None:
        from maps.page.answer import answer_page  # noqa: PLC0415 - loads templates

        scenario, base_dir = read_scenario(scenario_path)
        layers = read_layers(scenario, base_dir)
        how = mode or scenario.mothers.mode
        write_named(page, answer_page(answer, layers, how, scenario.travel), ".html", ".htm")
