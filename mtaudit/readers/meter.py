"""How much of the inputs has been read, for whoever waits."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO

from mtaudit.readers.source import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator


class Meter:
    """Counts bytes of input as they stand on the disk, packed or not."""

    def __init__(self) -> None:
        self._total: int | None = None
        self._done = 0
        self._open: BinaryIO | None = None

    def expect(self, paths: Sequence[str | InputError]) -> None:
        """Take the size of all inputs; where one has none (standard input, a pipe) the total is unknown."""
        total = 0
        for path in paths:
            if isinstance(path, InputError):
                continue
            if not os.path.isfile(path):  # noqa: PTH113 - names stay as they were given
                return
            with suppress(OSError):
                total += os.path.getsize(path)  # noqa: PTH202
        self._total = total

    @contextmanager
    def reading(self, stream: BinaryIO) -> Iterator[None]:
        """Follow a file while it is read."""
        self._open = stream
        try:
            yield
        finally:
            with suppress(OSError, ValueError):
                self._done += os.fstat(stream.fileno()).st_size
            self._open = None

    @property
    def share(self) -> float | None:
        """The part of all input that has been read, from 0 to 1; None where that is unknown."""
        if not self._total:
            return None
        here = 0
        if self._open is not None:
            with suppress(OSError, ValueError):
                here = self._open.tell()
        return min(1.0, (self._done + here) / self._total)
