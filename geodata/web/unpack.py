"""Unpack the body of an answer while it comes in, in pieces of a fixed size, and to its end.

A library's decoder takes a packed body that stops halfway for a whole one; a table cut short would
then be read as a shorter table.
"""

import zlib
from collections.abc import Iterable, Iterator
from typing import Final

PIECE: Final = 64 * 1024
#: How often a server may pack one answer: more is a trap.
MAX_TIMES: Final = 3
KNOWN: Final = ("gzip", "x-gzip", "deflate")
_GZIP_START: Final = b"\x1f"
_GZIP_BITS, _ZLIB_BITS, _RAW_BITS = 31, 15, -15
_ZLIB_METHOD: Final = 8


class CutShortError(Exception):
    """Say that a packed body stopped before its end."""


def codings(header: str | None) -> tuple[str, ...]:
    """Return how a body was packed, first step first; a coding that is not known stands as it is.

    >>> codings("GZIP"), codings(None), codings("identity, deflate ,gzip")
    (('gzip',), (), ('deflate', 'gzip'))
    """
    words = (word.strip().lower() for word in (header or "").split(","))
    return tuple(word for word in words if word not in {"", "identity"})


def unpacked(pieces: Iterable[bytes], steps: tuple[str, ...]) -> Iterator[bytes]:
    """Yield a body as it was before it was packed; no piece is larger than ``PIECE``.

    Raises
    ------
    CutShortError
        The body stops before its end.
    zlib.error
        The body is not what its header says.

    >>> b"".join(unpacked([zlib.compress(b"wijken")], ("deflate",)))
    b'wijken'
    >>> list(unpacked([zlib.compress(b"wijken")[:-1]], ("deflate",)))
    Traceback (most recent call last):
        ...
    geodata.web.unpack.CutShortError: deflate
    """
    for step in reversed(steps):
        pieces = _inflated(pieces, step)
    return iter(pieces)


def _inflated(pieces: Iterable[bytes], step: str) -> Iterator[bytes]:
    """Undo one step; a gzip body may hold several members, and padding after the last."""
    engine, whole = None, 0
    for piece in pieces:
        rest, is_full = piece, False
        while rest or is_full:
            if engine is None:
                if whole and (step == "deflate" or not rest.startswith(_GZIP_START)):
                    break
                engine = zlib.decompressobj(_bits(step, rest))
            found = engine.decompress(rest, PIECE)
            rest, is_full = engine.unconsumed_tail, len(found) == PIECE
            if found:
                yield found
            if engine.eof:
                rest, is_full, engine = engine.unused_data, False, None
                whole += 1
    if engine is not None:
        raise CutShortError(step)


def _bits(step: str, start: bytes) -> int:
    """Return the window of zlib; what servers call deflate is zlib's format or the bare stream."""
    if step != "deflate":
        return _GZIP_BITS
    return _ZLIB_BITS if start[0] & 0x0F == _ZLIB_METHOD else _RAW_BITS
