"""Addresses: where a URL leads, and whether that is a place on the public internet.

A server decides what its name resolves to and where it redirects; without a check it could have the
auditor fetch from the user's own network (server-side request forgery, OWASP). So each name is
resolved once, its addresses are checked, and the connection is made to a checked address itself: a
name that resolves differently a moment later (DNS rebinding) changes nothing.
"""

from __future__ import annotations

import queue
import socket
import threading
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from mtaudit.fetch.result import FailedError
from mtaudit.tables import table, words

if TYPE_CHECKING:
    from collections.abc import Sequence

PORTS = {"http": 80, "https": 443}
_KEPT = "%/:=&?~+!$,;'@()*[]-._"


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart: `host` in ASCII, `path` with its query and ready to be sent."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """Scheme, host and port, as a URL."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"

    @property
    def url(self) -> str:
        """The URL in one spelling, without its fragment."""
        return self.origin + self.path


@dataclass(frozen=True, slots=True)
class Address:
    """One address of a host, as `socket.connect` takes it."""

    family: int
    place: tuple[Any, ...]

    @property
    def ip(self) -> str:
        """The bare address."""
        return str(self.place[0])


def target(url: str) -> Target:
    """A URL taken apart. Raises `FailedError` where it is none that can be fetched."""
    try:
        parts = urlsplit(url.strip())
        port, host = parts.port, parts.hostname or ""
        if ":" not in host:
            host = host.encode("idna").decode("ascii")
        path = quote(parts.path or "/", _KEPT) + (f"?{quote(parts.query, _KEPT)}" if parts.query else "")
    except ValueError:
        raise FailedError("is not a valid address") from None
    if parts.scheme not in PORTS:
        raise FailedError("is not an http or https address")
    if not host or any(char in host for char in " %\\/?#@<>^|\x7f") or not host.isprintable():
        raise FailedError("has no valid host name")
    if parts.username is not None or parts.password is not None:
        raise FailedError("holds a user name or password, which is not sent; leave it out")
    return Target(parts.scheme, host, PORTS[parts.scheme] if port is None else port, path)


def addresses(host: str, port: int, *, timeout: float, allow_private: bool) -> Sequence[Address]:
    """The addresses of a host that may be connected to, in the system's order of preference.

    Raises `FailedError` where the name is not known, takes longer than `timeout` seconds, or leads to
    nothing but private addresses.
    """
    found = [Address(family, place) for family, _, _, _, place in _lookup(host, port, timeout)]
    allowed = [address for address in found if allow_private or is_public(address.ip)]
    if found and not allowed:
        raise FailedError(f"leads to the private address {found[0].ip}, which is refused (see --allow-private)")
    if not allowed:
        raise FailedError(f"the host {host} has no address")
    return allowed


def is_public(ip: str) -> bool:
    """Whether an address belongs to the public internet; what it is not known to be, it is not."""
    try:
        address = ip_address(ip.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        inner = _inner(address)
        if inner is None:
            return address in ip_network(table(__file__, "private.toml")["v6_public"]) and not _listed(address, "v6")
        address = inner
    return not _listed(address, "v4")


def _listed(address: IPv4Address | IPv6Address, key: str) -> bool:
    return any(address in ip_network(network) for network in words(__file__, "private.toml", key))


def _inner(address: IPv6Address) -> IPv4Address | None:
    for network, bit in table(__file__, "private.toml")["holds_v4"].items():
        if address in ip_network(network):
            return IPv4Address(int(address) >> (128 - 32 - bit) & 0xFFFFFFFF)
    return None


def _lookup(host: str, port: int, timeout: float) -> list[tuple[Any, ...]]:
    """`getaddrinfo`, which knows no time limit of its own, in a thread that is left behind when it takes too long."""
    answers: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, ValueError) as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=max(0.0, timeout))
    except queue.Empty:
        raise FailedError(f"the name {host} was not resolved within {timeout:g} seconds", retryable=True) from None
    if isinstance(answer, Exception):
        temporary = isinstance(answer, socket.gaierror) and answer.errno == socket.EAI_AGAIN
        raise FailedError(f"the host {host} is not known", retryable=temporary)
    return list(answer)
