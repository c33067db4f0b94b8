"""A sentence whose words do not fit together.

## What it does

Judges each sentence of eight words or more by how its words fit the words before them (`mtaudit.fluency`), without
regard to what it speaks of: names and unknown words cost nothing. It reports a sentence whose fluency lies where
clean news hardly ever lies, and a suspect one that a single small repair would make far likelier: another
preposition, an article, "to", agreement, two neighbours swapped. The finding marks the worst stretch, says what spoke
and suggests the repair. With `--lm` a neural model judges the most suspect sentences once more, and has the last word.

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

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mtaudit.checks.base import Check
from mtaudit.finding import Category, Problem, Severity
from mtaudit.fluency import sentence as fluency
from mtaudit.fluency.repair import Repair, best_repairs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtaudit.context import Context

_FEWEST_WORDS = 8
_ENDS = (".", "!", "?", "…")
_MOST_NAMES = 0.3  # of the words: a list of names has no syntax to judge
_CLOSING = "\"'”’)]"
_LEAST_STRAIN = 5.0  # bits: less than half of what a repair must gain
_OWN_CHECK = "doubled word"  # a kind of repair that another check reports


def check(ctx: Context) -> Iterator[Problem]:
    """Yield at most one problem a sentence."""
    suspects = _suspects(ctx)
    judged = {id(s) for s in sorted(suspects, key=lambda s: s.fluency)[: ctx.reader.budget]} if ctx.reader else set()
    for suspect in suspects:
        problem = _second(ctx, suspect) if id(suspect) in judged else _first(suspect)
        if problem:
            yield problem


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A sentence that is less likely whole than damaged, and its best repair."""

    start: int
    written: str
    fluency: float
    repair: Repair | None


def _suspects(ctx: Context) -> list[_Suspect]:
    found = list(_unlikely(ctx))
    repairs = best_repairs([written for _, written, _ in found], _LEAST_STRAIN)
    return [
        _Suspect(start, written, value, repair)
        for (start, written, value), repair in zip(found, repairs, strict=True)
        if not repair or repair.kind != _OWN_CHECK
    ]


def _unlikely(ctx: Context) -> Iterator[tuple[int, str, float]]:
    """The start, the text and the fluency of each sentence that may be garbled."""
    limits = fluency.limits()
    prose = ctx.text.prose
    for sentence, found in zip(ctx.text.sentences, ctx.measures, strict=True):
        if found.words < _FEWEST_WORDS:
            continue
        value = fluency.fluency(replace(found, repeats=0.0) if found.repeats else found)
        if value is None or value >= limits.suspect:
            continue
        written = prose[slice(*sentence)]
        if " . " in written or not written.rstrip(_CLOSING).endswith(_ENDS):
            continue
        if _names(written) <= _MOST_NAMES:
            yield sentence.start, written, value


def _first(suspect: _Suspect) -> Problem | None:
    """What the n-gram model alone thinks."""
    limits = fluency.limits()
    if suspect.fluency < limits.alarm:
        return _broken(suspect, {})
    if suspect.repair and suspect.repair.gain >= limits.gain:
        return _mendable(suspect, suspect.repair, {})
    return None


def _second(ctx: Context, suspect: _Suspect) -> Problem | None:
    """What the neural model thinks of it: it may find more, and overrule the n-gram model."""
    from mtaudit.fluency.opinion import opinion

    assert ctx.reader is not None
    found = opinion(ctx.reader.model, suspect.written)
    evidence = {"model": ctx.reader.model.name, "bits_per_token": round(found.bits, 2)}
    if found.is_mendable and found.repair:
        return _mendable(suspect, found.repair, evidence)
    if found.is_fluent or suspect.fluency >= fluency.limits().alarm:
        return None
    return _broken(suspect, evidence)


def _names(written: str) -> float:
    """The share of capitalised words in a sentence."""
    words = written.split()
    return sum(word[0].isupper() for word in words) / len(words)


def _broken(suspect: _Suspect, evidence: dict[str, object]) -> Problem:
    start, end = fluency.worst_stretch(suspect.written)
    return Problem(
        suspect.start + start,
        suspect.start + end,
        "the words of this sentence do not fit together; this is its worst stretch",
        confidence=0.75,
        evidence={"fluency": round(suspect.fluency, 2)} | evidence,
    )


def _mendable(suspect: _Suspect, repair: Repair, evidence: dict[str, object]) -> Problem:
    return Problem(
        suspect.start + repair.start,
        suspect.start + repair.end,
        f"“{suspect.written[repair.start : repair.end]}” does not fit here",
        (repair.replacement,),
        confidence=0.7,
        evidence={"fluency": round(suspect.fluency, 2), "repair": repair.kind, "gain_bits": round(repair.gain, 1)}
        | evidence,
    )


CHECK = Check(
    code="G406",
    name="garbled-sentence",
    category=Category.GRAMMAR,
    severity=Severity.MAJOR,
    run=check,
    documentation=__doc__ or "",
)
