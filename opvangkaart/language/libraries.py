"""Know again what a library says in English, and say it with a message of our own.

typer, click and pydantic hand over finished sentences. Each that they can say to a user stands
here as a template; one that a new version adds is told as technical, never as if it were Dutch.
"""

import re
from functools import lru_cache

from sites.base.messages import Message, Value, say, template

#: What the parser of the command line says, the longest first where two could fit.
PARSER = (
    template("No such option: {option} (Possible options: {near})"),
    template("No such option: {option} Did you mean {near}?"),
    template("No such option: {option}"),
    template("No such command {name!r}. Did you mean {near}?"),
    template("No such command {name!r}."),
    template("Missing command."),
    template("Missing argument {name!r}. {more}"),
    template("Missing argument {name!r}."),
    template("Missing option {name!r}. {more}"),
    template("Missing option {name!r}."),
    template("Missing parameter: {name}"),
    template("Choose from: {choices}"),
    template("Got unexpected extra argument(s) ({words})"),
    template("Got unexpected extra argument ({words})"),
    template("Got unexpected extra arguments ({words})"),
    template("Option {option!r} requires an argument."),
    template("Option {option!r} requires {count} arguments."),
    template("Option {option!r} does not take a value."),
    template("Argument {name!r} takes {count} values."),
    template("Argument {name!r} takes {count} values but 1 was given."),
    template("Invalid value for {name}: {fault}"),
    template("Invalid value: {fault}"),
    template("Could not open file {file!r}: {fault}"),
    template("Value error, {fault}"),
    template("{kind} {file!r} does not exist."),
    template("{kind} {file!r} is a file."),
    template("{kind} {file!r} is a directory."),
    template("{kind} {file!r} is not readable."),
    template("{kind} {file!r} is not writable."),
    template("{value!r} is not a valid {kind}."),
    template("{value!r} is not in the range {limits}."),
    template("{value!r} is not one of {choices}."),
    template("Value {value!r} is not a valid {kind}."),
)

#: What pydantic says of a value, for a setting as for an option.
VALUES = (
    template("Input should be a valid integer, unable to parse string as an integer"),
    template("Input should be a valid integer, got a number with a fractional part"),
    template("Input should be a valid integer"),
    template("Input should be a valid number, unable to parse string as a number"),
    template("Input should be a valid number"),
    template("Input should be a finite number"),
    template("Input should be a valid string"),
    template("Input should be a valid boolean, unable to interpret input"),
    template("Input should be a valid boolean"),
    template("Input should be a valid list"),
    template("Input should be a valid tuple"),
    template("Input should be a valid dictionary"),
    template("Input should be a valid dictionary or instance of {kind}"),
    template("Input should be a valid dictionary or object to extract fields from"),
    template("Input should be a valid date"),
    template("Input should be a valid date or datetime, {fault}"),
    template("Input should be a valid date in the format YYYY-MM-DD, {fault}"),
    template("Datetimes provided to dates should have zero time - e.g. be exact dates"),
    template("Input should be a valid path"),
    template("Input is not a valid path"),
    template("Input should be a valid decimal"),
    template("Input should be greater than or equal to {low}"),
    template("Input should be greater than {low}"),
    template("Input should be less than or equal to {high}"),
    template("Input should be less than {high}"),
    template("Input should be {choices}"),
    template("Input should be None"),
    template("Field required"),
    template("Extra inputs are not permitted"),
    template("Unable to parse input string as an integer, exceeded maximum size"),
    template("String should have at least {count} character"),
    template("String should have at least {count} characters"),
    template("String should have at most {count} character"),
    template("String should have at most {count} characters"),
    template("String should match pattern {pattern!r}"),
    template("{kind} should have at least {count} item after validation, not {found}"),
    template("{kind} should have at least {count} items after validation, not {found}"),
    template("{kind} should have at most {count} item after validation, not {found}"),
    template("{kind} should have at most {count} items after validation, not {found}"),
    template("{kind} should have at most {count} items after validation, not more"),
    template("Keys should be strings"),
    template("Assertion failed, {fault}"),
)

#: What stands between brackets behind the help of an option.
EXTRAS = (
    template("default: {value}"),
    template("env var: {name}"),
    template("required"),
    template("{low}<=x<={high}"),
    template("x>={low}"),
    template("x<={high}"),
)

#: Headings and words of the help page.
PAGE = (
    template("Usage: "),
    template("Arguments"),
    template("Options"),
    template("Commands"),
    template("[OPTIONS]"),
    template("COMMAND [ARGS]..."),
    template("Show this message and exit."),
)

#: How the parser names what it wants to be given, as it writes it in several versions.
KINDS = {
    "str": template("<text>"),
    "text": template("<text>"),
    "path": template("<path>"),
    "file": template("<path>"),
    "directory": template("<path>"),
    "int": template("<whole number>"),
    "integer": template("<whole number>"),
    "int range": template("<whole number>"),
    "integer range": template("<whole number>"),
    "float": template("<number>"),
    "float range": template("<number>"),
}

_NUMBER = re.compile(r"[0-9]+([.][0-9]+)?")
_FIELD = re.compile(r"\{(\w+)(!r)?\}")
_WORD = """'[^']*'|"[^"]*\""""
_QUOTED = f"(?:{_WORD})(?: / (?:{_WORD}))*"  # an option can have two names
_INNER = {"fault", "more"}  # a sentence inside a sentence
_SERIES = {"near", "choices"}  # words that are listed


@lru_cache
def _pattern(sentence: str) -> re.Pattern[str]:
    """Return a template as the pattern of every sentence it can make."""
    parts, end = [], 0
    for field in _FIELD.finditer(sentence):
        parts.append(re.escape(sentence[end : field.start()]))
        parts.append(f"(?P<{field[1]}>{_QUOTED if field[2] else '.+?'})")
        end = field.end()
    return re.compile("".join([*parts, re.escape(sentence[end:])]), re.DOTALL)


def recognised(sentence: str) -> Message:
    """Return a library's sentence as a message, what stands inside it too.

    >>> recognised("No such option: --flly").text
    'No such option: {option}'
    >>> str(recognised("something new"))
    '(technical: something new)'
    """
    words = " ".join(sentence.split())
    for known in (*PARSER, *VALUES):
        if found := _pattern(known).fullmatch(words):
            return say(known, **{name: _value(name, value)
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
    (0.0, 10.0)
    """
    for known in EXTRAS:
        if found := _pattern(known).fullmatch(words):
            values = found.groupdict()
            return say(known, **{
                name: float(value) if _NUMBER.fullmatch(value) else value
                for name, value in values.items()
            })  # fmt: skip
    return say("(technical: {words})", words=words)
