"""Visit only the sources on the list, politely, and take no more than was agreed.

Every hop of a redirect is checked again: scheme, host, and the addresses its name resolves to. The
address a socket really reached is checked once more before anything is sent over it, so that a name
cannot change its meaning between the check and the visit.
"""

import re
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

from geodata.files.limits import MB
from geodata.files.swap import put_in_place
from geodata.web.addresses import CheckedAdapter, refusal_in, refuse_private
from geodata.web.body import Answer, PassingError, parse_json, pieces, short
from geodata.web.endpoints import Endpoint, FetchError, FetchSettings, allowed_hosts
from geodata.web.patience import Patience
from geodata.web.unpack import codings
from sites.base.messages import say

__all__ = ["Answer", "Client", "OfflineError", "UnfinishedError", "parse_json", "retry_after"]

MAX_REDIRECTS: Final = 5
#: Framing, headers and packing of what does not pack may take so many times the unpacked bytes.
MAX_FRAMING: Final = 8
RETRIED: Final = frozenset({408, 425, 429, 500, 502, 503, 504, *range(520, 528)})
REDIRECTS: Final = (301, 302, 303, 307, 308)
#: With these a query is asked again, as it was, at another address.
SAME_QUERY: Final = (307, 308)
#: 203 is an answer that passed a proxy.
WHOLE: Final = (200, 203)
PART, NO_SUCH_PART = 206, 416
JSON_TYPES: Final = ("json",)
_RANGE: Final = re.compile(r"bytes +([0-9]+)-")
Sleep = Callable[[float], None]
T = TypeVar("T")


class OfflineError(FetchError):
    """Refuse to open a socket under ``--offline``."""


class UnfinishedError(FetchError):
    """Say that the line or the server gave up: what came in so far is good, and is gone on with."""


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
        self.patience = Patience(self.settings.read_s)
        self.adapter = CheckedAdapter(self.settings.test_hosts, self.patience)
        self._headers = {
            "User-Agent": self.settings.user_agent, "Accept": "*/*", "Accept-Encoding": "gzip",
        }  # fmt: skip
        self._last = 0.0
        self._layer_until = inf

    def begin_layer(self) -> None:
        """Give all that is asked from now on one amount of time together."""
        self._layer_until = time.monotonic() + self.settings.layer_s

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
        try:
            full = requests.Request("GET", url, params=dict(params or {})).prepare().url or url
        except (ValueError, requests.RequestException) as error:
            raise FetchError(
                "{url} is no address ({short})", url=url[:60], short=short(error)
            ) from None
        return self._tried(full, source, lambda: self._once(full, source, accept, post))

    def get_json(
        self, url: str, source: Endpoint, *, params: Mapping[str, str] | None = None,
        post: Mapping[str, str] | None = None,
    ) -> tuple[Any, Answer]:  # fmt: skip
        """Return parsed JSON, and the answer it came in."""
        answer = self.get(url, source, accept=JSON_TYPES, params=params, post=post)
        return parse_json(answer), answer

    def download(self, url: str, source: Endpoint, target: Path, accept: tuple[str, ...]) -> Path:
        """Save a large file, going on where an earlier try stopped if the server agrees."""
        part, mark = target.with_name(f"{target.name}.part"), target.with_name("etag.txt")
        try:
            self._tried(url, source, lambda: self._save(url, source, part, mark, accept))
        except UnfinishedError:
            raise
        except FetchError:  # what came in is wrong: nothing goes on from there
            part.unlink(missing_ok=True)
            mark.unlink(missing_ok=True)
            raise
        put_in_place(part, target)
        return target

    def _tried(self, url: str, source: Endpoint, work: Callable[[], T]) -> T:
        """Try again what may pass, each time later, and honour Retry-After.

        The loop is ours: a library's sees an answer's status, not a body that breaks off, a name
        that does not resolve or a refusal on a later hop, and waits where we give up and say so.
        All tries together share the time of one visit.
        """
        host = _host(url)
        if self.offline:
            raise OfflineError(
                "offline: {host} is not visited; run without --offline to fetch",
                host=host,
            )
        self.patience.begin(self.settings.total_s, self._layer_until)
        self.patience.most = source.max_bytes * MAX_FRAMING + MB
        for attempt in range(self.settings.retries + 1):
            try:
                return work()
            except PassingError as fault:
                wait_s = max(self.settings.backoff_s * 2**attempt, fault.wait_s or 0)
                words = fault.words
            if wait_s > self.settings.max_wait_s:
                raise UnfinishedError(
                    "{host}: {fault}, and asks to wait {wait_s:.0f} s; try again later",
                    host=host, fault=words, wait_s=wait_s,
                )  # fmt: skip
            if self.patience.is_over or time.monotonic() + wait_s > self.patience.until:
                raise UnfinishedError(
                    "{host} takes longer than {total_s:g} s ({fault}); try again later",
                    host=host, total_s=min(self.settings.total_s, self.settings.layer_s),
                    fault=words,
                )  # fmt: skip
            if attempt < self.settings.retries:
                self.sleep(wait_s)
        raise UnfinishedError(
            "{host}: {words} ({retries} times); try again later",
            host=host, words=words, retries=self.settings.retries + 1,
        )  # fmt: skip

    def _once(
        self, url: str, source: Endpoint, accept: tuple[str, ...], post: Mapping[str, str] | None
    ) -> Answer:
        with self._opened(url, accept, post) as response:
            body = b"".join(pieces(response, source))
            return Answer(str(response.url), body, dict(response.headers))

    def _save(
        self, url: str, source: Endpoint, part: Path, mark: Path, accept: tuple[str, ...]
    ) -> None:
        """Fill ``part``; what an earlier try left is completed by a range request.

        ``mark`` holds the tag of the version that ``part`` was cut from. It is written after
        ``part`` was emptied: a stop between the two leaves no tag beside another version's bytes.
        """
        had = part.stat().st_size if part.is_file() and mark.is_file() else 0
        tag = mark.read_text(encoding="utf-8") if had else ""
        headers = {"Accept-Encoding": "identity"}
        if had:
            headers |= {"Range": f"bytes={had}-", "If-Range": tag}
        with self._opened(url, accept, None, headers, can_go_on=had > 0) as response:
            # 200 instead of 206: the file changed, or the server gives no ranges.
            goes_on = response.status_code in (PART, NO_SUCH_PART)
            if goes_on and not _continues(response, had, tag):
                mark.unlink(missing_ok=True)
                raise PassingError(say("sent another part than was asked for"))
            if not goes_on:
                mark.unlink(missing_ok=True)
                part.write_bytes(b"")
                now = response.headers.get("ETag") or response.headers.get("Last-Modified") or ""
                # A packed answer counts its ranges in packed bytes: nothing can be added to it.
                if now and not now.startswith("W/") and not _packed(response):
                    mark.write_text(now, encoding="utf-8")
            with part.open("ab") as stream:
                for piece in pieces(response, source, had if goes_on else 0):
                    stream.write(piece)
        mark.unlink(missing_ok=True)

    def _opened(
        self, url: str, accept: tuple[str, ...], post: Mapping[str, str] | None,
        headers: Mapping[str, str] | None = None, *, can_go_on: bool = False,
    ) -> requests.Response:  # fmt: skip
        """Return a streaming answer after at most five redirects."""
        self._pause()
        for _ in range(MAX_REDIRECTS + 1):
            host = self._check(url)
            response = self._asked(url, host, post, headers or {})
            if response.status_code not in REDIRECTS:
                return self._accepted(response, accept, host, can_go_on=can_go_on)
            response.close()
            if post is not None and response.status_code not in SAME_QUERY:
                raise FetchError(
                    "{host} redirects a query; check the address in endpoints.toml",
                    host=host,
                )
            url = _next_address(url, response.headers.get("Location"), host)
        raise FetchError(
            "{hostname}: more than {max_redirects} redirects; check the address",
            hostname=_host(url), max_redirects=MAX_REDIRECTS,
        )  # fmt: skip

    def _asked(
        self, url: str, host: str, post: Mapping[str, str] | None, headers: Mapping[str, str]
    ) -> requests.Response:
        """Send one request and return its answer, body unread.

        The adapter is asked itself: a session reads the whole body of a redirect, whatever its
        size, also where it may not follow it.
        """
        try:
            request = requests.Request(
                "POST" if post is not None else "GET", url, data=post,
                headers={**self._headers, **headers},
            ).prepare()  # fmt: skip
            return self.adapter.send(
                request, stream=True, timeout=(self.settings.connect_s, self.settings.read_s)
            )
        except FetchError:
            raise
        except requests.Timeout:
            raise PassingError(say("no answer in time")) from None
        except requests.exceptions.SSLError as error:
            raise FetchError(
                "{host}: its certificate is not trusted ({short})", host=host, short=short(error)
            ) from None
        except requests.ConnectionError as error:
            refused = refusal_in(error)
            if refused is not None:
                raise refused from None
            raise PassingError(say("cannot connect ({short})", short=short(error))) from None
        except Exception as error:  # noqa: BLE001 - whatever a library raises over a source's bytes
            raise FetchError(
                "{host} answers in a way that cannot be read ({short}); try again later",
                host=host, short=short(error),
            ) from None  # fmt: skip

    @staticmethod
    def _accepted(
        response: requests.Response, accept: tuple[str, ...], host: str, *, can_go_on: bool
    ) -> requests.Response:
        status = response.status_code
        if status in RETRIED:
            wait_s = retry_after(response.headers.get("Retry-After"))
            response.close()
            raise PassingError(say("answers {status}", status=status), wait_s)
        if can_go_on and status == NO_SUCH_PART:
            return response
        if status not in WHOLE and not (can_go_on and status == PART):
            response.close()
            raise FetchError(
                "{host} answers {status} for {path}; check it",
                host=host, status=status, path=urlsplit(str(response.url)).path[-60:],
            )  # fmt: skip
        # A server may leave the type out; what is in it is checked all the same.
        kind = response.headers.get("Content-Type", "").lower()
        if accept and kind.strip() and not any(word in kind for word in accept):
            response.close()
            what = say("a web page") if "html" in kind else kind[:40]
            raise FetchError(
                "{host} sent {what} instead of {accept}; the source may be down",
                host=host, what=what, accept=" or ".join(accept),
            )  # fmt: skip
        return response

    def _check(self, url: str) -> str:
        """Return the host of an address that may be visited, after resolving its name."""
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").lower()
            port = parts.port or (80 if parts.scheme == "http" else 443)
        except ValueError:  # no address at all, or no port that exists
            raise FetchError(
                "{spot} is not on the list of sources; it is not visited", spot=url[:80]
            ) from None
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
        except (OSError, UnicodeError):
            raise PassingError(
                say("the name {host} is not known (no internet, or DNS is down)", host=host)
            ) from None
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


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or url[:60]
    except ValueError:
        return url[:60]


def _next_address(url: str, location: str | None, host: str) -> str:
    """Return where a redirect points."""
    try:
        if location and location.strip():
            return urljoin(url, location.strip())
    except ValueError:
        pass
    raise FetchError("{host} redirects to no address; check the address", host=host)


def _packed(response: requests.Response) -> bool:
    return bool(codings(response.headers.get("Content-Encoding")))


def _continues(response: requests.Response, had: int, tag: str) -> bool:
    """Say whether a partial answer is the rest of what is there, of the same version."""
    if response.status_code == NO_SUCH_PART or _packed(response):
        return False
    said = response.headers.get("ETag")
    start = _RANGE.match(response.headers.get("Content-Range", "").strip().lower())
    return (said is None or not tag.startswith('"') or said == tag) and (
        start is None or int(start[1]) == had
    )


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
