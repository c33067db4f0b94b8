"""What an unfinished run depended on: only the same run can go on where it ended."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Any

from mtaudit.cache import code_digest
from mtaudit.readers import EXTENSIONS, InputError
from mtaudit.readers.paths import expand

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mtaudit.suppress import Baseline


def digest_of_run(paths: Sequence[str], auditor: str, known: Baseline | None, read: Mapping[str, Any]) -> bytes:
    """A digest of the inputs (names, sizes, times of change), the auditor, the baseline and how inputs are read."""
    files = []
    for path in expand(paths, EXTENSIONS, skip=read.get("skip", lambda _: False)):
        if isinstance(path, InputError):
            files.append((str(path), 0, 0))
            continue
        try:
            state = os.stat(path)  # noqa: PTH116 - names stay as they were given
            files.append((path, state.st_size, state.st_mtime_ns))
        except OSError as error:
            files.append((path, 0, error.errno or 0))
    left_out = known and sorted((name, sorted(prints)) for name, prints in known.known.items())
    told = sorted((name, value) for name, value in read.items() if not callable(value))
    settings = (code_digest(), auditor, files, left_out, told)
    return hashlib.sha256(repr(settings).encode("utf-8", "surrogatepass")).digest()
