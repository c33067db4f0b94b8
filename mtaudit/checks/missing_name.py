"""A person of the source is nowhere in the text.

## What it does

Looks for the native forms of people of the glossary in the source. Where the text never names the person, in no
form, and nothing in the sentence stands for the name, it reports the sentence that should.

## Why it is bad

Translation programs drop names they cannot read. What a person said then has no speaker.

## Bad and good

- Bad: 库列巴 in the source; "He said on Tuesday that talks would go on." and no Kuleba in the article
- Good: "Kuleba said on Tuesday that talks would go on. He left at noon."

## What it cannot see

Names that the glossary lacks; a person named elsewhere in the text, whom a pronoun may stand for.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtaudit.checks.base import Check
from mtaudit.context import Context
from mtaudit.finding import Category, Problem, Severity


def check(context: Context) -> Iterator[Problem]:
    """Yield one problem for each person who is missing, at the first sentence that should name them."""
    seen = set()
    for answer in context.answers:
        if answer.is_missing and answer.native.entry not in seen:
            seen.add(answer.native.entry)
            yield Problem(
                answer.start,
                answer.end,
                f"the source names {answer.entry.canonical} ({answer.native.written}) here, the text does not",
                confidence=answer.confidence,
                entry=answer.entry.canonical,
                evidence=answer.evidence,
            )


CHECK = Check(
    code="N107",
    name="missing-name",
    category=Category.OMISSION,
    severity=Severity.MINOR,
    run=check,
    documentation=__doc__,
)
