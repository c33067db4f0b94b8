"""A term is translated by a word that English news does not use for it.

## What it does
Matches the glossary's term rules: a forbidden form counts only where the rule's context stands in
the same sentence ("merged" near "Crimea"), or in the rule's position (a caption, a byline, a
heading of its own). The rule's reason is part of the message.

## Why it is bad
Russia annexed Crimea; whoever writes "merged" says something else, or says it for somebody.

## Bad and good
- bad: File picture: the minister arrives.
- good: File photo: the minister arrives.
- bad: The Kremlin merged Crimea in 2014.
- good: The Kremlin annexed Crimea in 2014.

## What it cannot see
Wrong terms without a rule.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtaudit.checks.base import Check
from mtaudit.checks.forbidden import problems
from mtaudit.context import Context
from mtaudit.finding import Category, Problem, Severity
from mtaudit.glossary.entry import Kind


def check(context: Context) -> Iterator[Problem]:
    """Wrong terms by place."""
    hits = (hit for hit in context.phrase_hits if hit.entry.kind is Kind.TERM and not hit.relation)
    return problems(context, hits, "{text} should be {expected}")


CHECK = Check(
    code="T202",
    name="wrong-term",
    category=Category.TERMINOLOGY,
    severity=Severity.MAJOR,
    run=check,
    documentation=__doc__,
)
