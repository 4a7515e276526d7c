"""Let nobody in but the browser that was opened: no other machine, no other site's page.

A page of another site can send requests to this port, and a name that it owns can be made to point
here (DNS rebinding). So the name in ``Host`` must be ours, a request that changes something must
say that it comes from us, and all carry a secret that only the opened browser was given.
"""

import hmac
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from opvangkaart.app.asked import whole

BEGIN: Final = "/begin"
#: What a page may load: its own files, and nothing from anywhere else.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_SAFE: Final = frozenset({"GET", "HEAD"})
_OURS: Final = frozenset({"same-origin", "none"})
#: The largest request: a list of a team, with room to spare.
MOST_BYTES: Final = 30 * 1024 * 1024


class Guard:
    """Stand before an application; ``key`` opens it once, for the browser that brings it."""

    def __init__(self, app: ASGIApp, *, port: int, key: str) -> None:
        """Wrap an application that listens on ``port`` of this machine."""
        self.app, self.port = app, port
        self._key: str | None = key
        self._secret = secrets.token_urlsafe(32)
        self.hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})
        self.cookie = f"opvangkaart-{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it before the application sees anything of it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # nothing here speaks anything else
        headers = Headers(scope=scope)
        refused = self._refused(scope, headers)
        if refused is None and scope["path"] == BEGIN:
            refused = self._begin(scope)
        if refused is not None:
            await refused(scope, receive, self._sealed(send))
            return
        await self.app(scope, _limited(receive), self._sealed(send))

    def _refused(self, scope: Scope, headers: Headers) -> Response | None:
        if headers.get("host", "").lower() not in self.hosts:
            return _no("Dit adres is niet van de werkbank.", 421)
        origins = headers.getlist("origin")
        origin = ", ".join(origins) if origins else None  # two are never ours
        ours = {f"http://{host}" for host in self.hosts}
        if (origin is not None and origin.lower() not in ours) or (
            origin is None and scope["method"] not in _SAFE
        ):
            return _no("Deze vraag komt van een andere pagina.", 403)
        if headers.get("sec-fetch-site", "none") not in _OURS:
            return _no("Deze vraag komt van een andere pagina.", 403)
        length = whole(headers.get("content-length", "0"))
        if length is None or length > MOST_BYTES:
            return _no("Dit bestand is te groot (hoogstens 30 MB).", 413)
        if scope["path"] != BEGIN and not self._is_known(headers):
            return _no(
                "Deze browser kent de werkbank niet. Start hem opnieuw: opvangkaart app", 403
            )
        return None

    def _is_known(self, headers: Headers) -> bool:
        try:
            cookies = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            return False
        found = cookies.get(self.cookie)
        return found is not None and hmac.compare_digest(
            found.value.encode(), self._secret.encode()
        )

    def _begin(self, scope: Scope) -> Response:
        given = parse_qs(scope["query_string"].decode("latin-1")).get("sleutel", [""])[0]
        if self._key is None or not hmac.compare_digest(given.encode(), self._key.encode()):
            return _no("Deze sleutel is al gebruikt. Start opnieuw: opvangkaart app", 403)
        self._key = None
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(self.cookie, self._secret, httponly=True, samesite="strict", path="/")
        return answer

    @staticmethod
    def _sealed(send: Send) -> Send:
        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
            await send(message)

        return sealed


def _limited(receive: Receive) -> Receive:
    """Stop reading a body that goes on after the limit, whatever its header said."""
    read = 0

    async def limited() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > MOST_BYTES:
            return {"type": "http.disconnect"}
        return message

    return limited


def _no(words: str, status: int) -> Response:
    return PlainTextResponse(words, status_code=status)
