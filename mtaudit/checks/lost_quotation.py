"""A quotation of the source is no quotation in the text, or the other way round.

## What it does

Compares paragraphs of source and text: where one has a quotation of some length between quotation marks, and the other
has no quotation mark at all, it reports the paragraph.

## Why it is bad

Without its marks, what somebody said becomes what the outlet says; marks that nobody set put words into a mouth.

## Bad and good

- Bad: “我们不会放弃，”他说 in the source, "We will not give up, he said" in the text
- Good: "We will not give up," he said

## What it cannot see

One of several quotations in a paragraph; titles and single words between marks; a quotation turned into reported speech
on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtaudit.article import Span
from mtaudit.checks.base import Check
from mtaudit.context import Context
from mtaudit.finding import Category, Problem, Severity
from mtaudit.source.original import covering

_MARKS = re.compile("[《》\"“”„‟«»「」『』＂‹›]|''|(?<!\\w)['‘]|['’](?!\\w)")
_QUOTED = re.compile('[“「『«„"]([^“”「」『』«»„"\\n]*)[”」』»“"]')
_ENGLISH = re.compile('[“"]([^“”"\\n]*)["”]')
_SHORTEST = {"zh": 14, "ja": 20, "ko": 20}
_SHORTEST_OTHER = 40
_NEAR = 120
_SENTENCE_END = re.compile(r"[。！？.!?,，…]\s*$")


def check(context: Context) -> Iterator[Problem]:
    """Yield one problem for each paragraph on whose quotation source and text do not agree."""
    original = context.original
    if original is None or original.doubt:
        return
    least = _SHORTEST.get(original.language, _SHORTEST_OTHER)
    for bead in original.beads:
        if not bead.source or not bead.text:
            continue
        ours, theirs = covering(bead.source), covering(bead.text)
        given, text = original.source[slice(*ours)], original.text.prose[slice(*theirs)]
        start, quoted = _longest(_QUOTED, given)
        start += ours.start
        if len(quoted) >= least and _SENTENCE_END.search(quoted) and not _is_marked(original.text.prose, theirs):
            message = f"the source quotes here (“{quoted[:40]}…”), the text has no quotation"
            evidence = {"source": quoted[:60], "source_start": start, "source_end": start + len(quoted)}
            yield Problem(*theirs, message, confidence=0.8, evidence=evidence)
        _, spoken = _longest(_ENGLISH, text)
        if len(spoken) >= _SHORTEST_OTHER and _SENTENCE_END.search(spoken) and not _is_marked(original.source, ours):
            yield Problem(*theirs, "the text quotes here, the source does not", confidence=0.8)


def _is_marked(text: str, span: Span) -> bool:
    """Whether a quotation mark stands in a paragraph or near it, where a longer quotation may begin or end."""
    return _MARKS.search(text, max(0, span.start - _NEAR), span.end + _NEAR) is not None


def _longest(pattern: re.Pattern[str], text: str) -> tuple[int, str]:
    """The longest quotation of a text, and where it begins."""
    return max(((m.start(1), m[1]) for m in pattern.finditer(text)), key=lambda found: len(found[1]), default=(0, ""))


CHECK = Check(
    code="A704",
    name="lost-quotation",
    category=Category.OMISSION,
    severity=Severity.MINOR,
    run=check,
    documentation=__doc__,
)
