"""Read a scenario file: TOML in, frozen settings out, and a clear line for what is wrong."""

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from opvangkaart.language.libraries import recognised
from sites.base.errors import OpvangkaartError, ScenarioError
from sites.base.messages import Message, say, say_counted
from sites.base.nearest import did_you_mean
from sites.settings.scenario import Scenario

BUNDLED = Path(str(files("sites") / "scenarios" / "basis.toml"))


def read_scenario(path: Path | None = None) -> tuple[Scenario, Path]:
    """Read a scenario (the bundled one without a path) and the folder its paths start from.

    Raises
    ------
    ScenarioError
        One line: the file, the key, what is wrong, and the nearest key that exists.
    """
    source = path or BUNDLED
    try:
        settings = tomllib.loads(source.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ScenarioError(
            "scenario {source} does not exist; give a .toml file, or none for the bundled run",
            source=source,
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ScenarioError(
            "scenario {file} is not readable TOML: {error}",
            file=source.name,
            error=error,
        ) from None
    return scenario_of(settings, source.name), source.resolve().parent


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
            "scenario {name}: {fault}", name=name, fault=_first_fault(error)
        ) from None


def _first_fault(error: ValidationError) -> Message:
    """Say the first fault and how many more there are."""
    # A misspelt key comes first: it is often the reason that another one is missing.
    faults = error.errors(include_url=False)
    first, *others = sorted(faults, key=lambda fault: fault["type"] != "extra_forbidden")
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        hint = did_you_mean(str(first["loc"][-1]), _known_keys(Scenario), say("remove it"))
        what = say("unknown key {key}; {hint}", key=where, hint=hint)
    elif first["type"] == "missing":
        what = say("{key} is missing; add it", key=where)
    else:
        what = _told(first, where)
    if not others:
        return what
    return say_counted("{what} (and {count} more fault)", "{what} (and {count} more faults)",
                       count=len(others), what=what)  # fmt: skip


def _told(fault: ErrorDetails, where: str) -> Message:
    """Say a value that is not possible: our own words, or those of pydantic."""
    own = fault.get("ctx", {}).get("error")
    words = own.message if isinstance(own, OpvangkaartError) else recognised(fault["msg"])
    if not where:
        return words
    if isinstance(fault["input"], dict | list):
        return say("{key}: {fault}", key=where, fault=words)
    return say("{key}: {fault} (it is {value!r})", key=where, fault=words, value=fault["input"])


def _known_keys(model: type[BaseModel]) -> set[str]:
    keys: set[str] = set(model.model_fields)
    for field in model.model_fields.values():
        for inner in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                keys |= _known_keys(inner)
    return keys
