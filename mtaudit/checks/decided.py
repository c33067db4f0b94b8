"""What the name checks share: decisions about names, turned into problems."""

from __future__ import annotations

from collections.abc import Iterator

from mtaudit.context import Context
from mtaudit.finding import Problem
from mtaudit.mentions.resolve import DecisionKind


def problems(context: Context, kind: DecisionKind, message: str) -> Iterator[Problem]:
    """The decisions of one kind as problems; `message` may use {text}, {expected} and {entry}."""
    for decision in context.names.decisions:
        if decision.kind is kind:
            text = context.text.raw[decision.start : decision.end]
            yield Problem(
                decision.start,
                decision.end,
                message.format(text=text, expected=decision.expected[0], entry=decision.entry.canonical),
                expected=decision.expected,
                confidence=decision.confidence,
                entry=decision.entry.canonical,
                evidence=decision.evidence,
            )
