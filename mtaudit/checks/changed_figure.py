"""A figure differs from that of the source, is left out, or is in the text alone.

## What it does

Reads the figures of source and text, sentence by sentence, as values: 1.2万, 12 тысяч, 12,000 and twelve thousand are
one; so are 15:30 and 3:30 p.m., and a measure in other units. It reports a figure that stands where the source has
another, the sentence where a figure of the source is missing, and a figure that the source does not have. A sum of
money that keeps its figure must keep its currency, too.

## Why it is bad

A wrong number of dead, a price ten times too high or another date is a false report. Machines confuse 万 and 亿 with
thousand and million, and swap digits.

## Bad and good

- Bad: 总投资50亿元 in the source, "an investment of 50 billion yuan" in the text
- Good: 总投资50亿元 in the source, "an investment of 5 billion yuan" or "of 5bn yuan" in the text

## What it cannot see

Small counts that words may stand for, dates and times that the text leaves out, figures that the source has in words,
where the text changes them into other words; currencies with several names (元, pounds); articles without a source.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtaudit.checks.base import Check
from mtaudit.context import Context
from mtaudit.finding import Category, Problem, Severity


def check(context: Context) -> Iterator[Problem]:
    """Yield one problem for each figure on which source and text do not agree."""
    if context.original is None or context.original.doubt:
        return
    from mtaudit.source.counts import miscounts
    from mtaudit.source.currency import exchanges

    for exchange in exchanges(context.original):
        written = context.original.source[slice(*exchange.source.span)]
        place = exchange.source.span
        yield Problem(
            *exchange.text.span,
            f"the source has {written} here, the text {context.text.prose[slice(*exchange.text.span)]}",
            confidence=0.9,
            evidence={"source": written, "source_start": place.start, "source_end": place.end},
        )
    for miscount in miscounts(context.original):
        found, source = miscount.found, miscount.source
        evidence: dict[str, object] = {}
        if source:
            written = context.original.source[source.start : source.end]
            evidence = {"source": written, "source_start": source.start, "source_end": source.end}
            value = f"{source.value:,.15g}"
            is_plain = value.replace(",", "") == written.replace(",", "")
            meant = f"{written} here" if is_plain else f"{written} here ({value})"
        if found and source:
            message = f"the source has {meant}, the text {found.written}"
        elif source:
            message = f"the source has {meant}, the text does not"
        else:
            assert found is not None
            message = f"{found.written} is not in the source"
        confidence = 0.9 if found and source else 0.8
        yield Problem(miscount.start, miscount.end, message, confidence=confidence, evidence=evidence)


CHECK = Check(
    code="F502",
    name="changed-figure",
    category=Category.MISTRANSLATION,
    severity=Severity.MAJOR,
    run=check,
    documentation=__doc__,
)
