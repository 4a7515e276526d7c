"""Know again what a library says in English, and say it with a message of our own.

typer, click and pydantic hand over finished sentences. Each that they can say to a user stands
here as a template; one that a new version adds is told as technical, never as if it were Dutch.
"""

import re
from functools import lru_cache

from sites.base.messages import Message, Value, say


def known(template: str) -> str:
    """Mark a sentence of a library as one that has a translation."""
    return template


#: What the parser of the command line says, the longest first where two could fit.
PARSER = (
    known("No such option: {option} (Possible options: {near})"),
    known("No such option: {option} Did you mean {near}?"),
    known("No such option: {option}"),
    known("No such command {name!r}. Did you mean {near}?"),
    known("No such command {name!r}."),
    known("Missing command."),
    known("Missing argument {name!r}. {more}"),
    known("Missing argument {name!r}."),
    known("Missing option {name!r}. {more}"),
    known("Missing option {name!r}."),
    known("Missing parameter: {name}"),
    known("Choose from: {choices}"),
    known("Got unexpected extra argument(s) ({words})"),
    known("Got unexpected extra argument ({words})"),
    known("Got unexpected extra arguments ({words})"),
    known("Option {option!r} requires an argument."),
    known("Option {option!r} requires {count} arguments."),
    known("Option {option!r} does not take a value."),
    known("Argument {name!r} takes {count} values."),
    known("Argument {name!r} takes {count} values but 1 was given."),
    known("Invalid value for {name}: {fault}"),
    known("Invalid value: {fault}"),
    known("Could not open file {file!r}: {fault}"),
    known("Value error, {fault}"),
    known("{kind} {file!r} does not exist."),
    known("{kind} {file!r} is a file."),
    known("{kind} {file!r} is a directory."),
    known("{kind} {file!r} is not readable."),
    known("{kind} {file!r} is not writable."),
    known("{value!r} is not a valid {kind}."),
    known("{value!r} is not in the range {limits}."),
    known("{value!r} is not one of {choices}."),
    known("Value {value!r} is not a valid {kind}."),
)

#: What pydantic says of a value, for a setting as for an option.
VALUES = (
    known("Input should be a valid integer, unable to parse string as an integer"),
    known("Input should be a valid integer, got a number with a fractional part"),
    known("Input should be a valid integer"),
    known("Input should be a valid number, unable to parse string as a number"),
    known("Input should be a valid number"),
    known("Input should be a finite number"),
    known("Input should be a valid string"),
    known("Input should be a valid boolean, unable to interpret input"),
    known("Input should be a valid boolean"),
    known("Input should be a valid list"),
    known("Input should be a valid tuple"),
    known("Input should be a valid dictionary"),
    known("Input should be a valid dictionary or instance of {kind}"),
    known("Input should be a valid dictionary or object to extract fields from"),
    known("Input should be a valid date"),
    known("Input should be a valid date or datetime, {fault}"),
    known("Input should be a valid date in the format YYYY-MM-DD, {fault}"),
    known("Datetimes provided to dates should have zero time - e.g. be exact dates"),
    known("Input should be a valid path"),
    known("Input is not a valid path"),
    known("Input should be a valid decimal"),
    known("Input should be greater than or equal to {low}"),
    known("Input should be greater than {low}"),
    known("Input should be less than or equal to {high}"),
    known("Input should be less than {high}"),
    known("Input should be {choices}"),
    known("Input should be None"),
    known("Field required"),
    known("Extra inputs are not permitted"),
    known("Unable to parse input string as an integer, exceeded maximum size"),
    known("String should have at least {count} character"),
    known("String should have at least {count} characters"),
    known("String should have at most {count} character"),
    known("String should have at most {count} characters"),
    known("String should match pattern {pattern!r}"),
    known("{kind} should have at least {count} item after validation, not {found}"),
    known("{kind} should have at least {count} items after validation, not {found}"),
    known("{kind} should have at most {count} item after validation, not {found}"),
    known("{kind} should have at most {count} items after validation, not {found}"),
    known("{kind} should have at most {count} items after validation, not more"),
    known("Keys should be strings"),
    known("Assertion failed, {fault}"),
)

#: What stands between brackets behind the help of an option.
EXTRAS = (
    known("default: {value}"),
    known("env var: {name}"),
    known("required"),
    known("{low}<=x<={high}"),
    known("x>={low}"),
    known("x<={high}"),
)

#: Headings and words of the help page.
PAGE = (
    known("Usage: "),
    known("Arguments"),
    known("Options"),
    known("Commands"),
    known("[OPTIONS]"),
    known("COMMAND [ARGS]..."),
    known("Show this message and exit."),
)

#: How the parser names what it wants to be given, as it writes it in several versions.
KINDS = {
    "str": known("<text>"),
    "text": known("<text>"),
    "path": known("<path>"),
    "file": known("<path>"),
    "directory": known("<path>"),
    "int": known("<whole number>"),
    "integer": known("<whole number>"),
    "int range": known("<whole number>"),
    "integer range": known("<whole number>"),
    "float": known("<number>"),
    "float range": known("<number>"),
}

_FIELD = re.compile(r"\{(\w+)(!r)?\}")
_WORD = """'[^']*'|"[^"]*\""""
_QUOTED = f"(?:{_WORD})(?: / (?:{_WORD}))*"  # an option can have two names
_INNER = {"fault", "more"}  # a sentence inside a sentence
_SERIES = {"near", "choices"}  # words that are listed


@lru_cache
def _pattern(template: str) -> re.Pattern[str]:
    """Return a template as the pattern of every sentence it can make."""
    parts, end = [], 0
    for field in _FIELD.finditer(template):
        parts.append(re.escape(template[end : field.start()]))
        parts.append(f"(?P<{field[1]}>{_QUOTED if field[2] else '.+?'})")
        end = field.end()
    return re.compile("".join([*parts, re.escape(template[end:])]), re.DOTALL)


def recognised(sentence: str) -> Message:
    """Return a library's sentence as a message, what stands inside it too.

    >>> recognised("No such option: --flly").text
    'No such option: {option}'
    >>> str(recognised("something new"))
    '(technical: something new)'
    """
    words = " ".join(sentence.split())
    for template in (*PARSER, *VALUES):
        if found := _pattern(template).fullmatch(words):
            return say(template, **{name: _value(name, value)
                                    for name, value in found.groupdict().items()})  # fmt: skip
    return say("(technical: {words})", words=sentence)


def _value(name: str, words: str) -> Value:
    """Return what stood in one field of a recognised sentence."""
    if name in _INNER:
        return recognised(words)
    if name == "kind" and (kind := KINDS.get(words.casefold())):
        return say(kind)
    if name in _SERIES:
        parts = re.split(r", | or ", words)
        return tuple(part.strip("'\"") for part in parts)
    return words.strip("'\"")


def extra(words: str) -> Message:
    """Return one remark behind the help of an option as a message.

    >>> extra("x>=0.0").values["low"], extra("default: 10").values["value"]
    (0.0, '10')
    """
    for template in EXTRAS:
        if found := _pattern(template).fullmatch(words):
            values = found.groupdict()
            return say(template, **{
                name: float(value) if name in {"low", "high"} else value
                for name, value in values.items()
            })  # fmt: skip
    return say("(technical: {words})", words=words)
