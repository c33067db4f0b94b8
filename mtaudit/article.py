"""The article: the record that readers make and every later step receives."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of code-point offsets into an article's text."""

    start: int
    end: int


class Run(NamedTuple):
    """A piece of a shown text that starts at `at` and comes from `start` to `end` of the text as given.

    Where both are of one length, character stands for character; else the whole piece stands for the whole
    (a character reference, a line break in the code of a page).
    """

    at: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reader sees of a text that is given as code, such as HTML: the text, and where it comes from.

    `runs` are in order, and the first starts at 0; each goes on to where the next one starts.
    """

    text: str
    runs: tuple[Run, ...]

    def given(self, start: int, end: int) -> Span:
        """The place in the text as given from which a range of the shown text comes."""
        if end <= start:
            place = self._place(start).start
            return Span(place, place)
        return Span(self._place(start).start, self._place(end - 1).end)

    def _place(self, offset: int) -> Span:
        """Where a character comes from."""
        index = bisect_right(self.runs, offset, key=_at) - 1
        if index < 0:
            return Span(0, 0)
        at, start, end = self.runs[index]
        following = self.runs[index + 1].at if index + 1 < len(self.runs) else len(self.text)
        if following - at != end - start:
            return Span(start, end)
        place = min(start + offset - at, end)
        return Span(place, min(place + 1, end))


def _at(run: Run) -> int:
    return run.at


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was given.

    `text` is the raw input, byte order mark, line ends and all, so that offsets into it hold for
    whoever has the same text. `markup` lists the spans of `text` that a reader knows to be no
    prose (Markdown signs, link targets, code), in order and without overlap; checks see through
    them. Where `text` is code (HTML), `shown` is what it shows, which is what checks work on; their
    findings come back with offsets into `text`. `source` is the text in the source language
    `source_lang` (an ISO 639-1 code; None: the pivot the user gives). `ignore` names checks and fingerprints of
    findings that are not to be reported (`mtaudit.suppress`). `origin` says where the record came from
    ("feed.jsonl:12"), for messages.

    Raises `TypeError` where `date` is something else, such as a string or a date with a time.
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
    shown: Shown | None = None
    origin: str | None = None

    def __post_init__(self) -> None:
        is_date = isinstance(self.date, datetime.date) and not isinstance(self.date, datetime.datetime)
        if self.date is not None and not is_date:
            raise TypeError(f"the date of article {self.id} is a {type(self.date).__name__}, not a datetime.date")
