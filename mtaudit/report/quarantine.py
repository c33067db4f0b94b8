"""Quarantine: the records that could not be read or audited, as JSON lines, with the reason.

A line is the record with its own keys and `error`, which says where it stood and what is wrong; so a file of them can
be mended and audited again.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mtaudit.readers.source import InputError
from mtaudit.report.result import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mtaudit.report.base import Item, Options


def write(items: Iterable[Item], options: Options) -> Iterator[str]:
    """Yield a line for each error."""
    for item in items:
        if isinstance(item, InputError):
            line = {**plain(item.record or {}), "error": {"where": item.where, "message": item.message}}
            yield json.dumps(line, ensure_ascii=False) + "\n"
