"""JSON lines: the result record of one article a line, as soon as it is audited."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mtaudit.readers.source import InputError
from mtaudit.report.result import result_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mtaudit.report.base import Item, Options


def write(items: Iterable[Item], options: Options) -> Iterator[str]:
    """Yield a line for each article; inputs that could not be read leave none."""
    for item in items:
        if not isinstance(item, InputError):
            yield json.dumps(result_record(item, sentences=options.sentences), ensure_ascii=False) + "\n"
