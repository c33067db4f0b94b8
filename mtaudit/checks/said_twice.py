"""A sentence is said twice, word for word or nearly.

## What it does

Compares the sentences of an article with each other: those of ten words or more that hold the same names and
figures, and nearly the same words in any order, say the same thing. It reports the later one. Paragraphs with a
quotation are left out: pages show quotations again beside the text.

## Why it is bad

Translation programs and page scrapers repeat a paragraph, and a repeated one was often translated twice, in slightly
other words. Readers stumble; nobody edited the text.

## Bad and good

- Bad: "The ministry said on Friday that nine people had died in the flood. … The ministry said Friday that nine
  people died in the flood."
- Good: the same, said once

## What it cannot see

The same thing said in altogether other words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from mtaudit.checks.base import Check
from mtaudit.finding import Category, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtaudit.context import Context

_FEWEST_WORDS = 10
_LEAST_ALIKE = 88.0  # of 100, rapidfuzz's token_sort_ratio
_MARK = re.compile(r"\d[\d.,]*|[A-Z][\w’'-]*")
_ENDS = (".", "!", "?")
_QUOTE = re.compile('["“”]')


def check(ctx: Context) -> Iterator[Problem]:
    """Yield one problem for each later sentence that says what an earlier one has said."""
    from rapidfuzz.fuzz import token_sort_ratio

    prose = ctx.text.prose
    has_quotations = _QUOTE.search(prose) is not None
    earlier: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for sentence in ctx.text.sentences:
        written = prose[slice(*sentence)]
        if not written.endswith(_ENDS) or written.count(" ") < _FEWEST_WORDS - 1:
            continue
        if has_quotations and _QUOTE.search(prose, *ctx.text.paragraph_at(sentence.start)):
            continue
        # A sentence's first word has its capital from its place.
        marks = tuple(sorted({mark.rstrip(".,") for mark in _MARK.findall(written, 1)}))
        twin = next((e for e in earlier[marks] if token_sort_ratio(e, written) >= _LEAST_ALIKE), None)
        earlier[marks].append(written)
        if twin is not None:
            yield Problem(
                *sentence,
                "this sentence says again what an earlier one has said",
                confidence=0.8,
                evidence={"earlier": twin},
            )


CHECK = Check(
    code="G407",
    name="said-twice",
    category=Category.COHERENCE,
    severity=Severity.MINOR,
    run=check,
    documentation=__doc__ or "",
)
