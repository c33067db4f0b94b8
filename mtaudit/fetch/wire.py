"""One request over one connection: to a checked address, within a deadline, up to a size.

The standard library's `http.client` speaks HTTP here because it takes a socket that is already
connected: the address is ours to choose and check, and each wait on it ours to limit.
"""

from __future__ import annotations

import contextlib
import http.client
import io
import socket
import ssl
import time
import zlib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from mtaudit.fetch.address import PORTS, addresses, is_public
from mtaudit.fetch.result import FailedError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import Message

    from _typeshed import WriteableBuffer

    from mtaudit.fetch.address import Target
    from mtaudit.fetch.result import Settings

_CHUNK = 64 * 1024
_PACKED = {"gzip", "x-gzip", "deflate"}
_GZIP = b"\x1f\x8b"
_PARTS = 64  # gzip files that follow one another in one body; each costs a copy of the rest


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered to one request."""

    status: int
    reason: str
    headers: Message
    body: bytes


class Clock:
    """The time that is left of a deadline, and how long a single wait may be."""

    def __init__(self, timeout: float, deadline: float) -> None:
        self.timeout = timeout
        self.deadline = deadline
        self.end = time.monotonic() + deadline

    def wait(self) -> float:
        """Seconds that the next wait may take. Raises `FailedError` when the deadline has passed."""
        left = self.end - time.monotonic()
        if left <= 0:
            raise self.late()
        return min(self.timeout, left)

    def late(self) -> FailedError:
        """The error for a wait that took too long."""
        if time.monotonic() >= self.end:
            return FailedError(f"took longer than {self.deadline:g} seconds", retryable=True)
        return FailedError(f"did not answer within {self.timeout:g} seconds", retryable=True)


class _Incoming(io.RawIOBase):
    """What a socket receives, each wait limited by a clock."""

    def __init__(self, sock: socket.socket, clock: Clock) -> None:
        self.sock = sock
        self.clock = clock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        self.sock.settimeout(self.clock.wait())
        return self.sock.recv_into(cast("memoryview", buffer))


class _Line:
    """The part of a socket that `http.client` uses, with a clock; whoever opened the socket closes it."""

    def __init__(self, sock: socket.socket, clock: Clock) -> None:
        self.sock = sock
        self.clock = clock

    def makefile(self, *_: Any) -> io.BufferedReader:
        return io.BufferedReader(_Incoming(self.sock, self.clock))

    def sendall(self, data: bytes) -> None:
        self.sock.settimeout(self.clock.wait())
        self.sock.sendall(data)

    def close(self) -> None:
        return


def request(target: Target, headers: Mapping[str, str], settings: Settings, *, cut: bool = False) -> Reply:
    """Send a GET request and read the answer. `cut`: read `max_bytes` of a larger body instead of none.

    Raises `FailedError` for whatever goes wrong on the way. Proxies of the environment are not used: a
    proxy would connect in our place, to an address that nobody checked.
    """
    clock = Clock(settings.timeout, settings.deadline)
    try:
        with contextlib.closing(_connect(target, clock, settings)) as sock:
            return _exchange(sock, target, headers, clock, settings.max_bytes, cut)
    except TimeoutError:
        raise clock.late() from None
    except ssl.SSLCertVerificationError as error:
        raise FailedError(f"has no valid certificate ({error.verify_message})") from None
    except http.client.RemoteDisconnected:
        raise FailedError("hung up without an answer", retryable=True) from None
    except http.client.IncompleteRead:
        raise FailedError("hung up in the middle of its answer", retryable=True) from None
    except OSError as error:
        raise FailedError(f"the connection failed ({error.strerror or error})", retryable=True) from None
    except (http.client.HTTPException, ValueError) as error:
        raise FailedError(f"did not answer in HTTP ({type(error).__name__})") from None


def _connect(target: Target, clock: Clock, settings: Settings) -> socket.socket:
    found = addresses(target.host, target.port, timeout=clock.wait(), allow_private=settings.allow_private)
    problem: OSError | None = None
    for address in found:
        sock = socket.socket(address.family, socket.SOCK_STREAM)
        try:
            sock.settimeout(clock.wait())
            sock.connect(address.place)
            peer = str(sock.getpeername()[0])
            if not settings.allow_private and not is_public(peer):
                raise FailedError(f"leads to the private address {peer}, which is refused")
            return _secured(sock, target.host, clock) if target.scheme == "https" else sock
        except OSError as error:
            sock.close()
            problem = error
        except BaseException:
            sock.close()
            raise
    raise problem or OSError("no address")


def _secured(sock: socket.socket, host: str, clock: Clock) -> socket.socket:
    sock.settimeout(clock.wait())
    return _trust().wrap_socket(sock, server_hostname=host)


@cache
def _trust() -> ssl.SSLContext:
    """The system's certificates, or those of SSL_CERT_FILE; reading them takes a while."""
    return ssl.create_default_context()


def _exchange(
    sock: socket.socket, target: Target, headers: Mapping[str, str], clock: Clock, limit: int, cut: bool
) -> Reply:
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.default_port = PORTS[target.scheme]
    connection.auto_open = 0
    connection.sock = cast("socket.socket", _Line(sock, clock))
    connection.request("GET", target.path, headers=dict(headers))
    with connection.getresponse() as response:
        body = _body(response, limit, cut) if response.status == 200 else b""
        return Reply(response.status, response.reason, response.headers, body)


def _body(response: http.client.HTTPResponse, limit: int, cut: bool) -> bytes:
    coding = response.headers.get("Content-Encoding", "").strip().lower()
    if coding not in _PACKED | {"", "identity"}:
        raise FailedError(f"is packed as {coding[:40]!r}, which was not asked for")
    if response.length is not None and response.length > limit and not cut:
        raise _too_large(limit)
    data = bytearray()
    while len(data) <= limit and (chunk := response.read(_CHUNK)):
        data += chunk
    if len(data) <= limit and response.length:  # declared, and never came
        raise FailedError("hung up in the middle of its answer", retryable=True)
    if len(data) > limit and not cut:
        raise _too_large(limit)
    return _unpacked(bytes(data), limit, cut) if coding in _PACKED else bytes(data[:limit])


def _unpacked(data: bytes, limit: int, cut: bool) -> bytes:
    """gzip or zlib unpacked, and never more than `limit` of it."""
    out = bytearray()
    for _ in range(_PARTS):
        if not data:
            return bytes(out)
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)
        try:
            out += unpacker.decompress(data, limit + 1 - len(out))
        except zlib.error:
            raise FailedError("is not packed as the server says it is") from None
        if len(out) > limit:
            if cut:
                return bytes(out[:limit])
            raise _too_large(limit)
        if not unpacker.eof:
            raise FailedError("ends in the middle of its packed data", retryable=True)
        data = unpacker.unused_data if unpacker.unused_data.startswith(_GZIP) else b""
    raise FailedError(f"is packed in more than {_PARTS} parts")


def _too_large(limit: int) -> FailedError:
    size = f"{limit / (1 << 20):g} MiB" if limit >= 1 << 20 else f"{limit:,} bytes"
    return FailedError(f"is larger than {size}, the limit")
