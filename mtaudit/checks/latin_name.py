"""A name that the source writes in Latin letters has other letters in the text.

## What it does

Looks in sources in other scripts for names in Latin letters ("分析师Martijn Rasser说"). Where the text does not have
the name, and has one that looks like it in the same sentence, it reports that one.

## Why it is bad

The source gives the right spelling; a translation program that spells it anew has read it as a word.

## Bad and good

- Bad: "Martijn Rasser" in the source, "Martin Laser" in the text
- Good: "Martijn Rasser" in both

## What it cannot see

Names in sources that are written in Latin letters themselves; names that look altogether different.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtaudit.checks.base import Check
from mtaudit.context import Context
from mtaudit.finding import Category, Problem, Severity


def check(context: Context) -> Iterator[Problem]:
    """Yield one problem for each name that is spelt anew."""
    original = context.original
    if original is None or original.doubt or original.is_latin:
        return
    from mtaudit.source.latin import changed_names

    for name in changed_names(original):
        yield Problem(
            *name.text,
            f"the source writes {name.written}",
            (name.written,),
            confidence=0.9,
            evidence={"source": name.written, "source_start": name.source.start, "source_end": name.source.end},
        )


CHECK = Check(
    code="A701",
    name="latin-name",
    category=Category.MISTRANSLATION,
    severity=Severity.MAJOR,
    run=check,
    documentation=__doc__,
)
