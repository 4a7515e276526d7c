"""Visit only the sources on the list, politely, and take no more than was agreed.

Every hop of a redirect is checked again: scheme, host, and the addresses its name resolves to. The
address a socket really reached is checked once more before anything is sent over it, so that a name
cannot change its meaning between the check and the visit.
"""

import hashlib
import json
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import DecodeError, HTTPError, InvalidHeader, ReadTimeoutError
from urllib3.util import Retry

from geodata.files.limits import MB
from geodata.files.swap import put_in_place
from geodata.web.addresses import CheckedAdapter, refusal_in, refuse_private
from geodata.web.endpoints import Endpoint, FetchError, FetchSettings, allowed_hosts

MAX_REDIRECTS: Final = 5
CHUNK: Final = 64 * 1024
#: Text packs ten times, GeoJSON twenty; a hundred is a bomb.
MAX_RATIO: Final = 100
RETRIED: Final = (429, 500, 502, 503, 504)
REDIRECTS: Final = (301, 302, 303, 307, 308)
JSON_TYPES: Final = ("json",)
Sleep = Callable[[float], None]
T = TypeVar("T")


class OfflineError(FetchError):
    """Refuse to open a socket under ``--offline``."""


class _PassingError(Exception):
    """A fault that may pass: tried again, with the wait the server asks for."""

    def __init__(self, words: str, wait_s: float | None = None) -> None:
        super().__init__(words)
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


@dataclass
class Client:
    """A visitor of sources; ``contacted`` lists every host:port it spoke to."""

    settings: FetchSettings
    offline: bool = False
    sleep: Sleep = time.sleep
    contacted: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Prepare one session: no proxy, no stored credentials, no cookies."""
        self.hosts = allowed_hosts(self.settings)
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers.update(
            {"User-Agent": self.settings.user_agent, "Accept-Encoding": "gzip"}
        )
        self._session.mount("https://", CheckedAdapter(self.settings.test_hosts))
        self._session.mount("http://", CheckedAdapter(self.settings.test_hosts))
        self._last = 0.0

    def get(
        self, url: str, source: Endpoint, *,
        accept: tuple[str, ...] = (), params: Mapping[str, str] | None = None,
        post: Mapping[str, str] | None = None,
    ) -> Answer:  # fmt: skip
        """Return an answer in memory.

        ``accept`` are words of which the content type must hold one. ``post`` sends a form.

        Raises
        ------
        FetchError
            One line: host, what went wrong, what to do.
        """
        full = requests.Request("GET", url, params=dict(params or {})).prepare().url or url
        return self._tried(full, lambda: self._once(full, source, accept, post))

    def get_json(
        self, url: str, source: Endpoint, *, params: Mapping[str, str] | None = None,
        post: Mapping[str, str] | None = None,
    ) -> tuple[Any, Answer]:  # fmt: skip
        """Return parsed JSON, and the answer it came in."""
        answer = self.get(url, source, accept=JSON_TYPES, params=params, post=post)
        return parse_json(answer), answer

    def download(self, url: str, source: Endpoint, target: Path, accept: tuple[str, ...]) -> Path:
        """Save a large file, going on where an earlier try stopped if the server agrees."""
        return self._tried(url, lambda: self._save(url, source, target, accept))

    def _tried(self, url: str, work: Callable[[], T]) -> T:
        """Try again what may pass, each time later, and honour Retry-After.

        The loop is ours: a library's sees an answer's status, not a body that breaks off, a name
        that does not resolve or a refusal on a later hop, and waits where we give up and say so.
        """
        host = urlsplit(url).hostname or url[:60]
        if self.offline:
            raise OfflineError(
                "offline: {host} is not visited; run without --offline to fetch",
                host=host,
            )
        for attempt in range(self.settings.retries + 1):
            try:
                return work()
            except _PassingError as fault:
                wait_s = self.settings.backoff_s * 2**attempt
                if fault.wait_s is not None:
                    wait_s = max(fault.wait_s, wait_s)
                if wait_s > self.settings.max_wait_s:
                    raise FetchError(
                        "{host}: {fault}, and asks to wait {wait_s:.0f} s; try again later",
                        host=host,
                        fault=fault,
                        wait_s=wait_s,
                    ) from None
                words = str(fault)
            if attempt < self.settings.retries:
                self.sleep(wait_s)
        raise FetchError(
            "{host}: {words} ({retries} times); try again later",
            host=host,
            words=words,
            retries=self.settings.retries + 1,
        )

    def _once(
        self, url: str, source: Endpoint, accept: tuple[str, ...], post: Mapping[str, str] | None
    ) -> Answer:
        with self._opened(url, accept, post) as response:
            body = b"".join(self._chunks(response, source))
            return Answer(str(response.url), body, dict(response.headers))

    def _save(self, url: str, source: Endpoint, target: Path, accept: tuple[str, ...]) -> Path:
        """Write to ``target``.part; what an earlier try left is completed by a range request."""
        part, mark = target.with_name(f"{target.name}.part"), target.with_name("etag.txt")
        had = part.stat().st_size if part.is_file() and mark.is_file() else 0
        headers = {"Accept-Encoding": "identity"}
        if had:
            tag = mark.read_text(encoding="utf-8")
            headers |= {"Range": f"bytes={had}-", "If-Range": tag}
        with self._opened(url, accept, None, headers) as response:
            # 200 instead of 206: the file changed, or the server gives no ranges.
            goes_on = response.status_code == 206 and had > 0  # noqa: PLR2004 - partial content
            tag = response.headers.get("ETag") or response.headers.get("Last-Modified") or ""
            mark.unlink(missing_ok=True)
            if tag and not tag.startswith("W/"):
                mark.write_text(tag, encoding="utf-8")
            with part.open("ab" if goes_on else "wb") as stream:
                for chunk in self._chunks(response, source, had if goes_on else 0):
                    stream.write(chunk)
        mark.unlink(missing_ok=True)
        put_in_place(part, target)
        return target

    def _opened(
        self, url: str, accept: tuple[str, ...], post: Mapping[str, str] | None,
        headers: Mapping[str, str] | None = None,
    ) -> requests.Response:  # fmt: skip
        """Return a streaming answer with status 200 or 206 after at most five redirects."""
        self._pause()
        for _ in range(MAX_REDIRECTS + 1):
            host = self._check(url)
            try:
                response = self._session.request(
                    "POST" if post is not None else "GET", url, data=post, stream=True,
                    headers=dict(headers or {}), allow_redirects=False,
                    timeout=(self.settings.connect_s, self.settings.read_s),
                )  # fmt: skip
            except requests.Timeout:
                msg = "no answer in time"
                raise _PassingError(msg) from None
            except requests.exceptions.SSLError as error:
                raise FetchError(
                    "{host}: its certificate is not trusted ({short})",
                    host=host,
                    short=_short(error),
                ) from None
            except requests.ConnectionError as error:
                refused = refusal_in(error)
                if refused is not None:
                    raise refused from None
                msg = f"cannot connect ({_short(error)})"
                raise _PassingError(msg) from None
            except requests.RequestException as error:
                raise FetchError(
                    "{host}: {short}",
                    host=host,
                    short=_short(error),
                ) from None
            if response.status_code not in REDIRECTS:
                return self._accepted(response, accept, host)
            response.close()
            if post is not None:
                raise FetchError(
                    "{host} redirects a query; check the address in endpoints.toml",
                    host=host,
                )
            url = urljoin(url, response.headers.get("Location", ""))
        raise FetchError(
            "{hostname}: more than {max_redirects} redirects; check the address",
            hostname=urlsplit(url).hostname,
            max_redirects=MAX_REDIRECTS,
        )

    def _accepted(
        self, response: requests.Response, accept: tuple[str, ...], host: str
    ) -> requests.Response:
        status = response.status_code
        if status in RETRIED:
            wait_s = retry_after(response.headers.get("Retry-After"))
            response.close()
            msg = f"answers {status}"
            raise _PassingError(msg, wait_s)
        if status not in (200, 206):
            response.close()
            raise FetchError(
                "{host} answers {status} for {path}; check it",
                host=host,
                status=status,
                path=urlsplit(str(response.url)).path[-60:],
            )
        kind = response.headers.get("Content-Type", "").lower()
        if accept and not any(word in kind for word in accept):
            response.close()
            what = "a web page" if "html" in kind else f"{kind[:40] or 'no content type'}"
            raise FetchError(
                "{host} sent {what} instead of {accept}; the source may be down",
                host=host,
                what=what,
                accept=" or ".join(accept),
            )
        return response

    def _chunks(
        self, response: requests.Response, source: Endpoint, before: int = 0
    ) -> Iterator[bytes]:
        """Yield the unpacked body, and stop at the limits of bytes, ratio and time."""
        host = urlsplit(str(response.url)).hostname
        raw, size, start = response.raw, before, time.monotonic()
        try:
            for chunk in raw.stream(CHUNK, decode_content=True):
                size += len(chunk)
                packed = max(raw.tell(), 1)
                if size > source.max_bytes:
                    raise FetchError(
                        "{host} sends more than {max_mb:g} MB; that cannot be right",
                        host=host,
                        max_mb=source.max_mb,
                    )
                if size - before > MB and (size - before) / packed > MAX_RATIO:
                    raise FetchError(
                        "{host} sends {packed} bytes that unpack to more than {size}; refused",
                        host=host,
                        packed=packed,
                        size=size,
                    )
                if time.monotonic() - start > self.settings.total_s:
                    msg = f"takes longer than {self.settings.total_s:g} s"
                    raise _PassingError(msg)
                yield chunk
        except ReadTimeoutError:
            msg = "stopped in the middle of its answer"
            raise _PassingError(msg) from None
        except DecodeError:
            raise FetchError(
                "{host} sent a damaged compressed answer; try again later",
                host=host,
            ) from None
        except (HTTPError, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise  # our own disk, not the source
            msg = f"broke off its answer ({_short(error)})"
            raise _PassingError(msg) from None

    def _check(self, url: str) -> str:
        """Return the host of an address that may be visited, after resolving its name."""
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        try:
            port = parts.port or (80 if parts.scheme == "http" else 443)
        except ValueError:
            port = 0
        spot = f"{host}:{port}"
        is_test = spot in self.settings.test_hosts
        if spot not in self.hosts or parts.username is not None:
            raise FetchError(
                "{spot} is not on the list of sources; it is not visited",
                spot=spot[:80],
            )
        if parts.scheme != "https" and not is_test:
            raise FetchError(
                "{host}: only https is used; the address starts with {scheme}:",
                host=host,
                scheme=parts.scheme[:10],
            )
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except socket.gaierror:
            msg = f"the name {host} is not known (no internet, or DNS is down)"
            raise _PassingError(msg) from None
        for *_, address in found:
            if not is_test:
                refuse_private(str(address[0]), host)
        self.contacted.add(spot)
        return host

    def _pause(self) -> None:
        """Leave some time between two requests."""
        left = self._last + self.settings.pause_s - time.monotonic()
        if left > 0:
            self.sleep(left)
        self._last = time.monotonic()


def retry_after(text: str | None) -> float | None:
    """Return the seconds a server asks to wait: a number or an HTTP date.

    >>> retry_after("7"), retry_after(None), retry_after("soon")
    (7.0, None, None)
    """
    if text is None:
        return None
    try:
        return float(Retry().parse_retry_after(text))
    except (InvalidHeader, ValueError, OverflowError):  # the last two: a date that no calendar has
        return None


def parse_json(answer: Answer) -> Any:  # noqa: ANN401 - any JSON
    """Return parsed JSON; say where it stops being JSON.

    >>> parse_json(Answer("https://dienst.example/a", b'{"rijen": 2}', {}))
    {'rijen': 2}
    >>> parse_json(Answer("https://dienst.example/a", b'{"rijen": ', {}))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    geodata.web.endpoints.FetchError: dienst.example sent JSON that is cut short or ...
    """
    host = urlsplit(answer.url).hostname
    try:
        return json.loads(answer.body.decode("utf-8-sig"), parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        raise FetchError(
            "{host} sent JSON that is cut short or damaged ({short}); try again later",
            host=host,
            short=_short(error),
        ) from None


def _short(error: BaseException) -> str:
    words = " ".join(str(error).split())
    for known in ("Connection refused", "Remote end closed", "Connection reset", "IncompleteRead"):
        if known in words:
            return known.lower()
    return words[-80:]
