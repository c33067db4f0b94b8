"""A sentence of the source says that something is not so, the text that it is.

## What it does

Looks in Chinese sources for sentences that surely deny a verb of a short list (没有同意, 不会影响) and that one
sentence of the text stands for. Where that sentence is as long as a whole translation, has the very verb (agreed,
affect), and no word that denies or may stand for a denial (not, without, fail, unable, only, until), it is reported.

## Why it is bad

The text says the opposite of the source, and nothing in it shows that.

## Bad and good

- Bad: 总统没有同意会谈 in the source, "The president agreed to the talks"
- Good: "The president did not agree to the talks", "The president refused the talks"

## What it cannot see

Sources in other languages; verbs that are not in the list; a denial beside another one in the sentence; a denial that
the text adds.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtaudit.checks.base import Check
from mtaudit.context import Context
from mtaudit.finding import Category, Problem, Severity


def check(context: Context) -> Iterator[Problem]:
    """Yield one problem for each sentence that has lost its denial."""
    original = context.original
    if original is None or original.doubt:
        return
    from mtaudit.source.negation import lost_negations

    for lost in lost_negations(original):
        written = original.source[slice(*lost.source)]
        yield Problem(
            *lost.text,
            f"the source denies this ({written}), the text does not",
            confidence=0.8,
            evidence={"source": written, "source_start": lost.source.start, "source_end": lost.source.end},
        )


CHECK = Check(
    code="A705",
    name="lost-negation",
    category=Category.MISTRANSLATION,
    severity=Severity.MAJOR,
    run=check,
    documentation=__doc__,
)
