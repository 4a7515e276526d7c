"""Say what is wrong with a setting in one line: where it stands, what it is, what it may be."""

import re
from collections.abc import Iterator
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sites.base.errors import OpvangkaartError
from sites.base.messages import Message, say, say_counted, template
from sites.base.nearest import misspelt

#: How many letters of what somebody wrote are repeated to them.
_SHOWN: Final = 60
_CLIPPED: Final = 300
#: What a value may be, by pydantic's name of the fault.
_MAY_BE: Final = {
    "greater_than": template("must be more than {gt}"),
    "greater_than_equal": template("must be at least {ge}"),
    "less_than": template("must be less than {lt}"),
    "less_than_equal": template("must be at most {le}"),
    "finite_number": template("must be a finite number"),
    "float_type": template("must be a number"),
    "float_parsing": template("must be a number"),
    "int_type": template("must be a whole number"),
    "int_parsing": template("must be a whole number"),
    "int_parsing_size": template("must be a smaller number"),
    "int_from_float": template("must be a whole number"),
    "string_type": template("must be text in quotes"),
    "string_too_long": template("must have at most {max_length} letters"),
    "string_too_short": template("must not be empty"),
    "string_pattern_mismatch": template("must look like {pattern}"),
    "too_short": template("must hold at least {min_length}"),
    "too_long": template("must hold at most {max_length}"),
    "tuple_type": template("must be a list between [ and ]"),
    "dict_type": template("must be a table of its own"),
    "model_type": template("must be a table of its own"),
    "bool_type": template("must be true or false"),
    "bool_parsing": template("must be true or false"),
    "missing": template("is missing; add it"),
}


def first_fault(error: ValidationError, model: type[BaseModel]) -> Message:
    """Return the first fault of settings, and how many more there are.

    >>> from sites.settings.base import Curve
    >>> try:
    ...     Curve.model_validate({"goed": 5, "poor": 9})
    ... except ValidationError as error:
    ...     print(first_fault(error, Curve))
    unknown key goed; did you mean good? (and 1 more fault)
    """
    # A misspelt key comes first: it is often the reason that another one is missing.
    faults = error.errors(include_url=False)
    first, *others = sorted(faults, key=lambda fault: fault["type"] != "extra_forbidden")
    what = _told(first, model)
    if not others:
        return what
    return say_counted(
        "{what} (and {count} more fault)", "{what} (and {count} more faults)",
        count=len(others), what=what,
    )  # fmt: skip


def faults_at(
    error: ValidationError, model: type[BaseModel]
) -> list[tuple[tuple[int | str, ...], Message]]:
    """Return where every fault of settings lies, and what is wrong there, without the place.

    >>> from sites.settings.base import Curve
    >>> try:
    ...     Curve.model_validate({"good": -5, "poor": 9})
    ... except ValidationError as error:
    ...     [(where, str(what)) for where, what in faults_at(error, Curve)]
    [(('good',), 'must be at least 0.0')]
    """
    return [
        (fault["loc"], _what(fault) if _is_about_a_value(fault) else _told(fault, model))
        for fault in error.errors(include_url=False)
    ]


def _is_about_a_value(fault: ErrorDetails) -> bool:
    return fault["type"] not in {"extra_forbidden", "literal_error"}


def _what(fault: ErrorDetails) -> Message:
    """Say what is wrong with a value, without where it stands."""
    context: dict[str, Any] = fault.get("ctx", {})
    if fault["type"] in _MAY_BE:
        text = _MAY_BE[fault["type"]]
        values = {name: part for name, part in context.items() if "{" + name + "}" in text}
        return say(text, **values)
    raised = context.get("error")
    words = fault["msg"].removeprefix("Value error, ")
    if isinstance(raised, OpvangkaartError):
        return raised.message
    return say("is not possible (technical: {words})", words=words[:_CLIPPED])


def _told(fault: ErrorDetails, model: type[BaseModel]) -> Message:
    where = ".".join(str(part)[:_SHOWN] for part in fault["loc"])
    kind = fault["type"]
    if kind == "extra_forbidden":
        return _unknown_key(fault, model, where)
    if kind == "literal_error":
        expected = str(fault.get("ctx", {}).get("expected", ""))
        return _unknown_word(fault["input"], expected, where)
    what = _what(fault)
    if not where and kind not in _MAY_BE:
        return what
    if kind == "missing" or isinstance(fault["input"], dict | list | BaseModel):
        return say("{where}: {what}", where=where, what=what) if kind != "missing" else say(
            "{where} {what}", where=where, what=what)  # fmt: skip
    return say(
        "{where}: {what} (it is {value})", where=where, what=what, value=_shown(fault["input"])
    )


def _unknown_key(fault: ErrorDetails, model: type[BaseModel], where: str) -> Message:
    near = _nearest_keys(str(fault["loc"][-1]), fault["loc"][:-1], model)
    if not near:
        return say("unknown key {where}; remove it", where=where)
    return say("unknown key {where}; did you mean {near}?", where=where, near=near)


def _nearest_keys(key: str, loc: tuple[int | str, ...], model: type[BaseModel]) -> tuple[str, ...]:
    """Return the nearest keys of the same table, else the one other table's key of that very name.

    What only looks like a key of another table is no help: nobody who wrote area.taal meant travel.
    """
    here: type[BaseModel] | None = model
    for part in loc:
        field = here.model_fields.get(str(part)) if here is not None else None
        if field is not None:
            here = next(iter(_models(field.annotation)), None)
    same = misspelt(key, here.model_fields) if here is not None else ()
    if same:
        return same
    elsewhere = [path for path in _known_keys(model) if path.rpartition(".")[2] == key]
    one = len(elsewhere) == 1 and elsewhere[0].count(".") == 1
    return tuple(elsewhere) if one else ()


def _unknown_word(given: object, expected: str, where: str) -> Message:
    names = re.findall(r"'([^']*)'", expected)
    near = misspelt(given, names) if isinstance(given, str) else ()
    if near:
        return say(
            "{where}: {value} does not exist; did you mean {near}?",
            where=where, value=_shown(given), near=near[0],
        )  # fmt: skip
    return say(
        "{where}: {value} does not exist; use {names}",
        where=where, value=_shown(given), names=tuple(name or '""' for name in names),
    )  # fmt: skip


def _shown(value: object) -> str | Message:
    """Return what somebody wrote, clipped; a number of thousands of digits is not written out."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**18:
        return say("a number of more than 18 digits")
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _known_keys(model: type[BaseModel], under: str = "") -> Iterator[str]:
    """Yield the path of every key."""
    for key, field in model.model_fields.items():
        yield f"{under}{key}"
        for inner in _models(field.annotation):
            yield from _known_keys(inner, f"{under}{key}.")


def _models(annotation: object) -> list[type[BaseModel]]:
    """Return the models that a field may hold, in a list or a table too."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    inner = getattr(annotation, "__args__", ())
    return [found for part in inner for found in _models(part)]
