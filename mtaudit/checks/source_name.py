"""A name of the source stands in the text as another name.

## What it does

Looks for the native forms of glossary entries in the source, aligned with the text sentence by sentence. Where the
text has neither an accepted form of the name nor another word for it, it reports the name that stands in its place:
one that looks like it, that is a reading of the native form (Wei Jiaxiang for 魏家祥, who is Wee Ka Siong), or that
bears the person's office. In Chinese a country's first sign (马方 after 马拉维) and a given name alone count as names.

## Why it is bad

The source proves who is meant. A reader who looks for the person will not find them.

## Bad and good

- Bad: 林郑月娥 in the source, "Lin Zhengyue" in the text
- Good: 林郑月娥 in the source, "Carrie Lam", "Lam" or "the chief executive" in the text

## What it cannot see

Names that the glossary lacks, or has no native form of; articles without a source.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtaudit.checks.base import Check
from mtaudit.context import Context
from mtaudit.finding import Category, Problem, Severity


def check(context: Context) -> Iterator[Problem]:
    """Yield one problem for each name that stands in the place of another."""
    prose = context.text.prose
    for answer in context.answers:
        if not answer.is_missing:
            yield Problem(
                answer.start,
                answer.end,
                f"the source has {answer.native.written} here, that is {answer.entry.canonical}, "
                f"not {prose[answer.start : answer.end]}",
                (answer.expected,),
                confidence=answer.confidence,
                entry=answer.entry.canonical,
                evidence=answer.evidence,
            )


CHECK = Check(
    code="N106",
    name="source-name",
    category=Category.MISTRANSLATION,
    severity=Severity.MAJOR,
    run=check,
    documentation=__doc__,
)
