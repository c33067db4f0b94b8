"""A line on the terminal that tells how far a long run is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TextIO

from mtaudit.readers.meter import Meter

if TYPE_CHECKING:
    from collections.abc import Callable

_PATIENCE = 2.0  # seconds of work before progress is shown
_TICK = 0.2  # seconds between two signs of progress
_SURE = 0.01  # the share of the work from which on the rest can be told


class Progress:
    """A line on a terminal with what is done, the rate and the time that is left; nothing elsewhere.

    A short run shows nothing. `meter` is to follow the inputs, and None where nobody would see it.
    """

    def __init__(self, stream: TextIO | None, clock: Callable[[], float] = time.monotonic) -> None:
        self.stream = stream if stream is not None and stream.isatty() else None
        self.clock = clock
        self.began = clock()
        self.next = self.began + _PATIENCE
        self.shown = False
        self.articles = 0
        self.characters = 0
        self.meter = Meter() if self.stream else None

    def step(self, characters: int) -> None:
        """Count an article of so many characters."""
        self.articles += 1
        self.characters += characters
        now = self.clock()
        if self.stream is None or now < self.next:
            return
        self.next = now + _TICK
        seconds = now - self.began
        done = f"{self.articles:,} article{'' if self.articles == 1 else 's'}"
        rate = self.characters / 1e6 / seconds
        line = f"{done} audited, {seconds:.0f} s, {rate:.1f} million characters a second{self._left(seconds)}"
        self.stream.write(f"\r\x1b[K{line}")
        self.stream.flush()
        self.shown = True

    def _left(self, seconds: float) -> str:
        share = self.meter and self.meter.share
        if not share or share < _SURE:
            return ""
        return f", {share:.0%}, {_clock(seconds / share - seconds)} left"

    def clear(self) -> None:
        """Take the line away, before something else is written."""
        if self.stream is not None and self.shown:
            self.stream.write("\r\x1b[K")
            self.stream.flush()
            self.shown = False


def _clock(seconds: float) -> str:
    """A time to wait, as short as it can be said."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
