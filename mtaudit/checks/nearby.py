"""What stands around a place, at a cost that does not grow with the text."""

from __future__ import annotations

from mtaudit.article import Span

REACH = 1500
"""How many characters of a line checks look at on each side: more than the longest paragraphs of news."""


def line_around(prose: str, offset: int, reach: int = REACH) -> Span:
    """The line that holds an offset, at most `reach` characters to each side."""
    first = max(0, offset - reach)
    last = min(len(prose), offset + reach)
    start = prose.rfind("\n", first, offset) + 1 or first
    end = prose.find("\n", offset, last)
    return Span(start, last if end < 0 else end)
