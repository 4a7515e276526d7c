"""Bound how long an answer may take, and how much of it is read, at every look at its socket.

A read time-out starts anew with each byte: a server that drips, in its headers or in its body,
never meets it. Here the time of a visit is one amount, whatever it is spent on.
"""

import io
import socket
import time
from dataclasses import dataclass
from http import client
from math import inf
from typing import Any


class TooMuchError(Exception):
    """Say that more bytes came in than any answer of this source has."""


@dataclass
class Patience:
    """What one visit may still take: until when (monotonic clock), and how many packed bytes."""

    read_s: float
    until: float = inf
    most: float = inf
    taken: int = 0

    def begin(self, total_s: float, layer_until: float) -> None:
        """Start a visit of at most so many seconds, that also ends with its layer."""
        self.until = min(time.monotonic() + total_s, layer_until)

    @property
    def is_over(self) -> bool:
        """Say whether the time is up."""
        return time.monotonic() >= self.until

    def next_read_s(self) -> float:
        """Return how long the next read may wait.

        >>> 0 < Patience(read_s=60, until=time.monotonic() + 5).next_read_s() <= 5
        True
        >>> Patience(read_s=60, until=time.monotonic() - 1).next_read_s()
        Traceback (most recent call last):
            ...
        TimeoutError: the time is up
        """
        left = self.until - time.monotonic()
        if left <= 0:
            msg = "the time is up"
            raise TimeoutError(msg)
        return min(self.read_s, left)


class _Watched(io.RawIOBase):
    """A socket's bytes, with a look at the clock and the scales before and after each read."""

    def __init__(self, raw: Any, sock: socket.socket, patience: Patience) -> None:  # noqa: ANN401 - a SocketIO
        self._raw, self._sock, self._patience = raw, sock, patience
        super().__init__()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:  # noqa: ANN401 - any writable buffer
        self._sock.settimeout(self._patience.next_read_s())
        count: int | None = self._raw.readinto(buffer)
        self._patience.taken += count or 0
        if self._patience.taken > self._patience.most:
            raise TooMuchError
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


def answers(patience: Patience) -> type[client.HTTPResponse]:
    """Return the class of answers whose every read is watched."""

    class Answer(client.HTTPResponse):
        """An answer; what a server says while it is still working (103 and the like) is skipped."""

        def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
            super().__init__(sock, *args, **kwargs)
            patience.taken = 0
            self.fp = io.BufferedReader(_Watched(self.fp.detach(), sock, patience))

        def _read_status(self) -> tuple[str, int, str]:
            found: tuple[str, int, str] = super()._read_status()  # type: ignore[misc]
            while client.CONTINUE < found[1] < client.OK and found[1] != client.SWITCHING_PROTOCOLS:
                client.parse_headers(self.fp)
                found = super()._read_status()  # type: ignore[misc]
            return found

    return Answer
