"""Read the body of an answer within its limits of bytes, ratio and time; and JSON, as it is sent.

Whatever a library raises while it reads becomes one of two errors here: a fault that may pass, or
one line about the source.
"""

import codecs
import hashlib
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from requests import Response
from urllib3.exceptions import DecodeError, ReadTimeoutError

from geodata.files.limits import MB
from geodata.web.endpoints import Endpoint, FetchError
from geodata.web.patience import TooMuchError
from geodata.web.unpack import KNOWN, MAX_TIMES, PIECE, CutShortError, codings, unpacked
from sites.base.boundary import reading
from sites.base.messages import Message, say

#: Text packs ten times, GeoJSON twenty; a hundred is a bomb.
MAX_RATIO: Final = 100
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
#: Half of a pair in JSON: a name with it cannot be written to any file.
_HALF: Final = re.compile(r"\\u[dD][89a-fA-F]")


class PassingError(Exception):
    """A fault that may pass: tried again, with the wait the server asks for."""

    def __init__(self, words: Message, wait_s: float | None = None) -> None:
        """Take the words for when it does not pass."""
        super().__init__(str(words))
        self.words = words
        self.wait_s = wait_s


@dataclass(frozen=True)
class Answer:
    """One answer, whole: ``body`` unpacked, ``url`` after redirects."""

    url: str
    body: bytes
    headers: Mapping[str, str]

    @property
    def sha256(self) -> str:
        """Return the digest of the body.

        >>> one, other = (Answer(f"https://a.example/{n}", b"{}", {}) for n in (1, 2))
        >>> one.sha256 == other.sha256  # of the body alone
        True
        """
        return hashlib.sha256(self.body).hexdigest()

    @property
    def text(self) -> str:
        """Return the body as text: by its byte order mark, else UTF-8, else as its header says.

        >>> Answer("https://a.example", "één".encode("utf-16"), {}).text
        'één'
        >>> kind = {"Content-Type": "application/json; charset=ISO-8859-1"}
        >>> Answer("https://a.example", "één".encode("latin-1"), kind).text
        'één'
        """
        encoding = json.detect_encoding(self.body)
        try:
            return self.body.decode(encoding)
        except UnicodeDecodeError:
            said = _CHARSET.search(next((v for k, v in self.headers.items()
                                         if k.lower() == "content-type"), ""))  # fmt: skip
            if said is None or not _is_known(said[1]):
                raise
            return self.body.decode(said[1])


def _is_known(charset: str) -> bool:
    try:
        return codecs.lookup(charset)._is_text_encoding  # noqa: SLF001 - rot13 and base64 are none
    except (LookupError, ValueError):
        return False


def parse_json(answer: Answer) -> Any:  # noqa: ANN401 - any JSON
    """Return parsed JSON; say where it stops being JSON. What JSON calls NaN is not known.

    >>> parse_json(Answer("https://dienst.example/a", b'{"rijen": 2}', {}))
    {'rijen': 2}
    >>> parse_json(Answer("https://dienst.example/a", b'{"rijen": ', {}))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    geodata.web.endpoints.FetchError: dienst.example, JSON cannot be read: line 1 ...
    """
    answered = f"{urlsplit(answer.url).hostname}, JSON"
    with reading(answered, say("try again later"), error=FetchError):
        text = answer.text
        content = json.loads(text, parse_constant=lambda _: None)
        if _HALF.search(text):
            json.dumps(content, ensure_ascii=False).encode()
    return content


def pieces(response: Response, source: Endpoint, before: int = 0) -> Iterator[bytes]:
    """Yield the unpacked body, and stop at the limits of bytes and ratio.

    ``before`` bytes came in with an earlier try, and count towards the limit of the source.

    Raises
    ------
    PassingError
        The answer stops before its end.
    FetchError
        It is larger than the source sends, a bomb, damaged, or packed in a way nobody asked for.
    """
    host = urlsplit(str(response.url)).hostname
    steps = codings(response.headers.get("Content-Encoding"))
    strange = [step for step in steps if step not in KNOWN]
    if strange or len(steps) > MAX_TIMES:
        raise FetchError(
            "{host} packs its answer as {coding}, which was not asked for; try again later",
            host=host, coding=", ".join(strange or steps)[:40],
        )  # fmt: skip
    scales = _Scales(host, source, before)
    try:
        for piece in unpacked(scales.packed_ones(response), steps):
            scales.add(piece, is_packed=bool(steps))
            yield piece
    except FetchError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a library raises over a source's bytes
        raise _translated(error, host, source) from None


@dataclass
class _Scales:
    """Weigh a body as it came in and as it is unpacked."""

    host: str | None
    source: Endpoint
    before: int
    packed: int = 0
    size: int = 0

    def packed_ones(self, response: Response) -> Iterator[bytes]:
        """Yield the body as it came in: a library counts nothing of a chunked one."""
        for piece in response.raw.stream(PIECE, decode_content=False):
            self.packed += len(piece)
            yield piece

    def add(self, piece: bytes, *, is_packed: bool) -> None:
        """Count an unpacked piece, and stop at the limits of the source."""
        self.size += len(piece)
        if self.before + self.size > self.source.max_bytes:
            raise TooMuchError
        if is_packed and self.size > MB and self.size / self.packed > MAX_RATIO:
            raise FetchError(
                "{host} sends {packed} bytes that unpack to more than {size}; refused",
                host=self.host, packed=self.packed, size=self.size,
            )  # fmt: skip


def _translated(error: Exception, host: str | None, source: Endpoint) -> Exception:
    """Return what a fault in a body means: it may pass, or the source is wrong."""
    if isinstance(error, ReadTimeoutError | TimeoutError):
        return PassingError(say("stopped in the middle of its answer"))
    if isinstance(error, TooMuchError):
        return FetchError(
            "{host} sends more than {max_mb:g} MB; that cannot be right",
            host=host, max_mb=source.max_mb,
        )  # fmt: skip
    if isinstance(error, zlib.error | DecodeError):
        return FetchError("{host} sent a damaged compressed answer; try again later", host=host)
    if isinstance(error, CutShortError):
        return PassingError(say("broke off its answer (incompleteread)"))
    return PassingError(say("broke off its answer ({short})", short=short(error)))


def short(error: BaseException) -> str:
    """Return what an error says in a few words, on one line.

    >>> short(ConnectionResetError(104, "Connection reset by peer"))
    'connection reset'
    """
    words = " ".join(str(error).split())
    for known in ("Connection refused", "Remote end closed", "Connection reset", "IncompleteRead"):
        if known in words:
            return known.lower()
    return words[-80:] or type(error).__name__
