"""The source cannot be that of this text.

## What it does

Looks at the source before it is used: is there anything in it, is it in the language it is said to be in, is it the
text itself, are the two swapped, has it the figures and Latin words of the text, is the text as long as a translation
of it may be? Where not, it says so, and the audit goes on as if there were no source.

## Why it is bad

A wrong source proves wrong things. A text half as long as its kind leaves half of the story out.

## Bad and good

- Bad: a source in English that is said to be Chinese
- Good: a Chinese source with its English text

## What it cannot see

Another article in the right language, with the same figures and about as long.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtaudit.checks.base import Check
from mtaudit.context import Context
from mtaudit.finding import Category, Problem, Severity


def check(context: Context) -> Iterator[Problem]:
    """Yield at most one problem, at the first paragraph."""
    original = context.original
    if original is None or original.doubt is None or not context.text.paragraphs:
        return
    yield Problem(
        *context.text.paragraphs[0],
        f"the source {original.doubt}; the audit does without it",
        confidence=1.0,
        evidence={"ratio": round(original.ratio, 2)},
    )


CHECK = Check(
    code="A703",
    name="doubtful-source",
    category=Category.OMISSION,
    severity=Severity.MINOR,
    run=check,
    documentation=__doc__,
)
