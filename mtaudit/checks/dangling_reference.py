"""“The two countries” without two countries, “the latter” without two things.

## What it does

Finds a phrase that takes up two things ("the two countries", "both leaders", "the latter") where the text up to
there does not name two: no second name, or no pair in the sentence and the one before it.

## Why it is bad

What the phrase stands for was lost in translation, and with it the sense.

## Bad and good

- Bad: "Relations between the two countries have cooled, the spokesman said." as the first mention of any country
- Good: "Relations between Poland and Hungary have cooled. The two countries …"

## What it cannot see

A phrase that takes up the wrong two. Two names of anything pass for the two that are meant.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtaudit.checks.base import Check
from mtaudit.finding import Category, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtaudit.context import Context

_TWO = re.compile(
    r"\b(?:[Tt]he two|[Bb]oth)(?: sides| countries| nations| leaders| presidents| governments| capitals| neighbou?rs)\b"
)
_LATTER = re.compile(r"(?<![-\w])[Tt]he latter\b(?! (?:half|part|stages?|days|years|decades?|end|round)\b)")
_NAME = re.compile(r"\b[A-Z][\w’'.-]*")
_PAIR = re.compile(r"\b(?:and|or|than|with|versus|from|to|between|not|while|but|as)\b|[,;:]")
_OPENERS = frozenset(
    ["The", "A", "An", "In", "On", "At", "He", "She", "It", "They", "We", "I", "But", "And", "This", "That", "Both"]
)


def check(ctx: Context) -> Iterator[Problem]:
    """Yield one problem for each phrase that has nothing to take up."""
    prose = ctx.text.prose
    for match in _TWO.finditer(prose) if "he two " in prose or "oth " in prose else ():
        end = ctx.text.sentence_at(match.start()).end
        if len(set(_NAME.findall(prose, 0, end)) - _OPENERS) < 2:
            yield _problem(match)
    for match in _LATTER.finditer(prose) if "he latter" in prose else ():
        paragraph = ctx.text.paragraph_at(match.start())
        start = paragraph.start if paragraph.start < match.start() - 20 else max(0, paragraph.start - 400)
        if not _PAIR.search(prose, start, match.start()):
            yield _problem(match)


def _problem(match: re.Match[str]) -> Problem:
    return Problem(*match.span(), f"“{match[0]}” has nothing before it to take up", confidence=0.7)


CHECK = Check(
    code="G408",
    name="dangling-reference",
    category=Category.COHERENCE,
    severity=Severity.MINOR,
    run=check,
    documentation=__doc__ or "",
)
