"""robots.txt: what a host lets programs fetch, and how often (RFC 9309; Crawl-delay as most hosts write it)."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from protego import Protego

AGENT = "mtaudit"
MAX_BYTES = 512 * 1024
"""What is read of a robots.txt (RFC 9309 asks for 500 KiB at least)."""

_LIFE = 24 * 3600.0  # seconds that one is kept: RFC 9309, 2.4
_LONGEST_DELAY = 60.0


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one host: `parsed` is None where it has none; `refused` says why nothing may be fetched."""

    parsed: Protego | None
    refused: str | None
    end: float

    def refusal(self, url: str) -> str | None:
        """Why a URL may not be fetched, or None."""
        if self.refused or self.parsed is None:
            return self.refused
        return None if self.parsed.can_fetch(url, AGENT) else "is closed to programs by the host's robots.txt"

    @property
    def delay(self) -> float:
        """Seconds that the host wants between two requests; no more than a minute is waited."""
        asked = self.parsed.crawl_delay(AGENT) if self.parsed else None
        return min(asked or 0.0, _LONGEST_DELAY)

    @property
    def stale(self) -> bool:
        """Whether they should be asked for again."""
        return time.monotonic() >= self.end


def rules(status: int, body: bytes) -> Rules:
    """The rules that an answer means: none where there is no such file, all closed while the host is in trouble."""
    from protego import Protego

    end = time.monotonic() + _LIFE
    if status == 200:
        return Rules(Protego.parse(body.decode("utf-8", "replace").removeprefix("\ufeff")), None, end)
    if status == 429 or status >= 500:
        why = f"the host's robots.txt cannot be read (status {status}), so nothing is fetched from it for now"
        return Rules(None, why, time.monotonic() + 60)
    return Rules(None, None, end)
