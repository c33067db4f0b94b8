"""A paragraph of the source has none in the text, or one of the text none in the source.

## What it does

Aligns the paragraphs of source and text by their lengths, figures and Latin words (Gale and Church, 1993). It reports
the place where a paragraph of the source is left out, and a paragraph of the text that nothing in the source
explains.

## Why it is bad

Translation programs and their limits cut articles short; pages add what nobody wrote.

## Bad and good

- Bad: four paragraphs in the source, three in the text
- Good: two short paragraphs of the source made one

## What it cannot see

Paragraphs that were left out of a source, too; a sentence left out within a paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtaudit.article import Span
from mtaudit.checks.base import Check
from mtaudit.context import Context
from mtaudit.finding import Category, Problem, Severity
from mtaudit.source.original import covering

_SHORTEST = 80  # characters of English; shorter ones may be captions, bylines, headings
_FEWEST = 3  # paragraphs on each side, for their lengths to say something
_SHOWN = 60


def check(context: Context) -> Iterator[Problem]:
    """Yield one problem for each paragraph that has no counterpart."""
    original = context.original
    if original is None or original.doubt:
        return
    beads = original.beads
    if min(sum(bool(b.source) for b in beads), sum(bool(b.text) for b in beads)) < _FEWEST:
        return
    before = Span(0, 0)
    for bead in beads:
        if bead.text and bead.source:
            before = bead.text[-1]
        elif bead.text and bead.text[-1].end - bead.text[0].start >= _SHORTEST:
            yield Problem(*covering(bead.text), "the source has no such paragraph", confidence=0.7)
        elif bead.source:
            place = covering(bead.source)
            if (place.end - place.start) * original.ratio >= _SHORTEST and before.end:
                shown = original.source[place.start : min(place.end, place.start + _SHOWN)]
                yield Problem(
                    *before,
                    f"behind this paragraph the source has one that the text leaves out: {shown}…",
                    confidence=0.7,
                    evidence={"source": shown, "source_start": place.start, "source_end": place.end},
                )


CHECK = Check(
    code="A702",
    name="missing-paragraph",
    category=Category.OMISSION,
    severity=Severity.MAJOR,
    run=check,
    documentation=__doc__,
)
