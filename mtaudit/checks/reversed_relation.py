"""A relation is turned around: into for from, from for of.

## What it does
Matches the glossary's rules about relations: forbidden forms with a gap ("merged … Crimea … into
Ukraine"; up to eight words may stand in each gap) and forms that differ from the right one in a
preposition alone ("independence from Ukraine" beside sovereignty and territorial integrity).

## Why it is bad
One wrong preposition makes the victim the aggressor. No other error misleads so smoothly.

## Bad and good
- bad: The Kremlin merged the peninsula of Crimea into Ukraine in 2014.
- good: The Kremlin annexed the peninsula of Crimea from Ukraine in 2014.

## What it cannot see
Reversals that no rule describes.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtaudit.checks.base import Check
from mtaudit.checks.forbidden import problems
from mtaudit.context import Context
from mtaudit.finding import Category, Problem, Severity


def check(context: Context) -> Iterator[Problem]:
    """Reversed relations by place."""
    hits = (hit for hit in context.phrase_hits if hit.relation)
    return problems(context, hits, "{text} turns the relation around; it should be {expected}")


CHECK = Check(
    code="T203",
    name="reversed-relation",
    category=Category.MISTRANSLATION,
    severity=Severity.CRITICAL,
    run=check,
    documentation=__doc__,
)
