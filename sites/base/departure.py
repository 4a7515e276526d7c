"""When people leave: a window of departures, not one lucky minute."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DepartureWindow:
    """When people leave; only public transport looks at it. Times in minutes after midnight."""

    weekday: int = 1  # Monday is 0
    from_min: int = 450
    until_min: int = 570
    step_min: int = 1
