"""Settings that moved: a scenario for an older version still runs, or hears where its key went."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from sites.base.errors import ScenarioError
from sites.base.messages import Message, say
from sites.settings.judgement import JudgementParams


class Moved(NamedTuple):
    """One key of ``[plan]`` that the judgement now holds, and how to read it there."""

    room: str
    key: str
    to: str | Message
    now: Callable[[JudgementParams], float]


MOVED: Final = (
    Moved("hubs", "team_limit_min", "judgement.leaning.team_limit_min",
          lambda judgement: judgement.leaning.team_limit_min),
    Moved("size", "kern_per_1000", say("the middle of the curve judgement.load.kern"),
          lambda judgement: judgement.load.kern.middle),
    Moved("size", "kern_least", "judgement.load.kern_least",
          lambda judgement: judgement.load.kern_least),
)  # fmt: skip


def without_moved(plan: dict[str, Any], judgement: object) -> dict[str, Any]:
    """Return the settings of a plan without the keys that moved to the judgement's.

    >>> without_moved({"hubs": {"team_limit_min": 45, "new_most": 1}}, {})
    {'hubs': {'new_most': 1}}

    Raises
    ------
    ScenarioError
        An old key says another thing than the setting in force.
    """
    old = [m for m in MOVED if isinstance(room := plan.get(m.room), dict) and m.key in room]
    if not old:
        return plan
    kept = {name: dict(part) if isinstance(part, dict) else part for name, part in plan.items()}
    said = [kept[moved.room].pop(moved.key) for moved in old]
    try:
        in_force = JudgementParams.model_validate(judgement)
    except ValidationError:
        return kept  # the fault lies there, and the scenario as a whole will say so
    for moved, given in zip(old, said, strict=True):
        if given != (now := moved.now(in_force)):
            raise ScenarioError(
                "plan.{room}.{key} = {given} moved to {to}, which is {now:g}; set it there and "
                "drop the old key",
                room=moved.room,
                key=moved.key,
                given=given,
                to=moved.to,
                now=now,
            )
    return kept
