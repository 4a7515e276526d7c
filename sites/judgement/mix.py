"""Read who lives at a site: what counts for the task, for the load, for the GP (R10).

>>> mix = parse_mix("asielzoekers:60|starters:40", 100)
>>> mix.for_task, mix.for_load, mix.needs_gza
(60, 100, True)
>>> parse_mix("asielzoekers 60, starters 40", 100) == mix
True
>>> parse_mix("60 asielzoekers en 40 starters", 100) == mix
True
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sites.base.errors import SiteError
from sites.base.letters import plain_letters

#: Groups whose places count for the task of the Spreidingswet; GZA serves them.
TASK_GROUPS: Final = frozenset({"asielzoekers", "amv", "nareizigers"})
GROUPS: Final = (
    "asielzoekers", "amv", "nareizigers",
    "statushouders", "spoedzoekers", "studenten", "jongeren", "starters", "oekraieners",
)  # fmt: skip


#: Groups in which people live alone: no children come with them.
CHILDLESS: Final = frozenset({"studenten", "jongeren", "starters"})
#: Minors who come alone: each of them is a pupil, and none lives in a family.
ALONE: Final = "amv"

_COUNT: Final = re.compile("[0-9]{1,6}")
#: People write the parts after each other with a bar, a comma, a semicolon, a plus or "en"; a comma
#: before a number parts them too, unless the number belongs to the group before it.
_BETWEEN: Final = re.compile(
    r"[|;+]|,(?!\s*[0-9])|,(?=\s*[0-9]+\s*[^\W0-9])|\s+en\s+", re.IGNORECASE
)
#: A name and what stands behind it; a colon or a space between the two.
_PART: Final = re.compile(r"(?P<name>[^\W0-9]+)(?:\s*[:=]\s*|\s+|$)(?P<count>.*)")
#: The number before the name: "60 asielzoekers".
_TURNED: Final = re.compile(r"(?P<count>[0-9]+)\s*(?P<name>[^\W0-9]+)")


@dataclass(frozen=True)
class Mix:
    """The groups of one site with their numbers; without a split every count is cautious."""

    groups: tuple[tuple[str, int], ...]
    for_task: int
    for_load: int
    for_gp: int
    needs_gza: bool
    is_split: bool  # False: groups are named without numbers, so each counts in full

    @property
    def beside(self) -> int:
        """Return the residents who do not count for the task.

        >>> Mix((("asielzoekers", 40), ("spoedzoekers", 20)), 40, 60, 60, False, True).beside
        20
        """
        return self.for_load - self.for_task

    @property
    def family_task(self) -> int:
        """Return the places that count for the task and where families may live.

        Without a split each group counts in full, so families do.

        >>> Mix((("asielzoekers", 40), ("amv", 20)), 60, 60, 0, True, True).family_task
        40
        """
        if not self.is_split:
            return self.for_task
        return sum(n for name, n in self.groups if name in TASK_GROUPS and name != ALONE)

    @property
    def family_beside(self) -> int:
        """Return the other residents among whom families may live: no students or starters.

        >>> Mix((("statushouders", 40), ("starters", 20)), 0, 60, 60, False, True).family_beside
        40
        """
        others = [(name, n) for name, n in self.groups if name not in TASK_GROUPS | CHILDLESS]
        if not self.is_split:
            return self.beside if others else 0
        return sum(n for _, n in others)

    @property
    def is_mixed(self) -> bool:
        """Tell whether asylum seekers and others live together.

        >>> group = min(TASK_GROUPS)
        >>> Mix(((group, 40),), 40, 40, 40, False, True).is_mixed
        False
        >>> Mix(((group, 40), ("spoedzoekers", 20)), 40, 60, 60, False, True).is_mixed
        True
        """
        names = {name for name, _ in self.groups}
        return bool(names & TASK_GROUPS) and bool(names - TASK_GROUPS)


@lru_cache(maxsize=4096)
def parse_mix(text: str | None, places: int) -> Mix:
    """Read "asielzoekers:60|starters:40", "asielzoekers|starters", or nothing (asylum seekers).

    "asielzoekers 60, starters 40" and "60 asielzoekers en 40 starters" say the same as the first.
    With numbers the parts must add up to ``places``. Without numbers and with several groups the
    split is unknown: all places count for the task, the load and, where others live there, the GP.

    Raises
    ------
    SiteError
        An unknown group, a number that is not whole, or parts that do not add up.
    """
    parts = [part.strip() for part in _BETWEEN.split(text or "") if part.strip()]
    named = [_named(part) for part in parts or ["asielzoekers"]]
    if len(named) == 1 and not named[0][1]:
        return _split([(named[0][0], places)])
    if all(count for _, count in named):
        groups = [(name, int(count)) for name, count in named]
        if (total := sum(count for _, count in groups)) != places:
            raise SiteError(
                "target groups add up to {total} and the site has {places} places; correct one",
                total=total,
                places=places,
            )
        return _split(groups)
    names = [name for name, _ in named]
    has_task, has_other = bool(TASK_GROUPS & set(names)), bool(set(names) - TASK_GROUPS)
    return Mix(
        groups=tuple((name, 0) for name in names),
        for_task=places if has_task else 0,
        for_load=places,
        for_gp=places if has_other else 0,
        needs_gza=has_task,
        is_split=False,
    )


def _named(part: str) -> tuple[str, str]:
    """Return a known group and its number as text, "" without one; capitals and dots are alike."""
    plain = plain_letters(part).strip()
    found = _TURNED.fullmatch(plain) or _PART.fullmatch(plain)
    name, count = (found["name"], found["count"].strip()) if found else (part, "")
    if name not in GROUPS:
        raise SiteError(
            "target group {name!r} is not known; choose from {groups}",
            name=name, groups=", ".join(GROUPS),
        )  # fmt: skip
    if count and not _COUNT.fullmatch(count):
        raise SiteError(
            "target group {name} has {number!r} places; give a whole number",
            name=name, number=count,
        )  # fmt: skip
    return name, count


def _split(groups: list[tuple[str, int]]) -> Mix:
    task = sum(count for name, count in groups if name in TASK_GROUPS)
    total = sum(count for _, count in groups)
    return Mix(tuple(groups), task, total, total - task, task > 0, is_split=True)
