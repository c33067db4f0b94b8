"""“If he wants to” hangs on a verb that is no matter of wanting.

## What it does

Finds a clause that ends in "if he wants to" (wishes to, likes to, chooses to) behind a verb in progress ("he is
building capabilities as quickly as possible if he wants to"). What is going on does not depend on a wish: the verb
that the condition belongs to was lost.

## Why it is bad

The sentence says something else than the source, or nothing: here, that the capacity is built *to act at short
notice, should he so decide*.

## Bad and good

- Bad: "They are training crews as soon as possible if they want to."
- Good: "They are training crews so that they can act at once if they want to."

## What it cannot see

A lost verb behind any other condition.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtaudit.checks.base import Check
from mtaudit.finding import Category, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtaudit.context import Context

_WISH = r"if (?:he|she|it|they|we|you) (?:so )?(?:want|wish|like|choose|desire)(?:s|es)? to(?=[.,;!?”\"’)]|$)"
_CONDITION = re.compile(_WISH)
_HASTE = re.compile(r"\bas (?:quickly|soon|fast|early|much) as possible $")
_PROGRESS = re.compile(r"\b(?:am|is|are|was|were|['’](?:m|s|re)) (?:\w+ly )?\w{2,}ing\b")
_CAN = re.compile(r"\b(?:can|could|may|might|able|free|ready|allowed|(?:in order|so as) to|would|will|lets?|should)\b")


def check(ctx: Context) -> Iterator[Problem]:
    """Yield one problem for each condition that hangs in the air."""
    prose = ctx.text.prose
    if " to" not in prose or "if " not in prose:
        return
    for match in _CONDITION.finditer(prose):
        sentence = ctx.text.sentence_at(match.start())
        before = prose[sentence.start : match.start()]
        progress = next(reversed(list(_PROGRESS.finditer(before))), None)
        if progress is None or _CAN.search(before, progress.end()):
            continue
        haste = _HASTE.search(before)
        start = sentence.start + haste.start() if haste else match.start()
        yield Problem(
            start,
            match.end(),
            f"“{match[0]}” hangs on “{progress[0]}”, which is no matter of wishing: the verb it belongs to is lost",
            confidence=0.75,
            evidence={"verb": progress[0]},
        )


CHECK = Check(
    code="G410",
    name="empty-condition",
    category=Category.COHERENCE,
    severity=Severity.MAJOR,
    run=check,
    documentation=__doc__ or "",
)
