"""The fetcher: redirects, robots.txt, pauses and second tries around single requests."""

from __future__ import annotations

import datetime
import random
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from mtaudit.fetch import robots, wire
from mtaudit.fetch.address import Target, target
from mtaudit.fetch.result import FailedError, Fetched, FetchError, Settings, fits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MOVED = {301, 302, 303, 307, 308}
_TRY_AGAIN = {408, 425, 429, 500, 502, 503, 504}
_LONGEST_FIELD = 1000  # characters of an ETag or a date that are sent back


@dataclass(slots=True)
class _Host:
    """One connection at a time: whoever holds `turn` may connect, from `free` on."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    asking: threading.Lock = field(default_factory=threading.Lock)
    free: float = 0.0
    delay: float = 0.0
    rules: dict[str, robots.Rules] = field(default_factory=dict)


class Fetcher:
    """Fetches over HTTP by `settings`; remembers when each host was last asked, and its robots.txt.

    Safe to share between threads: two requests to one host wait for each other. `sleep` is how it waits.
    Reading a robots.txt takes the extra `feeds`.
    """

    def __init__(self, settings: Settings | None = None, *, sleep: Callable[[float], object] = time.sleep) -> None:
        self.settings = settings or Settings()
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    def get(self, url: str, etag: str | None = None, last_modified: str | None = None) -> Fetched | FetchError:
        """Fetch a URL; `etag` and `last_modified` are those of the last time. Never raises for what servers do.

        What may pass (a busy server, a lost connection) is tried again, after the pause that the
        server asks for, or else one that doubles.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in conditions.items() if value}
        for attempt in range(self.settings.retries + 1):
            try:
                return self._follow(url, headers)
            except FailedError as failure:
                wait = failure.wait if failure.wait is not None else 2.0**attempt * random.uniform(1.0, 1.5)
                last = attempt == self.settings.retries
                if last or not failure.retryable or wait > self.settings.longest_wait:
                    return FetchError(url, str(failure), failure.status, failure.retryable, failure.wait)
            self._sleep(wait)
        raise AssertionError("unreachable")

    def _follow(self, url: str, headers: dict[str, str]) -> Fetched:
        place = target(url)
        seen = {place.url}
        for _ in range(self.settings.redirects + 1):
            if self.settings.robots:
                self._ask_robots(place)
            reply = self._request(place, headers, self.settings)
            if reply.status not in _MOVED:
                return _fetched(url, place, reply, bool(headers))
            place = _moved(place, reply)
            if place.url in seen:
                raise FailedError("redirects in a circle", status=reply.status)
            seen.add(place.url)
        raise FailedError(f"redirects more than {self.settings.redirects} times")

    def _request(self, place: Target, headers: dict[str, str], settings: Settings, *, cut: bool = False) -> wire.Reply:
        fixed = {"User-Agent": settings.user_agent, "Accept-Encoding": "gzip", "Accept": "*/*", "Connection": "close"}
        with self._turn(place.host):
            return wire.request(place, fixed | headers, settings, cut=cut)

    @contextmanager
    def _turn(self, name: str) -> Iterator[None]:
        host = self._host(name)
        with host.turn:
            wait = host.free - time.monotonic()
            if wait > 0:
                self._sleep(wait)
            try:
                yield
            finally:
                host.free = time.monotonic() + max(self.settings.delay, host.delay)

    def _host(self, name: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(name.rstrip(".").lower(), _Host())

    def _ask_robots(self, place: Target) -> None:
        """Raise `FailedError` where the host's robots.txt closes a place."""
        host = self._host(place.host)
        with host.asking:
            known = host.rules.get(place.origin)
            if known is None or known.stale:
                known = host.rules[place.origin] = self._robots(place)
                host.delay = max(host.delay, known.delay)
        refusal = known.refusal(place.url)
        if refusal:
            raise FailedError(refusal)

    def _robots(self, place: Target) -> robots.Rules:
        if find_spec("protego") is None:
            raise FailedError('reading the robots.txt of hosts needs protego: pip install "mtaudit[feeds]"')
        settings = replace(self.settings, max_bytes=robots.MAX_BYTES)
        place = replace(place, path="/robots.txt")
        for _ in range(settings.redirects + 1):
            reply = self._request(place, {}, settings, cut=True)
            if reply.status not in _MOVED:
                break
            place = _moved(place, reply)
        return robots.rules(reply.status, reply.body)


def _moved(place: Target, reply: wire.Reply) -> Target:
    location = reply.headers.get("Location", "").strip()
    if not location:
        raise FailedError("redirects to nowhere", status=reply.status)
    with suppress(ValueError):  # http.client reads headers as Latin-1; many servers send UTF-8
        location = location.encode("latin-1").decode("utf-8")
    try:
        return target(urljoin(place.url, location))
    except (FailedError, ValueError) as error:
        why = str(error) if isinstance(error, FailedError) else "is not a valid address"
        raise FailedError(f"redirects to {location[:200]}, which {why}", status=reply.status) from None


def _fetched(url: str, place: Target, reply: wire.Reply, conditional: bool) -> Fetched:
    headers = reply.headers
    etag, modified = _field(headers.get("ETag")), _field(headers.get("Last-Modified"))
    if reply.status == 304 and conditional:
        return Fetched(url, place.url, 304, etag=etag, last_modified=modified, not_modified=True)
    if reply.status != 200:
        again = reply.status in _TRY_AGAIN
        wait = _seconds(headers.get("Retry-After", "")) if again else None
        said = f"{reply.status} {reply.reason}".strip()
        raise FailedError(f"the server answers {said}", retryable=again, status=reply.status, wait=wait)
    kind = headers.get_content_type() if headers.get("Content-Type") else None
    declared = headers.get_content_charset() or ""
    charset = declared if declared and fits(reply.body, declared) else None
    return Fetched(url, place.url, 200, kind, charset, reply.body, etag, modified)


def _field(value: str | None) -> str | None:
    """A header's value that can be sent back as it is, or None."""
    return value if value and value.isprintable() and len(value) <= _LONGEST_FIELD else None


def _seconds(retry_after: str) -> float | None:
    """A Retry-After header in seconds from now (RFC 9110, 10.2.3: a number, or a date)."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=datetime.UTC)
    return max(0.0, (when - datetime.datetime.now(datetime.UTC)).total_seconds())
