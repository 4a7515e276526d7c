"""Read back what somebody wrote in a form of settings; what will not do is told at its field."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from sites.base.dutch import day_of
from sites.base.messages import Message, say
from sites.base.notation import written
from sites.settings.faults import faults_at
from sites.settings.form import Held, Path, Setting, as_text
from sites.settings.scenario import Scenario

#: What stands behind the source of a figure that is not as the source has it any more.
CHANGED: Final = "; aangepast door het team"


@dataclass(frozen=True)
class Filled:
    """What a filled form changes, and what in it cannot be read: a line per field."""

    changes: Mapping[Path, Held]
    faults: Mapping[Path, Message]


def read_form(settings: Mapping[Path, Setting], texts: Mapping[str, str]) -> Filled:
    """Read a form; a field whose text is as it was, or that is not there, changes nothing.

    >>> from sites.settings.form import example, settings_of
    >>> texts = {"criteria.gp.weight": "12,5", "travel.bike_kmh": "15"}
    >>> read_form(settings_of(example()), texts).changes
    {('criteria', 'gp', 'weight'): 12.5}
    >>> faults = read_form(settings_of(example()), {"travel.bike_kmh": "hard"}).faults
    >>> [str(fault) for fault in faults.values()]
    ["'hard' is no number; write one such as 45 or 12,5"]
    """
    changes: dict[Path, Held] = {}
    faults: dict[Path, Message] = {}
    for path, one in settings.items():
        text = texts.get(one.key, one.text).strip()
        if text == one.text:
            continue
        found = _read(one, text)
        if isinstance(found, Message):
            faults[path] = found
        elif found != one.value:
            changes[path] = found
    return Filled(changes, faults)


def _read(one: Setting, text: str) -> Held | Message:
    if not text:
        return None if one.may_be_empty else say("must be filled in")
    if one.kind in {"number", "whole"}:
        return _number(text, is_whole=one.kind == "whole")
    if one.kind == "day":
        no_day = say("{value!r} is no day; write one such as 1-7-2027", value=text[:60])
        return day_of(text) or no_day
    if one.kind == "choice" and text not in one.choices:
        return say("{value!r} is no choice here; choose one of {names}", value=text[:60],
                   names=tuple(one.choices.values()))  # fmt: skip
    return text


def with_sources(
    changes: Mapping[Path, Held], settings: Mapping[Path, Setting]
) -> dict[Path, Held]:
    """Return changes with those of the sources: a figure that was changed is not its source's.

    A source that somebody wrote anew stays as they wrote it.

    >>> from sites.settings.form import example, settings_of
    >>> known = settings_of(example())
    >>> with_sources({("criteria", "gp", "weight"): 12.0}, known)[("criteria", "gp", "source")]
    'aanname; aangepast door het team'
    """
    made = dict(changes)
    for path in changes:
        here = ((*path[:cut], settings[path].source_in) for cut in range(len(path) - 1, 0, -1))
        at = next((one for one in here if one in settings), None)
        if at is None or at in made or str(settings[at].value).endswith(CHANGED):
            continue
        made[at] = f"{str(settings[at].value)[: 300 - len(CHANGED)]}{CHANGED}"
    return made


def _number(text: str, *, is_whole: bool) -> float | int | Message:
    found = written(text)
    both = sorted({found.decimal, found.thousands})
    if math.isnan(found.decimal):
        return say("{value!r} is no number; write one such as 45 or 12,5", value=text[:60])
    whole = [value for value in both if value.is_integer()]
    if is_whole and not whole:
        return say("{value!r} is no whole number; leave the decimals out", value=text[:60])
    meant = whole if is_whole else both
    if len(meant) > 1:
        return say(
            "{value!r} can be {one} or {other}; write it without a dot",
            value=text[:60], one=as_text(meant[0]), other=as_text(meant[1]),
        )  # fmt: skip
    return int(meant[0]) if is_whole else meant[0]


def faults_by_field(
    error: ValidationError, settings: Mapping[str, object], known: Mapping[Path, Setting]
) -> dict[Path, Message]:
    """Return what is wrong with settings, at the field where a reader can mend it.

    ``settings`` is what was refused: it tells which row of a list a fault is about. What belongs to
    several fields stands at the first of them; what belongs to none has the empty path.

    >>> from sites.settings.form import example, settings_of
    >>> given = example().model_dump(mode="json")
    >>> given["criteria"][0]["weight"] = -1
    >>> try:
    ...     Scenario.model_validate(given)
    ... except ValidationError as error:
    ...     list(faults_by_field(error, given, settings_of(example())))
    [('criteria', 'gp', 'weight')]
    """
    found: dict[Path, Message] = {}
    for where, what in faults_at(error, Scenario):
        path = _path(where, settings)
        owner = next((one for one in known if path and one[: len(path)] == path), ())
        found.setdefault(owner, what)
    return found


def _path(where: Sequence[int | str], settings: Any) -> Path:  # noqa: ANN401 - any TOML
    """Return where a fault lies, with the id of a row in place of its number."""
    path: list[str] = []
    for part in where:
        settings = settings[part] if _has(settings, part) else None
        path.append(str(settings["id"]) if isinstance(part, int) and _has(settings, "id")
                    else str(part))  # fmt: skip
    return tuple(path)


def _has(settings: Any, part: int | str) -> bool:  # noqa: ANN401 - any TOML
    if isinstance(part, int):
        return isinstance(settings, list | tuple) and part < len(settings)
    return isinstance(settings, Mapping) and part in settings
