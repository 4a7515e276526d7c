"""Read in what state a reception location is on a day, from the words of a source.

"Opened 2015, closed 2020" has ended, "gesloten 2018, heropend 2022" is in use, and "opens 2027" is
planned until then: what happened last counts. What contradicts itself is to be checked.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from sites.scoring.mother_choice import CHECK_STATUS, ENDED, IN_USE, PLANNED

_AGAIN: Final = "heropend"
#: It will close, so it is open until then.
_STILL: Final = "nog open"

_MONTHS: Final = (
    *("jan", "feb", "m(?:aa)?rt|mar", "apr", "mei|may", "jun"),
    *("jul", "aug", "sep", "o[ck]t", "nov", "dec"),
)
#: The first word that fits counts: "reopened" is not "opened", "not yet in use" not "in use".
_EVENTS: Final = (
    (PLANNED, r"(?:not yet|nog niet) (?:in use|in gebruik|open\w*)"),
    (ENDED, r"(?:no longer|niet meer|niet langer) (?:in use|in gebruik|open)"),
    (CHECK_STATUS, r"(?:not|niet) (?:in use|in gebruik|open)"),
    (
        CHECK_STATUS,
        r"(?:\w+ )?status (?:is )?(?:unknown|onbekend)|unknown|onbekend|to be checked|na te gaan",
    ),
    (
        _AGAIN,
        r"re-?open(?:ed|s)?|heropen(?:d|t)?|(?:again|weer|opnieuw|back) (?:in use|in gebruik)",
    ),
    (_AGAIN, r"(?:weer|opnieuw) (?:ge)?opend?|open(?:ed)? again"),
    (ENDED, r"be[ëe]indigd|gesloten|sluit|dicht|historic\w*|historisch|close[sd]?|closing|ended"),
    (PLANNED, r"will open|to be opened|wordt geopend|gaat open"),
    (IN_USE, r"in gebruik|in use|geopend|opened|opens|opent|opening|open"),
    (PLANNED, r"gepland|planned|(?:under )?study|\w*onderzoek|council|bought|raadsbesluit"),
)
_FOUND: Final = re.compile(
    "|".join(rf"(?P<e{n}>\b(?:{pattern})\b)" for n, (_, pattern) in enumerate(_EVENTS)),
    re.IGNORECASE,
)
_MONTH: Final = "|".join(rf"(?P<m{n}>{name})" for n, name in enumerate(_MONTHS, start=1))
_WHEN: Final = re.compile(
    rf"(?:\b(?:{_MONTH})[a-z]*\.? )?"
    "(?<![0-9])(?P<year>[0-9]{4})(?![0-9])(?P<rest>(?:-[0-9]{2}){0,2}(?![0-9]))",
    re.IGNORECASE,
)
_UNTIL: Final = re.compile(
    r"(?:\b(?:until|till|tot|t/m|to)\b[^,;.]*?|[0-9]{4} ?[-\u2013] ?)$", re.IGNORECASE
)
_AT_LEAST: Final = re.compile(r"at least|ten minste|minstens|in elk geval", re.IGNORECASE)


@dataclass(frozen=True)
class _Event:
    """What happened, when (as exact as known, empty where not), and its place in the words."""

    word: str
    when: str
    at: int


def status_of(words: str, on: date) -> str:
    """Return one of four short words: in gebruik, gepland, beëindigd, na te gaan.

    >>> day = date(2026, 11, 1)
    >>> status_of("opened 2015, closed 2020", day), status_of("closed 2018, reopened 2022", day)
    ('beëindigd', 'in gebruik')
    >>> status_of("in use until 2030", day), status_of("in use until 2020", day)
    ('in gebruik', 'beëindigd')
    >>> status_of("opens March 2027", day), status_of("opens March 2027", date(2027, 4, 1))
    ('gepland', 'in gebruik')
    >>> status_of("in use; later status unknown", day), status_of("", day)
    ('na te gaan', 'na te gaan')
    """
    today = on.isoformat()
    events = _events(words, today)
    told = {event.word for event in events}
    if CHECK_STATUS in told or not events:
        return CHECK_STATUS
    opened = [event for event in events if event.word in (IN_USE, _AGAIN)]
    ended = [event for event in events if event.word == ENDED]
    if ended and opened:
        return _later(opened, ended)
    if ended and PLANNED in told:  # closed, and planned anew; or planned, and given up
        return PLANNED if events[-1].word == PLANNED else ENDED
    if opened:
        return IN_USE
    if ended:
        return ENDED
    is_ahead = any(event.word == PLANNED and _ahead(event.when, today) for event in events)
    return IN_USE if _STILL in told and not is_ahead else PLANNED


def _later(opened: list[_Event], ended: list[_Event]) -> str:
    """Return what happened last; where neither days nor words tell, it is to be checked."""
    last_open = max(opened, key=lambda event: (event.when, event.at))
    last_end = max(ended, key=lambda event: (event.when, event.at))
    if last_open.when and last_end.when:
        size = min(len(last_open.when), len(last_end.when))
        one, other = last_open.when[:size], last_end.when[:size]
        if one != other:
            return IN_USE if one > other else ENDED
    if last_end.at > last_open.at:
        return ENDED
    is_told = last_open.word == _AGAIN or bool(last_open.when and last_end.when)
    return IN_USE if is_told else CHECK_STATUS


def _events(words: str, today: str) -> list[_Event]:
    """Return what the words tell, in their order; what lies ahead by what it means today."""
    found = list(_FOUND.finditer(words))
    ends = [*(match.start() for match in found[1:]), len(words)]
    events = []
    for match, end in zip(found, ends, strict=False):  # without a word there is no clause
        word = _EVENTS[int(str(match.lastgroup)[1:])][0]
        events += _told(word, words[match.end() : end], match.start(), today)
    return events


def _told(word: str, after: str, at: int, today: str) -> list[_Event]:
    """Return the event and, where an end follows it ("in use until 2020"), that end."""
    start, until = "", ""
    for match in _WHEN.finditer(after):
        if _UNTIL.search(after[: match.start()]):
            until = _iso(match)
        else:
            start = start or _iso(match)
    if word == ENDED and start and _ahead(start, today):
        return [_Event(_STILL, "", at)]
    if word in (IN_USE, _AGAIN) and start and _ahead(start, today):
        return [_Event(PLANNED, start, at)]
    events = [_Event(word, start, at)]
    if word in (IN_USE, _AGAIN) and until and not _ahead(until, today):
        over = CHECK_STATUS if _AT_LEAST.search(after) else ENDED
        events.append(_Event(over, until, at + 1))
    return events


def _ahead(when: str, today: str) -> bool:
    """Return whether a day, month or year still lies ahead; the present year has come.

    >>> _ahead("2027", "2026-11-01"), _ahead("2026", "2026-11-01")
    (True, False)
    """
    return today[: len(when)] < when


def _iso(match: re.Match[str]) -> str:
    """Return "2025", "2025-11" or "2025-11-21", as exact as the words."""
    month = next((n for n in range(1, 13) if match[f"m{n}"]), None)
    return match["year"] + (f"-{month:02d}" if month else match["rest"])
