"""The article: the record that readers make and every later step receives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime


class Span(NamedTuple):
    """A half-open range of code-point offsets into an article's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was given.

    `text` is the raw input, byte order mark, line ends and all, so that offsets into it hold for
    whoever has the same text. `markup` lists the spans of `text` that a reader knows to be no
    prose (Markdown signs, link targets, code), in order and without overlap; checks see through
    them. `source` is the text in the source language `source_lang` (an ISO 639-1 code).
    `ignore` names checks and fingerprints of findings that are not to be reported (`mtaudit.suppress`).
    `origin` says where the record came from ("feed.jsonl:12"), for messages.
    """

    id: str
    text: str
    title: str | None = None
    date: datetime.date | None = None
    url: str | None = None
    outlet: str | None = None
    source: str | None = None
    source_lang: str | None = None
    reference: str | None = None
    markup: tuple[Span, ...] = ()
    ignore: tuple[str, ...] = ()
    origin: str | None = None
