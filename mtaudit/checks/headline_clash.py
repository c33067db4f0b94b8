"""The headline says the opposite of the story.

## What it does

Compares the headline with the first three sentences of the story. Where one of them holds nearly all the words of
the headline and only one of the two is negated (not, never, no longer, cannot), one of them was turned around.

## Why it is bad

A lost "not" is the worst that translation does: the text reads well and says the contrary.

## Bad and good

- Bad: "Minister will resign over budget dispute" above "The minister will not resign over the budget dispute, his
  office said."
- Good: "Minister will not resign over budget dispute" above the same sentence

## What it cannot see

Opposites in other words (deny and confirm, rise and fall), and headlines that the story takes up in words of its own.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from mtaudit.article import Span
from mtaudit.checks.base import Check
from mtaudit.finding import Category, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtaudit.context import Context

_NEGATION = re.compile(r"\b(?:not|never|cannot|no longer)\b|n['’]t\b", re.IGNORECASE)
_ONLY = re.compile(r"\bnot only\b", re.IGNORECASE)
_CONTENT = re.compile(r"[^\W_]{4,}")
_STEM = 5  # letters: resign, resigns, resigned
_FEWEST = 4
_SHARE = 0.8
_LEAD = 3
_STRETCH = 1.6  # times the headline's words: a longer stretch says more than the headline
_STORY_WORDS = 8


def check(ctx: Context) -> Iterator[Problem]:
    """Yield at most one problem, at the sentence that contradicts the headline."""
    text = ctx.text
    headline, body = _headline(ctx)
    words = _stems(headline)
    if len(words) < _FEWEST:
        return
    for sentence in body:
        written = text.prose[slice(*sentence)]
        if len(words & _stems(written)) < _SHARE * len(words) or _ONLY.search(written + headline):
            continue
        clause = _clause(written, words)
        if len(clause.split()) > _STRETCH * len(headline.split()):
            return
        if bool(_NEGATION.search(headline)) != bool(_NEGATION.search(clause)):
            yield Problem(
                *sentence,
                f"the headline “{headline}” says the opposite",
                confidence=0.7,
                evidence={"headline": headline},
            )
        return


def _headline(ctx: Context) -> tuple[str, list[Span]]:
    """The headline and the sentences behind it."""
    prose = ctx.text.prose
    if ctx.article.title:
        headline, end = ctx.article.title, 0
    else:
        first = ctx.text.paragraphs[0] if ctx.text.paragraphs else Span(0, 0)
        headline, end = prose[slice(*first)], first.end
        if headline.endswith((".", "!", "”", '"')):
            return "", []
    body = (s for s in ctx.text.sentences if s.start >= end and prose.count(" ", *s) >= _STORY_WORDS)
    return headline, list(islice(body, _LEAD))


def _stems(written: str) -> set[str]:
    return {word[:_STEM] for word in _CONTENT.findall(_NEGATION.sub(" ", written.lower()))}


def _clause(written: str, words: set[str]) -> str:
    """The stretch of a sentence from the first to the last word of the headline."""
    places = [m for m in _CONTENT.finditer(written) if m[0].lower()[:_STEM] in words]
    return written[places[0].start() : places[-1].end()]


CHECK = Check(
    code="G409",
    name="headline-clash",
    category=Category.COHERENCE,
    severity=Severity.MAJOR,
    run=check,
    documentation=__doc__ or "",
)
