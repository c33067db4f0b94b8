"""A text cut at the findings in it, for pages that mark them, and evidence as a reader sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from mtaudit.report.cells import safe
from mtaudit.report.result import plain


class Spanned(Protocol):
    """What has a place in a text: half-open code-point offsets."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""


T = TypeVar("T", bound=Spanned)


@dataclass(frozen=True, slots=True)
class Piece(Generic[T]):
    """A stretch of text, the findings that cover it and those that begin with it, each the worst first."""

    text: str
    covering: tuple[T, ...] = ()
    opens: tuple[T, ...] = ()

    @property
    def marked(self) -> tuple[T, ...]:
        """The findings that the stretch stands for: those that cover it, or those without words that stand here."""
        return self.covering or self.opens


def pieces(text: str, items: Sequence[T], weight: Callable[[T], float]) -> Iterator[Piece[T]]:
    """Yield the text cut at every start and end of an item; together the pieces are the text.

    `weight` says how bad an item is; of two alike the shorter one stands first. An item without words
    (something is missing there) has a piece without text.
    """

    def order(item: T) -> tuple[float, int]:
        return -weight(item), item.end - item.start

    coming = sorted(items, key=lambda item: item.start)
    cuts = sorted({0, len(text), *(item.start for item in items), *(item.end for item in items)})
    active: list[T] = []
    at = 0
    for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True):
        active = [item for item in active if item.end > start]
        opens = []
        while at < len(coming) and coming[at].start == start:
            opens.append(coming[at])
            at += 1
        points = [item for item in opens if item.end == start]
        if points:
            yield Piece("", (), tuple(sorted(points, key=order)))
        opens = [item for item in opens if item.end > start]
        active += opens
        if start < end:
            yield Piece(shown(text[start:end]), tuple(sorted(active, key=order)), tuple(sorted(opens, key=order)))


def shown(text: str) -> str:
    """A text with everything escaped that is neither shown nor a line end."""
    return "\n".join(safe(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def evidence_of(evidence: Mapping[str, Any]) -> dict[str, str]:
    """Evidence in words: what is known of it, lists with commas, numbers to three figures."""
    return {safe(str(key)): _words(value) for key, value in evidence.items() if value is not None}


def _words(value: object) -> str:
    value = plain(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3g}"
    if isinstance(value, list):
        return ", ".join(map(_words, value))
    if isinstance(value, dict):
        return ", ".join(f"{safe(key)} {_words(item)}" for key, item in value.items())
    return safe(str(value))
