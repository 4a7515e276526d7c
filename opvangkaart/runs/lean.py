"""Ask whether one point or one site can lean, and nothing more: the quick way past a whole run."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geodata.layers import read_layers
from opvangkaart.runs.engines import engine_for
from opvangkaart.runs.scenario_file import read_scenario
from sites.base.boundary import because
from sites.base.errors import ExportError, SiteError
from sites.judgement.leaning.point import LeanAnswer, lean_at, with_functions
from sites.judgement.report import known_site, lean_json
from sites.settings.scenario import Scenario
from sites.tables.results import Layers
from sites.travel.context import Context


@dataclass(frozen=True)
class Asked:
    """What a user asks of one point; ``hub`` is an id or a name."""

    lon: float
    lat: float
    places: float
    hub: str | None = None
    functions: tuple[str, ...] = ()
    on_site: frozenset[str] = frozenset()
    no_children: bool = False
    target_groups: str | None = None
    school_wait_weeks: float | None = None
    schools_off: tuple[str, ...] = ()  # ids of mother locations whose school does not count


def lean(scenario_path: Path | None, asked: Asked) -> LeanAnswer:
    """Answer for one point of a scenario.

    Raises
    ------
    SiteError
        See ``sites.judgement.leaning.point.lean_at``.
    """
    scenario, base_dir = read_scenario(scenario_path)
    return _answer(asked, scenario, read_layers(scenario, base_dir), base_dir)


def _answer(asked: Asked, scenario: Scenario, layers: Layers, base_dir: Path) -> LeanAnswer:
    if asked.schools_off:
        judged = scenario.judgement
        off = (*judged.leaning.schools_off, *asked.schools_off)
        leaning = judged.leaning.model_copy(update={"schools_off": off})
        judged = judged.model_copy(update={"leaning": leaning})
        scenario = scenario.model_copy(update={"judgement": judged})
    answer = lean_at(
        asked.lon,
        asked.lat,
        asked.places,
        Context(layers, scenario, engine_for(scenario, base_dir)),
        hub=asked.hub,
        on_site=asked.on_site,
        no_children=asked.no_children,
        target_groups=asked.target_groups,
        school_wait_weeks=asked.school_wait_weeks,
    )
    return with_functions(answer, asked.functions)


def lean_site(
    scenario_path: Path | None,
    site_id: str,
    *,
    places: float | None = None,
    hub: str | None = None,
    functions: Sequence[str] = (),
    on_site: frozenset[str] = frozenset(),
    no_children: bool = False,
    school_wait_weeks: float | None = None,
    schools_off: tuple[str, ...] = (),
) -> LeanAnswer:
    """Answer for one site of a scenario, at its own position and with its own places.

    Raises
    ------
    SiteError
        The site does not exist (the nearest ids are offered) or has no number of places.
    """
    from opvangkaart.runs.inputs import read_inputs  # noqa: PLC0415 - reads or scouts sites: heavy

    inputs = read_inputs(scenario_path)
    known_site(inputs.sites, site_id)
    row: Any = inputs.sites.astype(object).set_index("site_id").loc[site_id]
    count = places if places is not None else row["places"]
    if count != count or count is None:  # noqa: PLR0124 - NaN
        raise SiteError(
            "site {site_id} has no number of places; give --places",
            site_id=site_id,
        )
    groups = row["target_groups"] if isinstance(row["target_groups"], str) else None
    asked = Asked(
        float(row["lon"]), float(row["lat"]), float(count), hub, tuple(functions), on_site,
        no_children, groups, school_wait_weeks, schools_off,
    )  # fmt: skip
    return _answer(asked, inputs.scenario, inputs.layers, inputs.base_dir)


def write_answer(answer: LeanAnswer, json_file: Path | None, page: Path | None) -> None:
    """Write an answer as data and as one page, where a file is named for it."""
    if json_file is not None:
        text = json.dumps(lean_json(answer), ensure_ascii=False, indent=2)
        _write(json_file, (text + "\n").encode())
    if page is not None:
        from maps.page.answer import answer_page  # noqa: PLC0415 - loads templates

        _write(page, answer_page(answer))


def _write(path: Path, content: bytes) -> None:
    """Write a file the user named, whole or not at all."""
    from maps.exports.folder import write_whole  # noqa: PLC0415 - loads filelock

    try:
        write_whole(path, content)
    except OSError as error:
        raise ExportError(
            "{file} cannot be written: {why}; choose another place",
            file=path.name[:60], why=because(error),
        ) from error  # fmt: skip
