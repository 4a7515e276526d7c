"""What every settings model stands on: frozen, closed, and the value curve they share."""

import re
from typing import Annotated, Any, Final, Literal, Self, get_args, get_origin

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic.fields import FieldInfo

from sites.base.errors import ScenarioError
from sites.settings.told import Told

Mode = Literal["walk", "bike", "car", "ov"]
Direction = Literal["to_place", "from_place"]
Unit = Literal["min", "m", "%"]

#: What no screen and no file should meet inside a setting; a line may end, in a note.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


class Params(BaseModel):
    """The base of every settings model: frozen, and an unknown key is an error.

    A number is written as a number: neither true nor "45" is one. What is named in a list is named
    once. Every number and text has two ends (``sites/settings/bounds.py``).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _as_it_is_meant(cls, value: Any, info: ValidationInfo) -> Any:  # noqa: ANN401 - not checked yet
        """Refuse what pydantic would turn into a number, and signs that nobody sees."""
        field = cls.model_fields[str(info.field_name)]
        if isinstance(value, dict) and any(_UNSEEN.search(str(key)) for key in value):
            raise ScenarioError("a key holds a sign that cannot be shown; write it again")
        for part in _parts(value, field):
            if isinstance(part, str) and _UNSEEN.search(part):
                raise ScenarioError("holds a sign that cannot be shown; write it again")
            if _is_number(field) and isinstance(part, bool | str):
                word = str(part).lower() if isinstance(part, bool) else f'"{part[:60]}"'
                raise ScenarioError(
                    "{word} is no number; write one without quotes, such as 45 or 0.5", word=word
                )
            if isinstance(part, float) and part.is_integer() and _is_whole(field):
                # Who writes 1.000 means a thousand, and TOML reads one.
                raise ScenarioError("must be a whole number without a point, such as 4793")
        return value

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        for name in type(self).model_fields:
            held = getattr(self, name)
            if not isinstance(held, tuple) or not all(isinstance(part, str) for part in held):
                continue
            if twice := sorted({part for part in held if held.count(part) > 1}):
                raise ScenarioError(
                    "{name}: {twice} stands {count} times; keep one",
                    name=name,
                    twice=twice[0],
                    count=held.count(twice[0]),
                )
        return self


def _parts(value: object, field: FieldInfo) -> list[object]:
    """Return the bare values of a field: its own, or those in its list or its table of bare values.

    What stands deeper is a model of its own, which looks at itself.
    """
    if isinstance(value, dict):
        bare = get_origin(field.annotation) is dict
        return _parts_of(list(value.values())) if bare else []
    return _parts_of([value])


def _parts_of(values: list[object]) -> list[object]:
    found: list[object] = []
    for value in values:
        found += value if isinstance(value, list | tuple) else [value]
    return found


def _is_number(field: FieldInfo) -> bool:
    """Tell whether a field takes numbers and no words; an amount reads its own words."""
    if any(isinstance(part, BeforeValidator) for part in field.metadata):
        return False
    kinds = _kinds(field.annotation)
    return bool(kinds & {int, float}) and not kinds & {str, bool}


def _is_whole(field: FieldInfo) -> bool:
    """Tell whether a field takes whole numbers alone."""
    return _is_number(field) and float not in _kinds(field.annotation)


def _kinds(annotation: object) -> set[object]:
    """Return the bare types that a value of an annotation holds; the keys of a table count not."""
    inner = get_args(annotation)
    if get_origin(annotation) is dict:
        inner = inner[1:]
    return {annotation} if not inner else {kind for part in inner for kind in _kinds(part)}


class Curve(Params):
    """A value curve: 1 up to ``good``, 0 from ``poor``, a soft S between (smoothstep).

    With t = (x - good) / (poor - good) the value is 1 - t*t*(3 - 2*t): exactly one half in the
    middle, and flat at both ends, because hard limits cannot be given (KpVV 2016).
    """

    good: Annotated[float, Told("Goed tot", unit_in="unit", source_in="source")] = Field(
        ge=0, le=1_000_000
    )
    poor: Annotated[float, Told("Slecht vanaf", unit_in="unit", source_in="source")] = Field(
        gt=0, le=1_000_000
    )

    @property
    def middle(self) -> float:
        """Return where the value is one half.

        >>> Curve(good=10, poor=30).middle
        20.0
        """
        return (self.good + self.poor) / 2

    @model_validator(mode="after")
    def _ends_in_order(self) -> Self:
        if self.good >= self.poor:
            raise ScenarioError(
                "good ({good:g}) must be less than poor ({poor:g})", good=self.good, poor=self.poor
            )
        return self
