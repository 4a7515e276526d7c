"""Change settings of a scenario in its own file: what was not touched stays as it was written."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import tomlkit
from pydantic import ValidationError
from tomlkit.items import AoT, Table

from geodata.files.swap import write_whole
from opvangkaart.runs.cycles import task_cycles
from opvangkaart.runs.scenario_file import BUNDLED, read_scenario, scenario_of
from sites.base.boundary import because
from sites.base.errors import OpvangkaartError
from sites.base.messages import Message
from sites.settings import netherlands
from sites.settings.base import Params
from sites.settings.filled import faults_by_field, read_form, with_sources
from sites.settings.form import Held, Part, Setting, parts_of
from sites.settings.form import Path as Where
from sites.settings.scenario import Scenario

#: The keys that name a file, relative to the folder of the scenario, by the part they stand in.
_FILES: Final[Mapping[str, frozenset[str]]] = {
    "area": frozenset({"ratios", "norms"}),
    "layers": frozenset({"path", "store"}),
    "sites": frozenset({"path", "facts", "notes"}),
}
_CYCLE: Final[Where] = ("cycle",)
_STORE: Final[Where] = ("layers", "store")
#: What the choice without a folder is called.
BUNDLED_LAYERS: Final = "gegevens die met het programma meekomen"
NO_STORES: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, eq=False)
class Draft:
    """Settings as somebody wants them: the file they would become, and what they change."""

    text: str
    scenario: Scenario
    changed: tuple[tuple[Setting, Setting], ...]  # before and after


@dataclass(frozen=True, eq=False)
class Refused:
    """Settings that will not do: a line per field; the empty path is about all of them."""

    faults: Mapping[Where, Message]


def settings_parts(scenario: Scenario, stores: Mapping[str, str] = NO_STORES) -> tuple[Part, ...]:
    """Return every setting that readers know by name, with the choices that only a register knows.

    ``stores`` are the folders of layers that can be chosen, by their path from the scenario.

    >>> settings_parts(read_scenario()[0])[1].heading
    'Criteria en hun gewicht'
    """
    cycles = task_cycles()
    names = {str(row["cycle"]): str(row["name"]) for row in cycles.to_dict("records")}
    held = scenario.layers.store
    known = {} if held is None or held in stores else {held: f"de map {held}"}
    choices = {_CYCLE: names, _STORE: {"": BUNDLED_LAYERS} | known | dict(stores)}
    return tuple(
        Part(part.heading, tuple(_with_choices(one, choices) for one in part.settings))
        for part in parts_of(scenario)
    )


def _with_choices(one: Setting, choices: Mapping[Where, Mapping[str, str]]) -> Setting:
    if one.path not in choices:
        return one
    return replace(one, kind="choice", choices=choices[one.path])


def draft_of(
    source: Path | None, texts: Mapping[str, str], folder: Path,
    stores: Mapping[str, str] = NO_STORES,
) -> Draft | Refused:  # fmt: skip
    """Return what a filled form makes of a scenario that is to lie in ``folder``, or its faults.

    ``source`` is the scenario in force; None is the bundled one.

    Raises
    ------
    ScenarioError
        The scenario in force cannot be read.
    """
    scenario, base = read_scenario(source)
    known = _known(scenario, stores)
    filled = read_form(known, texts)
    if filled.faults:
        return Refused(filled.faults)
    changes = with_sources(filled.changes, known)
    document = tomlkit.parse((source or BUNDLED).read_text(encoding="utf-8-sig"))
    _move_files(document, base, folder)
    for path, value in changes.items():
        _put(document, path, value, scenario)
    settings = document.unwrap()
    try:
        after = Scenario.model_validate({k: v for k, v in settings.items() if k != "kenmerk"})
    except ValidationError as error:
        first = {path: known[path] for path in changes}  # a fault is told where somebody wrote
        return Refused(faults_by_field(error, settings, first | known))
    new = _known(after, stores)
    changed = tuple(
        (known[path], new[path]) for path in new
        if path in known and known[path].value != new[path].value
    )  # fmt: skip
    return Draft(tomlkit.dumps(document), after, changed)


def _known(scenario: Scenario, stores: Mapping[str, str]) -> dict[Where, Setting]:
    return {one.path: one for part in settings_parts(scenario, stores) for one in part.settings}


def moved_text(text: str, base: Path, folder: Path) -> str:
    """Return the text of a scenario as it must read in another folder, to name the same files.

    >>> moved_text('sites.path = "a.csv"', Path("kaarten"), Path("."))
    'sites.path = "kaarten/a.csv"'
    """
    document = tomlkit.parse(text)
    _move_files(document, base, folder)
    return tomlkit.dumps(document)


def save_settings(draft: str, path: Path) -> None:
    """Write settings whole or not at all.

    Raises
    ------
    OpvangkaartError
        They are no scenario any more, or the file cannot be written; what stood there stays.
    """
    scenario_of(tomlkit.parse(draft).unwrap(), path.name)
    try:
        write_whole(path, draft.encode())
    except OSError as error:
        raise OpvangkaartError(
            "{file} cannot be written ({why}); the settings are as they were",
            file=path.name, why=because(error),
        ) from error  # fmt: skip


def _put(document: Any, path: Where, value: Held, scenario: Scenario) -> None:  # noqa: ANN401
    """Set one value where it belongs; tables that are missing are made, lists written whole."""
    here: Any = document
    held: Any = scenario
    for key in path[:-1]:
        if isinstance(held, tuple):
            held = next(row for row in held if row.id == key)
            here = next(row for row in here if row["id"] == key)
            continue
        held = getattr(held, key)
        if key not in here:
            here[key] = _rows(held) if isinstance(held, tuple) else _table(held)
        here = here[key]
    if value is None:
        here.pop(path[-1], None)
    else:
        is_whole = isinstance(value, float) and value.is_integer()
        here[path[-1]] = int(value) if isinstance(value, float) and is_whole else value


def _rows(held: Sequence[Any]) -> AoT:
    """Return a list of settings that so far came from the program, as it stands in a file."""
    rows = tomlkit.aot()
    for row in held:
        rows.append(_filled(row))
    return rows


def _table(held: Params) -> Table:
    """Return the table for settings that the file lacks; what must stand there is filled in."""
    must = any(info.is_required() for info in type(held).model_fields.values())
    return _filled(held) if must else tomlkit.table()


def _filled(held: Params) -> Table:
    table = tomlkit.table()
    for key, value in held.model_dump(exclude_none=True).items():
        table[key] = list(value) if isinstance(value, tuple) else value
    return table


def _move_files(document: Any, base: Path, folder: Path) -> None:  # noqa: ANN401 - any TOML
    """Let the names of files start from another folder, and still name the same files."""
    if base.resolve() == folder.resolve():
        return
    for name, keys in _FILES.items():
        part = document.get(name, {})
        held = list(part.values()) if isinstance(part, Mapping) else []
        rows = [row for one in held for row in (one if isinstance(one, list) else [one])]
        for table in (part, *(rows if name == "layers" else ())):
            for key in keys.intersection(table) if isinstance(table, Mapping) else ():
                if isinstance(table[key], str) and table[key] != netherlands.BUNDLED:
                    table[key] = _from(folder, base / table[key])


def _from(folder: Path, path: Path) -> str:
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:  # another drive of Windows
        return path.resolve().as_posix()
