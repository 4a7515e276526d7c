"""What is known of a job: what was asked, how far it is, what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from sites.base.messages import Message

State = Literal["wacht", "bezig", "klaar", "gestopt", "mislukt", "onderbroken"]
STATES: Final[tuple[str, ...]] = get_args(State)
#: A job in one of these is not done with.
OPEN: Final = ("wacht", "bezig")


@dataclass(frozen=True)
class Step:
    """One thing that a job does, from ``at`` (seconds since 1970) until the next step.

    ``name`` is the same in every run of the same kind; ``words`` may tell more. ``value`` and
    ``bound`` are those of a search; None where nothing is searched, or nothing was found yet.
    """

    name: str
    words: str
    at: float
    done: int | None = None
    total: int | None = None
    value: float | None = None
    bound: float | None = None


@dataclass(frozen=True)
class Job:
    """A job as it stands; moments are seconds since 1970, None is not yet.

    ``state`` "gestopt" has an ``outcome`` when there was something to keep.
    """

    job_id: str
    number: int
    kind: str
    title: str
    who: str
    question: Mapping[str, Any]
    state: State
    asked_at: float
    began_at: float | None = None
    ended_at: float | None = None
    is_stopping: bool = False
    fault: Message | None = None
    outcome: Mapping[str, Any] | None = None
    steps: Sequence[Step] = ()

    @property
    def is_open(self) -> bool:
        """Say whether it waits or works.

        >>> Job("a", 1, "plan", "Plan", "wk", {}, "wacht", 0.0).is_open
        True
        """
        return self.state in OPEN

    @property
    def has_outcome(self) -> bool:
        """Say whether there is something to look at.

        >>> Job("a", 1, "plan", "Plan", "wk", {}, "gestopt", 0.0, outcome={}).has_outcome
        True
        """
        return self.outcome is not None
