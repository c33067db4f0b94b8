"""A person's surname is right, or known to be meant, and the name beside it is wrong.

## What it does
Looks at the words beside the surname of a person in the glossary: a word that is nearly the
person's other name, and is none of the accepted forms, is reported. A name of three or more parts
with one wrong part is reported where the title beside it proves who is meant.

## Why it is bad
Anthony is a good name and no spelling checker will object; Antony Blinken's it is not.

## Bad and good
- bad: Secretary of State Anthony Blinken
- good: Secretary of State Antony Blinken
- bad: Prime Minister Pham Minh Trung
- good: Prime Minister Pham Minh Chinh

## What it cannot see
A given name that is no corruption of the right one (it may be a relative's), and given names of
people the glossary does not know.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtaudit.checks.base import Check
from mtaudit.checks.decided import problems
from mtaudit.context import Context
from mtaudit.finding import Category, Problem, Severity
from mtaudit.mentions.resolve import DecisionKind


def check(context: Context) -> Iterator[Problem]:
    """Wrong given names by place."""
    return problems(context, DecisionKind.GIVEN_NAME, "{text} should be {expected} in the name of {entry}")


CHECK = Check(
    code="N102",
    name="wrong-given-name",
    category=Category.MISTRANSLATION,
    severity=Severity.MAJOR,
    run=check,
    documentation=__doc__,
)
