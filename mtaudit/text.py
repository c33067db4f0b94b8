"""The text of an article in paragraphs, sentences and words, all as offsets into the raw input."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from mtaudit.article import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Stands in for markup: neither a word character nor white space, so that no pattern reads into it.
JOINER = "\u2060"

_LINE_END = re.compile(r"\r\n|[\n\r\u2028\u2029\x0b\x0c\x85]")
_WORD = re.compile(r"[^\W\d_][\w\u0300-\u036f]*(?:['’][^\W\d_]+)*|\d+(?:[.,]\d+)*\w*")
# A line without the space around it.
_LINE = re.compile(r"[^\s\u2060\ufeff](?:[^\n\r\u2028\u2029\x0b\x0c\x85]*[^\s\u2060\ufeff])?")
_WORDLESS = re.compile(r" [^\w\s]+(?=\s)")
_WRAP_LINE = range(45, 121)
_SURROGATE = re.compile("[\ud800-\udfff]")
_LONGEST_PIECE = 5000
_GAP = re.compile(r"(?<!\s)[.!?][\"”’')\]]*+\s++(?=[A-Z\"“‘'(\[])")
_FRACTURE = re.compile(r"(?<=\w) [.] (?=[^\W\d_])")


class Text:
    """A view of one text: computed on demand, kept once computed.

    `raw` is the text as given; `prose` has the same length, with markup replaced by a joiner
    character, and is what checks match against. Every offset counts code points of both.
    """

    def __init__(self, raw: str, markup: Iterable[Span] = ()) -> None:
        self.raw = raw
        prose = _blank(raw, markup)
        # Lone surrogates are no text, and no library takes them.
        self.prose = prose if prose.isascii() else _SURROGATE.sub(JOINER, prose)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(m.end() for m in _LINE_END.finditer(self.raw))]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1, as an editor shows them (a byte order mark has no column)."""
        line = bisect_right(self._line_starts, offset)
        column = offset - self._line_starts[line - 1] + 1
        if line == 1 and self.raw.startswith("\ufeff") and column > 1:
            column -= 1
        return line, column

    def line_at(self, offset: int) -> Span:
        """The line that holds an offset, without its line end."""
        line = bisect_right(self._line_starts, offset) - 1
        start = self._line_starts[line]
        match = _LINE_END.search(self.raw, start)
        return Span(start, match.start() if match else len(self.raw))

    @cached_property
    def paragraphs(self) -> tuple[Span, ...]:
        """The paragraphs: lines, or blocks of lines where the text is wrapped at a fixed width. None is blank."""
        return tuple(_paragraphs(self.prose))

    @cached_property
    def _paragraph_starts(self) -> list[int]:
        return [p.start for p in self.paragraphs]

    def paragraph_at(self, offset: int) -> Span:
        """The paragraph that holds an offset, or an empty span there where none does."""
        return _holding(self.paragraphs, self._paragraph_starts, offset)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences of all paragraphs, without the space around them.

        A ` . ` between words is damage inside a sentence, not its end, and does not split it.
        """
        return tuple(s for p in self.paragraphs for s in _sentences(self.prose, p))

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [s.start for s in self.sentences]

    def sentences_in(self, span: Span) -> tuple[Span, ...]:
        """The sentences that start in a span."""
        starts = self._sentence_starts
        return self.sentences[bisect_left(starts, span.start) : bisect_left(starts, span.end)]

    def sentence_at(self, offset: int) -> Span:
        """The sentence that holds an offset, or an empty span there where none does."""
        return _holding(self.sentences, self._sentence_starts, offset)

    def words(self, span: Span | None = None) -> list[Span]:
        """The words and numbers of a span (default: the whole text); an inner apostrophe stays in its word."""
        start, end = span or (0, len(self.prose))
        return [Span(*m.span()) for m in _WORD.finditer(self.prose, start, end)]

    @cached_property
    def word_count(self) -> int:
        """White-space separated words with at least one letter or digit: the base of all rates."""
        spaced = f" {self.prose} ".replace("\n", " ")
        return len(spaced.split()) - len(_WORDLESS.findall(spaced))


def _blank(raw: str, markup: Iterable[Span]) -> str:
    pieces: list[str] = []
    last = 0
    for start, end in markup:
        pieces += [raw[last:start], JOINER * (end - start)]
        last = end
    return "".join([*pieces, raw[last:]]) if pieces else raw


def _strip(text: str, start: int, end: int) -> Span:
    while start < end and (text[start].isspace() or text[start] in "\ufeff\u2060"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "\ufeff\u2060"):
        end -= 1
    return Span(start, end)


def _paragraphs(text: str) -> list[Span]:
    out: list[Span] = []
    block: list[Span] = []
    for match in _LINE.finditer(text):
        line = Span(*match.span())
        if block and len(_LINE_END.findall(text, block[-1].end, line.start)) > 1:
            out += _joined(block)
            block = []
        block.append(line)
    return out + _joined(block)


def _joined(block: list[Span]) -> list[Span]:
    """The paragraphs of lines without a blank one between them."""
    return [Span(block[0].start, block[-1].end)] if _is_wrapped(block) else block


def _is_wrapped(block: list[Span]) -> bool:
    """Whether a block of lines is one paragraph wrapped at a fixed width (as e-mail and plain text are)."""
    return len(block) > 1 and all(line.end - line.start in _WRAP_LINE for line in block[:-1])


def _sentences(text: str, paragraph: Span) -> list[Span]:
    return [sentence for piece in _pieces(text, paragraph) for sentence in _split(text, piece)]


def _pieces(text: str, paragraph: Span) -> Iterator[Span]:
    """A paragraph in pieces that the splitter takes at once: its time grows with the square of open quotation marks.

    A long one is cut where a sentence seems to end, else at a space, else anywhere.
    """
    start, end = paragraph
    while end - start > _LONGEST_PIECE:
        limit = start + _LONGEST_PIECE
        gaps = [match.end() for match in _GAP.finditer(text, start, limit)]
        cut = gaps[-1] if gaps else text.rfind(" ", start, limit) + 1
        cut = cut if cut > start else limit
        yield Span(start, cut)
        start = cut
    yield Span(start, end)


def _split(text: str, paragraph: Span) -> list[Span]:
    from sentencex import get_sentence_boundaries

    chunk = text[paragraph.start : paragraph.end]
    whole = _FRACTURE.sub(" \u2060 ", chunk) if " . " in chunk else chunk
    spans: list[Span] = []
    glued = False  # the splitter may cut "(Reuters)-U.S." in two: no sentence starts without a space
    for bound in get_sentence_boundaries("en", whole):
        start, end = bound["start_index"], bound["end_index"]
        span = _strip(text, paragraph.start + start, paragraph.start + end)
        if span.start < span.end:
            if glued and spans and whole[start - 1 : start].isascii():
                span = Span(spans.pop().start, span.end)
            spans.append(span)
        glued = end > start and not whole[end - 1].isspace()
    return spans


def _holding(spans: tuple[Span, ...], starts: list[int], offset: int) -> Span:
    index = bisect_right(starts, offset) - 1
    if index >= 0 and offset < spans[index].end:
        return spans[index]
    return Span(offset, offset)
