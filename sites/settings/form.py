"""Lay the settings of a scenario out as a form."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal, TypeAlias, get_args, get_origin

import annotated_types as kinds
from pydantic import BaseModel, BeforeValidator
from pydantic.fields import FieldInfo

from sites.base import dutch
from sites.settings.base import Params
from sites.settings.scenario import Criterion, Curve, Scenario
from sites.settings.told import UNIT_WORDS, Told

Path: TypeAlias = tuple[str, ...]
Kind = Literal["number", "whole", "day", "choice", "text"]
#: What a setting can hold.
Held: TypeAlias = float | int | str | date | None
#: Above the settings that stand in no part of their own.
GENERAL: Final = "Algemeen"


@dataclass(frozen=True)
class Setting:
    """One setting as a reader meets it; in a list ``path`` has the id of the row."""

    path: Path
    words: str
    owner: str
    value: Held
    kind: Kind
    unit: str = ""
    source: str = ""
    bounds: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    may_be_empty: bool = False
    source_in: str = ""  # the field beside it or around it that holds its source

    @property
    def key(self) -> str:
        """Return the name of its field in a form.

        >>> Setting(("travel", "bike_kmh"), "Fietsen", "", 15.0, "number").key
        'travel.bike_kmh'
        """
        return ".".join(self.path)

    @property
    def text(self) -> str:
        """Return the value as it stands in a field of a form.

        >>> Setting(("travel", "bike_kmh"), "Fietsen", "", 15.5, "number").text
        '15,5'
        """
        return as_text(self.value)

    @property
    def shown(self) -> str:
        """Return the value as a sentence has it, with its unit.

        >>> Setting(("travel", "bike_kmh"), "Fietsen", "", 15.5, "number", "km per uur").shown
        '15,5 km per uur'
        """
        if self.value is None:
            return self.choices.get("", "geen")
        if isinstance(self.value, date):
            return dutch.day(self.value)
        text = self.choices.get(str(self.value), self.text)
        return f"{text} {self.unit}".strip()


@dataclass(frozen=True)
class Part:
    """Settings that belong together, under a heading."""

    heading: str
    settings: tuple[Setting, ...]

    @property
    def owners(self) -> tuple[str, ...]:
        """Return what the settings are about, each once, in order.

        >>> next(part for part in parts_of(example()) if part.heading[:3] == "Cri").owners
        ('Huisarts',)
        """
        return tuple(dict.fromkeys(one.owner for one in self.settings))

    def of(self, owner: str) -> tuple[Setting, ...]:
        """Return the settings about one thing.

        >>> Part("Reizen", (Setting(("a",), "Fietsen", "b", 1.0, "number"),)).of("c")
        ()
        """
        return tuple(one for one in self.settings if one.owner == owner)


def parts_of(scenario: Scenario) -> tuple[Part, ...]:
    """Return every setting that readers know by name, in parts.

    >>> from sites.settings.scenario import Criterion
    >>> known = {one.path for part in parts_of(example()) for one in part.settings}
    >>> ("criteria", "gp", "weight") in known, ("plan", "target") in known
    (True, False)
    """
    found: dict[str, list[Setting]] = {GENERAL: []}
    marked = ((name, info, _told(info)) for name, info in type(scenario).model_fields.items())
    known = [(name, info, told) for name, info, told in marked if told is not None]
    for name, info, told in sorted(known, key=lambda one: one[2].at):
        value = getattr(scenario, name)
        if isinstance(value, Params | tuple):
            made = list(_inside(value, (name,), _Around((scenario,))))
            found.setdefault(told.words, []).extend(made)
        else:
            found[GENERAL].append(_setting(info, (name,), _Around((scenario,)), told))
    return tuple(Part(heading, tuple(made)) for heading, made in found.items())


def settings_of(scenario: Scenario) -> dict[Path, Setting]:
    """Return every setting that readers know by name, by its path.

    >>> settings_of(example())[("criteria", "gp", "weight")].shown
    '10 punten'
    """
    return {one.path: one for part in parts_of(scenario) for one in part.settings}


@dataclass(frozen=True)
class _Around:
    """What a setting stands in: the models, from near to far, what they are about, their unit."""

    models: tuple[BaseModel, ...]
    owner: str = ""
    unit: str = ""

    def within(self, model: BaseModel) -> "_Around":
        """Return the surroundings of the fields of a model that stands here."""
        return _Around((model, *self.models), self.owner, self.unit)

    def says(self, name: str) -> str:
        """Return what the nearest model with such a field has in it."""
        held = (getattr(one, name) for one in self.models if name in type(one).model_fields)
        return str(next(held, "")) if name else ""


def _inside(
    value: Any, path: Path, around: _Around  # noqa: ANN401 - any setting
) -> Iterator[Setting]:  # fmt: skip
    if isinstance(value, tuple):
        for row in value:
            if isinstance(row, Params):
                inner = _Around(around.models, str(_label(row)), around.unit)
                yield from _inside(row, (*path, str(_id(row))), inner)
        return
    for name, info in type(value).model_fields.items():
        told, held = _told(info), getattr(value, name)
        if told is None or (told.needs and not getattr(value, told.needs)):
            continue
        here = around.within(value)
        if isinstance(held, Params | tuple):
            inner = _Around(here.models, told.words or here.owner, told.unit or here.unit)
            yield from _inside(held, (*path, name), inner)
        else:
            yield _setting(info, (*path, name), here, told)


def _setting(info: FieldInfo, path: Path, around: _Around, told: Told) -> Setting:
    kind = _kind(info)
    words = get_args(_bare(info.annotation)) if kind == "choice" else ()
    may_be_empty = info.default is None and not info.is_required()
    words = ("", *words) if words and may_be_empty else words
    unit = around.says(told.unit_in)
    return Setting(
        path=path, words=told.words, owner=around.owner,
        value=getattr(around.models[0], path[-1]), kind=kind,
        unit=UNIT_WORDS.get(unit, unit) or told.unit or around.unit,
        source=around.says(told.source_in) or told.source, bounds=_bounds(info),
        choices={str(word): told.names.get(str(word), str(word) or "geen") for word in words},
        may_be_empty=may_be_empty, source_in=told.source_in,
    )  # fmt: skip


def _told(info: FieldInfo) -> Told | None:
    return next((one for one in info.metadata if isinstance(one, Told)), None)


def _id(row: Params) -> object:
    return getattr(row, "id", None)


def _label(row: Params) -> object:
    return getattr(row, "label", _id(row))


def _bare(annotation: Any) -> Any:  # noqa: ANN401 - any type
    """Return the type without what is said about it, and without the None it may be instead."""
    if get_origin(annotation) is Literal:
        return annotation
    parts = [part for part in get_args(annotation) if part is not type(None)]
    if isinstance(annotation, type) or not parts:
        return annotation
    return _bare(parts[0])


def _metadata(info: FieldInfo) -> list[Any]:
    """Return all that is said about a field, also inside "or None"."""
    found, waiting = list(info.metadata), [info.annotation]
    while waiting:
        part = waiting.pop()
        found += getattr(part, "__metadata__", ())
        if get_origin(part) is not Literal:
            waiting += get_args(part)
    return [
        inner for one in found
        for inner in (one.metadata if isinstance(one, FieldInfo) else [one])
    ]  # fmt: skip


def _kind(info: FieldInfo) -> Kind:
    bare = _bare(info.annotation)
    if get_origin(bare) is Literal:
        return "choice"
    if bare is date or any(isinstance(one, BeforeValidator) for one in _metadata(info)):
        return "day"
    known: dict[Any, Kind] = {int: "whole", float: "number"}
    return known.get(bare, "text")


def _bounds(info: FieldInfo) -> str:
    """Say between which ends a number may lie.

    >>> from sites.settings.scenario import MotherParams
    >>> _bounds(MotherParams.model_fields["limit_min"])
    'meer dan 0, hoogstens 1.440'
    """
    said = []
    for one in _metadata(info):
        if isinstance(one, kinds.Gt):
            said.append(f"meer dan {_end(one.gt)}")
        elif isinstance(one, kinds.Ge):
            said.append(f"ten minste {_end(one.ge)}")
        elif isinstance(one, kinds.Lt):
            said.append(f"minder dan {_end(one.lt)}")
        elif isinstance(one, kinds.Le):
            said.append(f"hoogstens {_end(one.le)}")
    return ", ".join(dict.fromkeys(said))


def _end(value: Any) -> str:  # noqa: ANN401 - an end of any kind
    whole = float(value).is_integer()
    return dutch.number(float(value), 0 if whole else 2)


def as_text(value: Held) -> str:
    """Write a value as it stands in a field of a form: a comma, and nothing for thousands.

    >>> as_text(12.5), as_text(1500.0), as_text(date(2026, 11, 1)), as_text(None)
    ('12,5', '1500', '2026-11-01', '')
    """
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return (str(int(value)) if value.is_integer() else repr(value)).replace(".", ",")
    return str(value)


def example() -> Scenario:
    """Return a small scenario, for examples."""
    gp = Criterion(id="gp", label="Huisarts", categories=("gp",), mode="walk", weight=10,
                   curve=Curve(good=5, poor=40), norm="", source="aanname")  # fmt: skip
    return Scenario(name="a", title="A", reference_date=date(2026, 11, 1), criteria=(gp,))
