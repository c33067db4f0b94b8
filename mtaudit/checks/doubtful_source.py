"""The source or the reference cannot be that of this text.

## What it does

Looks at the source before it is used: is there anything in it, is it in the language it is said to be in, is it the
text itself, are the two swapped, has it the figures and Latin words of the text, is the text as long as a translation
of it may be? Where not, it says so, and the audit goes on as if there were no source. A reference that is empty, the
text itself, or of another article is not used either.

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
from mtaudit.source.original import Doubt


def check(context: Context) -> Iterator[Problem]:
    """Yield one problem for a source and one for a reference that are not used, at the first paragraph."""
    if not context.text.paragraphs:
        return
    place = context.text.paragraphs[0]
    original, reference = context.original, context.reference
    if original and original.doubt:
        severity = Severity.MINOR if original.doubt in (Doubt.TOO_LONG, Doubt.TOO_SHORT) else Severity.NEUTRAL
        message = f"the source {original.doubt}; the audit does without it"
        yield Problem(*place, message, severity=severity, evidence={"ratio": round(original.ratio, 2)})
    if reference and reference.doubt:
        message = f"the reference {reference.doubt}; the audit does without it"
        yield Problem(*place, message, severity=Severity.NEUTRAL)


CHECK = Check(
    code="A703",
    name="doubtful-source",
    category=Category.OMISSION,
    severity=Severity.MINOR,
    run=check,
    documentation=__doc__,
)
