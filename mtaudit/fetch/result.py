"""What a fetch is asked for and what it gives: settings, what came, or why nothing did."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from mtaudit.version import __version__

_NO_CHARSETS = frozenset(
    {"utf-7", "idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}
)


@dataclass(frozen=True, slots=True)
class Settings:
    """How to fetch. Times in seconds, sizes in bytes.

    `timeout`: for a connection, and for each wait for more data. `deadline`: for one request as a
    whole, from the name to the last byte. `max_bytes`: of a body, packed or unpacked. `redirects`,
    `retries`: the most of each. `delay`: between two requests to one host (a host's robots.txt may
    ask for more). `longest_wait`: a server that asks for a longer pause is left alone.
    `allow_private`: also fetch from addresses that are not on the public internet. `contact`: a page
    or an address that tells servers who is asking.
    """

    timeout: float = 10.0
    deadline: float = 30.0
    max_bytes: int = 10 * 1024 * 1024
    redirects: int = 5
    retries: int = 2
    delay: float = 1.0
    longest_wait: float = 60.0
    robots: bool = True
    allow_private: bool = False
    contact: str | None = None

    @property
    def user_agent(self) -> str:
        """What servers are told."""
        contact = f"; +{self.contact}" if self.contact else ""
        return f"mtaudit/{__version__} (feed reader and translation auditor{contact})"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server sent: `body` unpacked, `content_type` in lower case without parameters.

    `final_url` is where redirects led. `charset` is what the server declared, where the body can be
    read by it; else None. `etag` and `last_modified` go into the next request, which is answered by
    `not_modified` (and an empty body) when there is nothing new. `mtaudit.readers.web` makes it an input.
    """

    url: str
    final_url: str
    status: int
    content_type: str | None = None
    charset: str | None = None
    body: bytes = b""
    etag: str | None = None
    last_modified: str | None = None
    not_modified: bool = False


@dataclass(frozen=True, slots=True)
class FetchError:
    """Why nothing came. `status`: the server's, if it answered. `retry_after`: seconds it asked to wait.

    `temporary`: it may work later.
    """

    url: str
    message: str
    status: int | None = None
    temporary: bool = False
    retry_after: float | None = None

    def __str__(self) -> str:
        return f"{self.url}: {self.message}"


class FailedError(Exception):
    """A request that failed, inside this package; `retryable`: trying again may help."""

    def __init__(
        self, message: str, *, retryable: bool = False, status: int | None = None, wait: float | None = None
    ) -> None:
        super().__init__(message)
        self.retryable = retryable
        self.status = status
        self.wait = wait


def fits(body: bytes, charset: str) -> bool:
    """Whether a charset is known, is meant for documents, and reads the body without an error."""
    try:
        name = codecs.lookup(charset).name
        if name.replace("_", "-") in _NO_CHARSETS:
            return False
        body.decode(name)
    except (LookupError, ValueError):
        return False
    return True
