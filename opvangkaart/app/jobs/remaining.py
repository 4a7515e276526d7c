"""How long a job still takes, as far as anything is known about it; else nothing is said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from opvangkaart.app.jobs.job import Step
from sites.base import dutch

#: Before so much of a step is done, its pace says nothing.
_LEAST_DONE: Final = 2
_LEAST_S: Final = 2.0
_MINUTE: Final = 60


@dataclass(frozen=True)
class Left:
    """Seconds still to go and why we think so: ``basis`` is "tempo" or "vorige keer"."""

    seconds: float
    basis: str
    is_whole: bool  # of the whole job, or of the step at hand alone


def durations(steps: Sequence[Step], ended_at: float) -> dict[str, float]:
    """Return the seconds that each step took, by name; a step that came back counts together.

    >>> durations([Step("a", "", 0.0), Step("b", "", 2.0), Step("a", "", 5.0)], 6.0)
    {'a': 3.0, 'b': 3.0}
    """
    ends = [step.at for step in steps[1:]] + [ended_at]
    took: dict[str, float] = {}
    for step, end in zip(steps, ends, strict=True):
        took[step.name] = took.get(step.name, 0.0) + max(0.0, end - step.at)
    return took


def left(steps: Sequence[Step], now: float, before: Mapping[str, float]) -> Left | None:
    """Return how long a job still takes; None where nothing honest can be said.

    ``before`` holds the seconds of each step of the last time. A step that counts its work is
    measured by its own pace; one that takes longer than the last time leaves nothing to say.

    >>> steps = [Step("pagina's", "", 10.0, done=5, total=20)]
    >>> left(steps, 20.0, {})
    Left(seconds=30.0, basis='tempo', is_whole=False)
    >>> left(steps, 20.0, {"pagina's": 99.0, "inpakken": 7.0})
    Left(seconds=37.0, basis='tempo', is_whole=True)
    >>> left([Step("lezen", "", 0.0)], 3.0, {"lezen": 4.0, "pagina's": 30.0})
    Left(seconds=31.0, basis='vorige keer', is_whole=True)
    >>> left([Step("lezen", "", 0.0)], 9.0, {"lezen": 4.0}) is None
    True
    """
    if not steps:
        return None
    current = steps[-1]
    pace = _by_pace(steps, now)
    if not before or current.name not in before:
        return None if pace is None else Left(pace, "tempo", is_whole=False)
    passed = durations(steps, now)
    own = before[current.name] - passed[current.name]
    if pace is None and own < 0:
        return None
    later = sum(took for name, took in before.items() if name not in passed)
    mine = own if pace is None else pace
    return Left(mine + later, "vorige keer" if pace is None else "tempo", is_whole=True)


def _by_pace(steps: Sequence[Step], now: float) -> float | None:
    """Return the seconds that the step at hand still takes at the pace it had."""
    current = steps[-1]
    if current.total is None or current.done is None or current.done < _LEAST_DONE:
        return None
    began = current.at
    for step in reversed(steps):
        if step.name != current.name:
            break
        began = step.at
    passed = now - began
    if passed < _LEAST_S:
        return None
    return passed / current.done * max(0, current.total - current.done)


def left_words(found: Left | None) -> str:
    """Return how long a job still takes, as a reader can use it.

    >>> left_words(Left(37.0, "tempo", is_whole=True))
    'nog ongeveer 40 seconden'
    >>> left_words(Left(200.0, "vorige keer", is_whole=True))
    'nog ongeveer 4 minuten (zo lang duurde het de vorige keer)'
    >>> left_words(Left(7.0, "tempo", is_whole=False))
    'dit onderdeel: nog ongeveer 10 seconden'
    >>> left_words(None)
    'hoe lang nog is niet te zeggen'
    """
    if found is None:
        return "hoe lang nog is niet te zeggen"
    words = f"nog ongeveer {time_words(found.seconds)}"
    if found.basis == "vorige keer":
        words += " (zo lang duurde het de vorige keer)"
    return words if found.is_whole else f"dit onderdeel: {words}"


def time_words(seconds: float) -> str:
    """Return a length of time, rounded up: to 10 seconds, from a minute and a half to minutes.

    >>> time_words(0.2), time_words(61), time_words(91)
    ('10 seconden', '70 seconden', '2 minuten')
    """
    tens = max(1, -(-int(seconds + 0.999) // 10)) * 10
    if tens <= _MINUTE * 1.5:
        return f"{dutch.number(tens)} seconden"
    return f"{dutch.number(-(-tens // _MINUTE))} minuten"
