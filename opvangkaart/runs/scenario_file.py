"""Read a scenario file: TOML in, frozen settings out, and a clear line for what is wrong."""

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from geodata.files.limits import MB
from sites.base.boundary import reading
from sites.base.errors import ScenarioError
from sites.base.messages import say
from sites.settings.faults import first_fault
from sites.settings.scenario import Scenario

BUNDLED = Path(str(files("sites") / "scenarios" / "basis.toml"))
#: A scenario is a page of settings.
MAX_SCENARIO_BYTES: Final = 5 * MB


def read_scenario(path: Path | None = None) -> tuple[Scenario, Path]:
    """Read a scenario (the bundled one without a path) and the folder its paths start from.

    Raises
    ------
    ScenarioError
        One line: the file, the key, what is wrong, and the nearest key that exists.
    """
    source = path or BUNDLED
    with reading(f"scenario {source.name}", say("write it as TOML in UTF-8"), error=ScenarioError):
        if not source.exists():
            raise ScenarioError(
                "scenario {source} does not exist; give a .toml file, or none for the bundled run",
                source=source,
            )
        if source.stat().st_size > MAX_SCENARIO_BYTES:
            raise ScenarioError(
                "scenario {file} is larger than {limit} MB; keep tables in files of their own",
                file=source.name, limit=MAX_SCENARIO_BYTES // MB,
            )  # fmt: skip
        settings = tomllib.loads(source.read_text(encoding="utf-8-sig"))
        return scenario_of(settings, source.name), source.resolve().parent


def scenario_from(text: str, name: str) -> Scenario:
    """Return what the text of a scenario says; ``name`` tells where it came from.

    Raises
    ------
    ScenarioError
        One line: that it is no TOML, or the key and what is wrong.

    >>> try:
    ...     scenario_from("name = ", "team.toml")
    ... except ScenarioError as error:
    ...     print(str(error)[:18])
    scenario team.toml
    """
    with reading(f"scenario {name}", say("write it as TOML in UTF-8"), error=ScenarioError):
        settings = tomllib.loads(text)
    return scenario_of(settings, name)


def scenario_of(settings: dict[str, Any], name: str) -> Scenario:
    """Return settings as a scenario; ``name`` tells where they came from.

    Raises
    ------
    ScenarioError
        One line: the key, what is wrong, and the nearest key that exists.
    """
    given = {key: value for key, value in settings.items() if key != "kenmerk"}
    try:
        return Scenario.model_validate(given)
    except ValidationError as error:
        raise ScenarioError(
            "scenario {name}: {fault}", name=name, fault=first_fault(error, Scenario)
        ) from None
