"""The article of a web page, as trafilatura finds it, with every place still leading into the page."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from mtaudit.article import Run, Shown, Span
from mtaudit.readers.source import MissingPackageError, UnreadableError, first_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtaudit.readers.html_scan import Page

_LARGEST = 4 << 20  # characters of code
_MOST = 20_000  # tags; the extractor's time can grow with their square, and these take it some ten seconds
_WORD = re.compile(r"\w+")
_LINE = re.compile(r"[^\n]+")
_SHINGLE = 5  # words in a row that tell a passage
_SHARE = 0.7  # of a line's passages that the extractor must have kept


def story(code: str, page: Page) -> Page:
    """A page without what the extractor leaves out: the lines it keeps are found again by their words.

    Raises `UnreadableError` for a page that the extractor cannot take, and `MissingPackageError`.
    """
    kept = _Kept(_extracted(code))
    spans = [span for span in map(_span, _LINE.finditer(page.shown.text)) if kept.has(page.shown.text[slice(*span)])]
    shown = _only(page.shown, spans)
    return replace(page, shown=shown, markup=_around(shown, len(code)))


def _extracted(code: str) -> str:
    if len(code) > _LARGEST:
        raise UnreadableError(f"is larger than {_LARGEST >> 20} million characters, the limit for the view `article`")
    if code.count("<") - code.count("</") > _MOST:
        raise UnreadableError(f"has more than {_MOST:,} tags, the limit for the view `article`; use the view `page`")
    try:
        from trafilatura import extract
    except ImportError as error:
        raise MissingPackageError("the article of a page", "trafilatura", "feeds") from error
    try:
        found = extract(code, output_format="txt", include_comments=False, include_tables=True, favor_recall=True)
    except Exception as error:  # what a damaged page makes the extractor raise cannot be listed
        raise UnreadableError(f"is no page that trafilatura can take: {first_line(error)}") from None
    return found or ""


class _Kept:
    """What the extractor kept: whole lines, and runs of a few words."""

    def __init__(self, text: str) -> None:
        lines = [tuple(_WORD.findall(line)) for line in text.split("\n")]
        words = [word for line in lines for word in line]
        self.lines = frozenset(lines)
        self.shingles = frozenset(_shingles(words))

    def has(self, line: str) -> bool:
        words = _WORD.findall(line)
        if not words:
            return False
        if tuple(words) in self.lines:
            return True
        found = [shingle in self.shingles for shingle in _shingles(words)]
        return len(found) > 0 and sum(found) >= _SHARE * len(found)


def _shingles(words: list[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1))


def _span(match: re.Match[str]) -> Span:
    return Span(*match.span())


def _only(shown: Shown, spans: list[Span]) -> Shown:
    """The shown text of some of its lines, as paragraphs."""
    pieces: list[str] = []
    runs: list[Run] = []
    size, last = 0, 0
    bounds = [run.at for run in shown.runs] + [len(shown.text)]
    index = 0
    for start, end in spans:
        if pieces:
            pieces.append("\n\n")
            runs.append(Run(size, last, shown.given(start, start + 1).start))
            size += 2
        while bounds[index + 1] <= start:
            index += 1
        at = index
        while at < len(shown.runs) and bounds[at] < end:
            low, high = max(start, bounds[at]), min(end, bounds[at + 1])
            runs.append(Run(size + low - start, *shown.given(low, high)))
            at += 1
        pieces.append(shown.text[start:end])
        size += end - start
        last = shown.given(start, end).end
    return Shown("".join(pieces), tuple(runs))


def _around(shown: Shown, length: int) -> tuple[Span, ...]:
    """Everything in the code that stands for no character of the shown text as it is."""
    spans: list[Span] = []
    last = 0
    ends = [*(run.at for run in shown.runs[1:]), len(shown.text)][: len(shown.runs)]
    for (at, start, end), following in zip(shown.runs, ends, strict=True):
        if following - at == end - start and not shown.text[at:following].isspace():
            if last < start:
                spans.append(Span(last, start))
            last = end
    return (*spans, Span(last, length)) if last < length else tuple(spans)
