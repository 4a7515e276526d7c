"""Read who lives at a site: what counts for the task, for the load, for the GP (R10).

>>> mix = parse_mix("asielzoekers:60|starters:40", 100)
>>> mix.for_task, mix.for_load, mix.needs_gza
(60, 100, True)
"""

import re
from dataclasses import dataclass
from typing import Final

from sites.base.errors import SiteError

#: Groups whose places count for the task of the Spreidingswet; GZA serves them.
TASK_GROUPS: Final = frozenset({"asielzoekers", "amv", "nareizigers"})
GROUPS: Final = (
    "asielzoekers", "amv", "nareizigers",
    "statushouders", "spoedzoekers", "studenten", "jongeren", "starters", "oekraieners",
)  # fmt: skip


_COUNT: Final = re.compile("[0-9]{1,6}")


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


def parse_mix(text: str | None, places: int) -> Mix:
    """Read "asielzoekers:60|starters:40", "asielzoekers|starters", or nothing (asylum seekers).

    With numbers the parts must add up to ``places``. Without numbers and with several groups the
    split is unknown: all places count for the task, the load and, where others live there, the GP.

    Raises
    ------
    SiteError
        An unknown group, a number that is not whole, or parts that do not add up.
    """
    parts = [part.strip() for part in (text or "asielzoekers").split("|") if part.strip()]
    named = [part.partition(":") for part in parts]
    for name, _, number in named:
        if name.strip() not in GROUPS:
            raise SiteError(
                "target group {name!r} is not known; choose from {groups}",
                name=name.strip(),
                groups=", ".join(GROUPS),
            )
        if number.strip() and not _COUNT.fullmatch(number.strip()):
            raise SiteError(
                "target group {name} has {number!r} places; give a whole number",
                name=name.strip(),
                number=number.strip(),
            )
    if len(named) == 1 and not named[0][2].strip():
        return _split([(named[0][0].strip(), places)])
    if all(number.strip() for _, _, number in named):
        groups = [(name.strip(), int(number)) for name, _, number in named]
        if (total := sum(count for _, count in groups)) != places:
            raise SiteError(
                "target groups add up to {total} and the site has {places} places; correct one",
                total=total,
                places=places,
            )
        return _split(groups)
    names = [name.strip() for name, _, _ in named]
    has_task, has_other = bool(TASK_GROUPS & set(names)), bool(set(names) - TASK_GROUPS)
    return Mix(
        groups=tuple((name, 0) for name in names),
        for_task=places if has_task else 0,
        for_load=places,
        for_gp=places if has_other else 0,
        needs_gza=has_task,
        is_split=False,
    )


def _split(groups: list[tuple[str, int]]) -> Mix:
    task = sum(count for name, count in groups if name in TASK_GROUPS)
    total = sum(count for _, count in groups)
    return Mix(tuple(groups), task, total, total - task, task > 0, is_split=True)
