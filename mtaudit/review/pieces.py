"""An article's text cut at its findings, for a page that marks them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtaudit.finding import Severity
from mtaudit.report.cells import safe
from mtaudit.review.decision import Item


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and the findings that cover it, the worst first; `opens` are those that begin with it."""

    text: str
    covering: tuple[Item, ...] = ()
    opens: tuple[Item, ...] = ()

    @property
    def severity(self) -> str:
        """The severity of the worst finding."""
        return str((self.covering or self.opens)[0].record["severity"])


def pieces(text: str, items: Sequence[Item]) -> Iterator[Piece]:
    """Yield the text cut at every start and end of a finding; together the pieces are the text.

    A finding without words (something is missing there) opens the piece behind it.
    """
    coming = sorted(items, key=lambda item: item.start)
    cuts = sorted({0, len(text), *(i.start for i in items), *(i.end for i in items)})
    active: list[Item] = []
    at = 0
    for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True):
        active = [item for item in active if item.end > start]
        opens = []
        while at < len(coming) and coming[at].start == start:
            opens.append(coming[at])
            at += 1
        active += [item for item in opens if item.end > start]
        if start < end or opens:
            worst = sorted(active, key=_badness)
            yield Piece(shown(text[start:end]), tuple(worst), tuple(sorted(opens, key=_badness)))


def shown(text: str) -> str:
    """A text with everything escaped that is neither shown nor a line end."""
    return "\n".join(safe(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def _badness(item: Item) -> tuple[float, int]:
    return -Severity(item.record["severity"]).weight, item.end - item.start
