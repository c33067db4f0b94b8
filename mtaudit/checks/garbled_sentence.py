"""A sentence whose words do not fit together.

## What it does

Judges each sentence of eight words or more by how its words fit the words before them (`mtaudit.fluency`), without
regard to what it speaks of: names and unknown words cost nothing. It reports a sentence whose fluency lies where
clean news hardly ever lies, and a suspect one that a single small repair would make far likelier: another
preposition, an article, "to", agreement, two neighbours swapped. The finding marks the worst stretch, says what spoke
and suggests the repair.

## Why it is bad

Broken sentences cost a reader's trust at once, and their meaning with it.

## Bad and good

- Bad: "They met in a the town near of the border to talk about trade and energy."
- Good: "They met in a town near the border to talk about trade and energy."

## What it cannot see

Fluent sentences that say the wrong thing, and most single wrong words: translation systems write likely English.
Doubled words and broken full stops have checks of their own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mtaudit.checks.base import Check
from mtaudit.finding import Category, Problem, Severity
from mtaudit.fluency import sentence as fluency
from mtaudit.fluency.repair import Repair, best_repair

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtaudit.article import Span
    from mtaudit.context import Context

_FEWEST_WORDS = 8
_ENDS = (".", "!", "?", "…")
_MOST_NAMES = 0.3  # of the words: a list of names has no syntax to judge
_CLOSING = "\"'”’)]"
_OWN_CHECK = "doubled word"  # a kind of repair that another check reports


def check(ctx: Context) -> Iterator[Problem]:
    """Yield at most one problem a sentence."""
    limits = fluency.limits()
    prose = ctx.text.prose
    for sentence, found in zip(ctx.text.sentences, ctx.measures, strict=True):
        if found.words < _FEWEST_WORDS:
            continue
        value = fluency.fluency(replace(found, repeats=0.0))
        if value is None or value >= limits.suspect:
            continue
        written = prose[slice(*sentence)]
        if " . " in written or not written.rstrip(_CLOSING).endswith(_ENDS):
            continue
        if _names(written) > _MOST_NAMES:
            continue
        repair = best_repair(written)
        if repair and repair.kind == _OWN_CHECK:
            continue
        if value < limits.alarm:
            yield _broken(sentence, written, value)
        elif repair and repair.gain >= limits.gain:
            yield _mendable(sentence, written, value, repair)


def _names(written: str) -> float:
    """The share of capitalised words in a sentence."""
    words = written.split()
    return sum(word[0].isupper() for word in words) / len(words)


def _broken(sentence: Span, written: str, value: float) -> Problem:
    start, end = fluency.worst_stretch(written)
    return Problem(
        sentence.start + start,
        sentence.start + end,
        "the words of this sentence do not fit together; this is its worst stretch",
        confidence=0.75,
        evidence={"fluency": round(value, 2)},
    )


def _mendable(sentence: Span, written: str, value: float, repair: Repair) -> Problem:
    return Problem(
        sentence.start + repair.start,
        sentence.start + repair.end,
        f"“{written[repair.start : repair.end]}” does not fit here",
        (repair.replacement,),
        confidence=0.7,
        evidence={"fluency": round(value, 2), "repair": repair.kind, "gain_bits": round(repair.gain, 1)},
    )


CHECK = Check(
    code="G406",
    name="garbled-sentence",
    category=Category.GRAMMAR,
    severity=Severity.MAJOR,
    run=check,
    documentation=__doc__ or "",
)
