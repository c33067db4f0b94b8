"""The original of an article: whether it can be trusted, and which of its sentences stand where in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from mtaudit.article import Span
from mtaudit.source.align import Bead, Mark, align
from mtaudit.source.figures import Figure, figures
from mtaudit.source.language import is_english, is_latin, may_be
from mtaudit.source.split import paragraphs, sentences
from mtaudit.text import Text

# English characters a character of the source: the usual range of whole news articles (WMT20–23 test sets).
_RATIOS = {"zh": (2.0, 5.5), "ja": (1.3, 4.0), "ko": (1.3, 3.8)}
_RATIO = (0.6, 1.8)
_SHORTEST = 200  # characters: where both are shorter, a ratio says little
_SPREAD = 25  # of the ratio with the source's characters: at a hundred, the ranges are a quarter wider
_ANCHOR = re.compile(r"\d{2,}|[a-z]{3,}(?<=[a-z])", re.ASCII)
_ENOUGH_ANCHORS = 6
_LEAST_SHARED = 0.12
_ENOUGH_MARKS = 10
_LEAST_SHARED_MARKS = 0.15  # translations share four of five, other articles one of ten


class Doubt(StrEnum):
    """Why a source cannot be used."""

    EMPTY = "is empty"
    IDENTICAL = "is the text itself"
    LANGUAGE = "is not in the language it is said to be in"
    SWAPPED = "is in English and the text is not: they seem to be swapped"
    UNKNOWN = "has no language (source_lang or --pivot)"
    UNRELATED = "has hardly any of the figures and names of the text: it seems to be another article"
    TOO_LONG = "is much longer than this translation: the text leaves out a good part of it"
    TOO_SHORT = "is much shorter than this translation: something is added, or the source is cut"


@dataclass(frozen=True)
class Original:
    """A source text beside the text that was translated from it.

    `doubt` says why it cannot be used; then there are no beads. `beads` pair paragraphs, `pairs` sentences;
    `marks`, the names that source and text hold, help to.
    """

    source: str
    language: str
    text: Text
    doubt: Doubt | None
    marks: tuple[tuple[Mark, ...], tuple[Mark, ...]] = ((), ())

    @cached_property
    def figures(self) -> tuple[list[Figure], list[Figure]]:
        """The figures of the source and those of the text, in order."""
        source, prose = self.source, self.text.prose
        return figures(source, Span(0, len(source)), self.language), figures(prose, Span(0, len(prose)), "en")

    @cached_property
    def _ties(self) -> tuple[list[Mark], list[Mark]]:
        ours, theirs = (
            sorted([*marks, *(Mark(figure.start, f"{figure.value:g}") for figure in found if figure.is_digits)])
            for marks, found in zip(self.marks, self.figures, strict=True)
        )
        return ours, theirs

    @property
    def is_unrelated(self) -> bool:
        """Whether both sides hold many figures and names, and share hardly any."""
        ours, theirs = ({mark.key for mark in marks} for marks in self._ties)
        fewer = min(len(ours), len(theirs))
        return fewer >= _ENOUGH_MARKS and len(ours & theirs) < _LEAST_SHARED_MARKS * fewer

    @cached_property
    def beads(self) -> list[Bead]:
        """The paragraphs of source and text that say the same."""
        if self.doubt:
            return []
        return align(self.source, paragraphs(self.source), self.text.prose, self.text.paragraphs, self._ties)

    @cached_property
    def pairs(self) -> list[Bead]:
        """The sentences of source and text that say the same."""
        out: list[Bead] = []
        for bead in self.beads:
            ours = [s for p in bead.source for s in sentences(self.source, p, self.language)]
            theirs = [s for p in bead.text for s in self.text.sentences_in(p)]
            out += align(self.source, ours, self.text.prose, theirs, self._ties)
        return out

    @cached_property
    def ratio(self) -> float:
        """Characters of the text a character of the source."""
        return len(self.text.prose.strip()) / max(1, len(self.source.strip()))

    @property
    def is_latin(self) -> bool:
        """Whether its language is written in Latin letters."""
        return is_latin(self.language)


def original(source: str, language: str | None, text: Text) -> Original:
    """The original of a text; `language` is its ISO 639-1 code (None: unknown)."""
    return Original(source, (language or "")[:2].lower(), text, _doubt(source, language, text))


def _doubt(source: str, language: str | None, text: Text) -> Doubt | None:
    if not source.strip():
        return Doubt.EMPTY
    if source.strip() == text.raw.strip():
        return Doubt.IDENTICAL
    if not language:
        return Doubt.UNKNOWN
    code = language[:2].lower()
    if not may_be(code, source):
        return Doubt.SWAPPED if is_english(source) and may_be(code, text.raw) else Doubt.LANGUAGE
    return _unlike(source, code, text)


def _unlike(source: str, language: str, text: Text) -> Doubt | None:
    """Whether lengths and anchors say that the two do not belong together."""
    ours = set(_ANCHOR.findall(source.lower()))
    if len(ours) >= _ENOUGH_ANCHORS:
        theirs = set(_ANCHOR.findall(text.prose.lower()))
        fewer = min(len(ours), len(theirs))
        if fewer >= _ENOUGH_ANCHORS and len(ours & theirs) < _LEAST_SHARED * fewer:
            return Doubt.UNRELATED
    if len(text.prose) < _SHORTEST and len(source) < _SHORTEST:
        return None
    low, high = _RATIOS.get(language, _RATIO)
    characters = len(source.strip())
    ratio, wider = len(text.prose.strip()) / characters, 1 + _SPREAD / characters
    if ratio < low / wider:
        return Doubt.TOO_LONG
    return Doubt.TOO_SHORT if ratio > high * wider else None


def covering(spans: tuple[Span, ...]) -> Span:
    """The span from the first to the last of some spans."""
    return Span(spans[0].start, spans[-1].end) if spans else Span(0, 0)
