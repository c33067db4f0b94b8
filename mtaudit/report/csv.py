"""CSV: a finding a row, for spreadsheets; articles without findings have one row."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from mtaudit.readers.source import InputError
from mtaudit.report.places import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mtaudit.report.base import Item, Options

COLUMNS = (
    "article", "outlet", "date", "value", "verdict", "words", "line", "column", "start", "end", "severity", "code",
    "name", "text", "expected", "entry", "confidence", "message", "fingerprint",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write(items: Iterable[Item], options: Options) -> Iterator[str]:
    """Yield the header and the rows. What a spreadsheet would take for a formula begins with an apostrophe."""
    yield row(COLUMNS)
    for item in items:
        if isinstance(item, InputError):
            continue
        article, score = item.article, item.score
        date = article.date.isoformat() if article.date else ""
        common = [article.id, article.outlet or "", date, f"{score.value:.1f}", score.verdict, score.words]
        for f in item.findings:
            place = [f.line, f.column, f.start, f.end, f.severity.value, f.code, f.name, f.text]
            said = [suggestion(f), f.entry or "", f"{f.confidence:.3f}", f.message, f.fingerprint]
            yield row([*common, *place, *said])
        if not item.findings:
            yield row([*common, *[""] * (len(COLUMNS) - len(common))])


def row(cells: Sequence[object]) -> str:
    """Cells as a line of CSV (RFC 4180), none of which a spreadsheet runs."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerow([_harmless(cell) for cell in cells])
    return stream.getvalue()


def _harmless(cell: object) -> object:
    """A cell that no spreadsheet runs (OWASP: CSV injection)."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
