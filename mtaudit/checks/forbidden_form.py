"""A form that the glossary forbids stands for a name, or house style writes it otherwise.

## What it does
Reports every forbidden form of a person, place, organization or event, with the canonical form.
House style (Kyiv, not Kiev) is a glossary like any other, of severity minor: leave it out, or
replace it by your own.

## Why it is bad
A literal translation of a name ("China News Network") names nothing; two styles in one outlet
look careless.

## Bad and good
- bad: Kiev said that Russia had assembled soldiers near its border.
- good: Kyiv said that Russia had assembled soldiers near its border.

## What it cannot see
Wrong forms that no glossary lists.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtaudit.checks.base import Check
from mtaudit.checks.forbidden import problems
from mtaudit.context import Context
from mtaudit.finding import Category, Problem, Severity
from mtaudit.glossary.entry import Kind


def check(context: Context) -> Iterator[Problem]:
    """Forbidden forms of names by place."""
    hits = (hit for hit in context.phrase_hits if hit.entry.kind is not Kind.TERM)
    return problems(context, hits, "{text} is not the accepted form; write {expected}")


CHECK = Check(
    code="T201",
    name="forbidden-form",
    category=Category.TERMINOLOGY,
    severity=Severity.MAJOR,
    run=check,
    documentation=__doc__,
)
