"""JSON: one object with every article and a summary, an article a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mtaudit.readers.source import InputError
from mtaudit.report.result import SCHEMA, Summary, result_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mtaudit.report.base import Item, Options


def write(items: Iterable[Item], options: Options) -> Iterator[str]:
    """Yield `{"schema": 1, "articles": […], "summary": {…}}`, each article as it comes."""
    summary = Summary()
    yield f'{{"schema": {SCHEMA}, "articles": ['
    for item in items:
        if isinstance(item, InputError):
            summary.add_error(item)
            continue
        record = json.dumps(result_record(item, sentences=options.sentences), ensure_ascii=False)
        yield f"{',' if summary.articles else ''}\n{record}"
        summary.add(item)
    yield f'\n], "summary": {json.dumps(summary.to_record(), ensure_ascii=False)}}}\n'
