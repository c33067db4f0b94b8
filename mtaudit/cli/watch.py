"""Auditing again whenever an input changes."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence

from mtaudit.readers import EXTENSIONS, InputError
from mtaudit.readers.paths import expand

_INTERVAL = 0.3  # seconds between two looks


def watched(
    paths: Sequence[str],
    once: Callable[[], int],
    wait: Callable[[float], object] = time.sleep,
    skip: Callable[[str], bool] = lambda _: False,
) -> int:
    """Call `once` now and after each change of the files that `paths` name, until Ctrl-C; 0, or its last exit code.

    `skip` is true for files that are no input (see `mtaudit.readers.read_inputs`), such as what `once` writes.
    """
    code = 0
    try:
        while True:
            seen = snapshot(paths, skip)
            if sys.stdout.isatty():
                print("\x1b[2J\x1b[H", end="", flush=True)
            code = once()
            print(f"watching {len(seen)} file{'' if len(seen) == 1 else 's'}; Ctrl-C ends", file=sys.stderr, flush=True)
            while snapshot(paths, skip) == seen:
                wait(_INTERVAL)
    except KeyboardInterrupt:
        return code


def snapshot(paths: Sequence[str], skip: Callable[[str], bool] = lambda _: False) -> dict[str, tuple[int, int]]:
    """The files that `paths` name, each with the time of its last change and its size."""
    found = {}
    for path in expand(paths, EXTENSIONS, skip=skip):
        if isinstance(path, InputError):
            continue
        try:
            state = os.stat(path)  # noqa: PTH116 - names stay as they were given
        except OSError:
            continue
        found[path] = (state.st_mtime_ns, state.st_size)
    return found
