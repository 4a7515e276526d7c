"""Look at the address that a socket really reached, before anything is sent over it.

A name can change its meaning between the check and the visit; a connection cannot.
"""

import ipaddress
import socket
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from geodata.web.endpoints import FetchError
from geodata.web.patience import Patience, answers


def refuse_private(address: str, host: str) -> None:
    """Refuse an address inside a network: a public source has a public address.

    >>> refuse_private("52.97.1.1", "pdok.nl")
    >>> refuse_private("192.168.1.1", "pdok.nl")
    Traceback (most recent call last):
    ...
    geodata.web.endpoints.FetchError: pdok.nl points at 192.168.1.1, inside a private ...
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    if not (mapped or found).is_global or found.is_multicast:
        raise FetchError(
            "{host} points at {address}, inside a private network; refused",
            host=host,
            address=address,
        )


def refusal_in(error: BaseException) -> FetchError | None:
    """Return the refusal that a checked connection raised, from under the wrappers."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, FetchError):
            return seen
        inner = getattr(seen, "reason", None)
        args = [arg for arg in seen.args if isinstance(arg, BaseException)]
        nested = args[0] if args else None
        seen = inner if isinstance(inner, BaseException) else nested or seen.__cause__
    return None


class CheckedAdapter(HTTPAdapter):
    """Make connections that look at the address they reached, and at the clock."""

    def __init__(self, test_hosts: tuple[str, ...], patience: Patience) -> None:
        self._test_hosts, self._patience = test_hosts, patience
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Give every connection of a session the second look; called by requests."""
        manager = PoolManager(*args[:1], maxsize=args[1], block=kwargs.get("block", False))
        manager.pool_classes_by_scheme = _pools(self._test_hosts, self._patience)
        self.poolmanager = manager


def _pools(test_hosts: tuple[str, ...], patience: Patience) -> dict[str, Any]:
    watched = answers(patience)

    class Plain(HTTPConnection):
        response_class = watched

        def _new_conn(self) -> socket.socket:
            return _looked_at(super()._new_conn(), self.host, self.port, test_hosts)

    class Secure(HTTPSConnection):
        response_class = watched

        def _new_conn(self) -> socket.socket:
            return _looked_at(super()._new_conn(), self.host, self.port, test_hosts)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


def _looked_at(
    sock: socket.socket, host: str, port: int | None, test_hosts: tuple[str, ...]
) -> socket.socket:
    if f"{host}:{port}" not in test_hosts:
        try:
            refuse_private(str(sock.getpeername()[0]), host)
        except FetchError:
            sock.close()
            raise
    return sock
