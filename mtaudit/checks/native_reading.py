"""A name is spelt out from its native form instead of being written as English writes it.

## What it does
From the native forms of each glossary entry it computes the spellings that a machine produces
when it does not know the person: pinyin for Chinese characters, Hepburn for kana, Revised
Romanization for hangul, common romanizations for Cyrillic and Arabic. Such a spelling is reported
where the title beside it, the right name elsewhere, or the country in the story speaks for it.

## Why it is bad
范明政 is how Chinese writes Phạm Minh Chính; "Fan Mingzheng" is nobody.

## Bad and good
- bad: Vietnamese Prime Minister Fan Mingzheng
- good: Vietnamese Prime Minister Phạm Minh Chính

## What it cannot see
Readings of forms that the glossary does not list, and readings that are another person's real
name, unless title or story prove who is meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtaudit.checks.base import Check
from mtaudit.checks.decided import problems
from mtaudit.context import Context
from mtaudit.finding import Category, Problem, Severity
from mtaudit.mentions.resolve import DecisionKind


def check(context: Context) -> Iterator[Problem]:
    """Readings of native forms by place."""
    return problems(context, DecisionKind.READING, "{text} is a reading of the native form of {expected}")


CHECK = Check(
    code="N103",
    name="native-reading",
    category=Category.MISTRANSLATION,
    severity=Severity.MAJOR,
    run=check,
    documentation=__doc__,
)
