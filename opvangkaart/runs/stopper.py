"""Stop a solve in time, with the best plan so far."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def stopper(limit_s: float | None) -> Iterator[Callable[[], bool]]:
    """Stop a solve on Ctrl-C, or after a wall-clock limit where the user asked for one.

    The clock starts when the solver first asks. Before that there is no plan to save, so Ctrl-C
    ends the command; after that the best plan so far comes back, and a second Ctrl-C ends at once.
    """
    asked = {"stop": False}
    started: list[float] = []

    def on_interrupt(*_: object) -> None:
        if asked["stop"] or not started:
            raise KeyboardInterrupt
        asked["stop"] = True

    def stop() -> bool:
        if not started:
            started.append(time.monotonic())
        return asked["stop"] or (limit_s is not None and time.monotonic() - started[0] >= limit_s)

    before = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
