"""A name of the glossary is misspelt, as names are that went through another language.

## What it does
Finds capitalised words that sound like a name of the glossary and are none: compared with costs
that follow how the pivot language confuses letters (l/r, k/c, b/v …), and judged by the evidence
around them: the given name, title or office beside the word, the country and the right name
elsewhere in the article, and how common the word is in English. Once a full mention is decided,
every bare mention in the article follows it.

## Why it is bad
A wrong name is the error that readers and the person named notice first, and it breaks search,
archives and every link between stories.

## Bad and good
- bad: U.S. Secretary of State Antony Brinken met Sergey Lavrov.
- good: U.S. Secretary of State Antony Blinken met Sergey Lavrov.

## What it cannot see
Names that no glossary knows, short names (under four letters), and corruptions so far from the
name that only the source text could prove them (see N103 for readings of native forms).
"""

from __future__ import annotations

from collections.abc import Iterator

from mtaudit.checks.base import Check
from mtaudit.checks.decided import problems
from mtaudit.context import Context
from mtaudit.finding import Category, Problem, Severity
from mtaudit.mentions.resolve import DecisionKind


def check(context: Context) -> Iterator[Problem]:
    """Misspelt names by place."""
    return problems(context, DecisionKind.MISSPELLED, "{text} looks like a misspelling of {expected} ({entry})")


CHECK = Check(
    code="N101",
    name="misspelled-name",
    category=Category.MISTRANSLATION,
    severity=Severity.MAJOR,
    run=check,
    documentation=__doc__,
)
