"""Markdown: a table of articles, and one of findings for each article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtaudit.readers.source import InputError
from mtaudit.report.cells import count, safe
from mtaudit.report.places import suggestion
from mtaudit.report.result import Summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mtaudit.report.base import Item, Options

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")


def write(items: Iterable[Item], options: Options) -> Iterator[str]:
    """Yield a section for each article with findings, then the totals."""
    summary = Summary()
    yield "# Audit\n"
    for item in items:
        if isinstance(item, InputError):
            summary.add_error(item)
            continue
        summary.add(item)
        score = item.score
        yield f"\n## {plain(item.article.title or item.article.id)}\n\n"
        yield f"{score.verdict}, score {score.value:.1f} ({score.low:.1f}–{score.high:.1f}), "
        yield f"{count(score.words, 'word')}, {count(len(item.findings), 'finding')}\n"
        if item.findings:
            yield "\n| place | severity | check | text | suggestion | message |\n" + "| --- " * 6 + "|\n"
        for f in item.findings:
            check = f"{f.code} {f.name}"
            cells = [f"{f.line}:{f.column}", f.severity.value, check, f.text, suggestion(f), f.message]
            yield f"| {' | '.join(map(plain, cells))} |\n"
    yield f"\n## Total\n\n{count(summary.articles, 'article')}, {count(summary.words, 'word')}, "
    yield f"{count(summary.findings, 'finding')}, {count(len(summary.errors), 'input error')}\n"
    for error in summary.errors:
        yield f"\n- {plain(str(error))}\n"


def plain(text: str) -> str:
    """A text that Markdown shows as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", safe(" ".join(text.split())))
