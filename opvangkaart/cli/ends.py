"""How a command ends when the system stops it: a full disk, a closed terminal, a signal to end."""

import _thread
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NoReturn

from sites.base.boundary import because
from sites.base.errors import OpvangkaartError
from sites.base.messages import say

#: Ask to end; without an answer a run would leave its half-written files to the next one.
_ASKED: Final = ("SIGHUP", "SIGTERM")
_ASK_AGAIN_S: Final = 0.02


class SystemFaultError(OpvangkaartError):
    """Say which fault of the system ended a command; whole output is never touched by it."""


class ClosedScreenError(SystemFaultError):
    """Say that whoever read what a command prints has gone."""

    def __init__(self) -> None:
        """Say it."""
        super().__init__(say("the screen or the next program closed; the output is whole"))


@contextmanager
def system_faults() -> Iterator[None]:
    """Turn what the system refuses into one line.

    >>> with system_faults():
    ...     raise OSError(28, "No space left on device", "uit/index.html")
    Traceback (most recent call last):
        ...
    opvangkaart.cli.ends.SystemFaultError: index.html: the disk is full; the previous output is \
untouched
    """
    try:
        yield
    except BrokenPipeError:
        raise ClosedScreenError from None
    except (OSError, MemoryError) as error:
        name = getattr(error, "filename", None)
        if isinstance(name, str) and name:
            raise SystemFaultError(
                "{file}: {why}; the previous output is untouched",
                file=Path(name).name[:60],
                why=because(error),
            ) from error
        raise SystemFaultError(
            "{why}; the previous output is untouched", why=because(error)
        ) from error


def end_on_request() -> None:
    """Let a signal to end stop a command as Ctrl-C does, so that it clears up after itself.

    Python can only print and forget what is raised where nobody catches it: in a destructor, or in
    a library's call back from C. A wish to end that falls there would be lost with a traceback on
    the screen, so it is asked again a moment later, until it falls where it is heard.
    """
    # The signal that was heard is asked again: another one may be ignored, as Ctrl-C is by what a
    # shell started in the background.
    heard = [int(signal.SIGINT)]

    def stop(number: int, _: object) -> NoReturn:
        heard[0] = number
        raise KeyboardInterrupt

    told = sys.unraisablehook

    def lost(fault: "sys.UnraisableHookArgs") -> None:
        if not issubclass(fault.exc_type, KeyboardInterrupt):
            told(fault)
            return
        again = threading.Timer(_ASK_AGAIN_S, _ask_main, heard)
        again.daemon = True
        again.start()

    sys.unraisablehook = lost

    for name in _ASKED:
        number = getattr(signal, name, None)
        # Whoever started us with nohup wants the signal ignored.
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, stop)


def _ask_main(number: int) -> None:
    """Send the main thread a signal, also where it waits for the system."""
    if hasattr(signal, "pthread_kill"):
        main = threading.main_thread().ident
        if main is not None:
            signal.pthread_kill(main, number)
    else:
        _thread.interrupt_main(signal.Signals(number))


def let_go() -> None:
    """Write what is left in the buffers, or throw it away: at the end nothing may complain."""
    for stream in (sys.stdout, sys.stderr):
        if stream is None:
            continue
        try:
            stream.flush()
        except (OSError, ValueError):
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
