"""An overview of results as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from mtaudit.report.cells import count
from mtaudit.report.markdown import plain

if TYPE_CHECKING:
    from mtaudit.report.overview import Mean, Overview

_MOST = 20


def write(overview: Overview, title: str, comparisons: Sequence[str], errors: Sequence[str]) -> Iterator[str]:
    """Yield the totals, comparisons, means by outlet and day, the worst articles, checks and wrong names."""
    yield f"# {plain(title)}\n\n"
    totals = (count(overview.articles, "article"), count(overview.words, "word"), count(overview.findings, "finding"))
    verdicts = ", ".join(f"{overview.verdicts[name]} {name}" for name in ("pass", "undetermined", "fail"))
    yield f"{', '.join(totals)}; {verdicts}\n"
    for line in (*comparisons, *(f"not read: {error}" for error in errors)):
        yield f"\n- {plain(line)}\n"
    yield from _means("Outlets", overview.outlets())
    yield from _means("Days", overview.days())
    worst = [(f"{r.value:.1f}", r.verdict, str(r.findings), r.outlet, r.title) for r in overview.worst()[:_MOST]]
    yield from _table("Articles, the worst first", ("score", "verdict", "findings", "outlet", "article"), worst)
    checks = [(code, name, str(times)) for (code, name), times in overview.checks.most_common()]
    yield from _table("Findings by check", ("code", "check", "findings"), checks)
    names = [(wrong, right, str(times)) for (wrong, right), times in overview.names.most_common(_MOST)]
    yield from _table("Wrong names", ("in the texts", "should be", "times"), names)


def _means(title: str, means: Sequence[Mean]) -> Iterator[str]:
    rows = [
        (m.name, str(m.articles), f"{m.value:.1f}", "" if m.low is None else f"{m.low:.1f}–{m.high:.1f}") for m in means
    ]
    yield from _table(title, (title.lower().rstrip("s"), "articles", "mean score", "95% interval"), rows)


def _table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    lines = [f"| {' | '.join(map(plain, row))} |\n" for row in rows]
    if lines:
        yield f"\n## {title}\n\n| {' | '.join(head)} |\n{'| --- ' * len(head)}|\n{''.join(lines)}"
