"""A full stop between spaces breaks a sentence in two.

## What it does

Finds a full stop with a space on both sides between two words of one line: " . ". Translation
memories and sentence-by-sentence translation leave it where a sentence was cut and its halves were
translated apart. Where the halves belong together it suggests how to join them.

A text in which most sentences end in " ." was tokenised, not damaged: there the check is silent.

## Why it is bad

The reader meets an end that is none: "if Moscow fails . Stop the formation of troops" turns a
condition into an order.

## Bad and good

- Bad: "new sanctions if Moscow fails . Stop the formation of troops"
- Good: "new sanctions if Moscow fails to stop the formation of troops"
- Bad: "said Mr . Smith" (minor: only the space is wrong)
- Good: "said Mr. Smith"

## What it cannot see

A sentence that was cut without a trace of the cut, or with a full stop and the usual space behind it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtaudit.checks.base import Check
from mtaudit.finding import Category, Problem, Severity
from mtaudit.tables import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtaudit.context import Context

_STOP = re.compile(r" [.] (?=[^\W\d_])")
_BEFORE = re.compile(r"(?P<before>[^\W_][\w.'’-]*)(?P<close>[)\"”’%]*)$")
_AFTER = re.compile(r"[^\W\d_][\w'’-]*")
_LONGEST_WORD = 60  # characters
_FILE = "fracture.toml"


def check(ctx: Context) -> Iterator[Problem]:
    """Yield one problem for each full stop between spaces."""
    prose = ctx.text.prose
    if " . " not in prose or _is_tokenised(prose):
        return
    for stop in _STOP.finditer(prose):
        before = _BEFORE.search(prose[max(0, stop.start() - _LONGEST_WORD) : stop.start()])
        after = _AFTER.match(prose, stop.end())
        if before and after:
            start = stop.start() - len(before[0])
            if not _opens_list(prose, start, before["before"]):
                yield _problem(before, after[0], start, after.end())


def _is_tokenised(prose: str) -> bool:
    """Whether most full stops or commas of a text have a space before them."""
    for mark in ".,":
        spaced = prose.count(f" {mark} ") + prose.count(f" {mark}\n")
        every = prose.count(f"{mark} ") + prose.count(f"{mark}\n") + prose.endswith(mark)
        if spaced > 1 and 2 * spaced > every:
            return True
    return False


def _opens_list(prose: str, start: int, word: str) -> bool:
    """Whether the full stop belongs to the number of a list item: "1 . Introduction"."""
    return len(word) < 3 and (start == 0 or prose[start - 1] in "\r\n")


def _problem(found: re.Match[str], after: str, start: int, end: int) -> Problem:
    before, close = found["before"], found["close"]
    sentence = before + close + ". " + after
    if before.lower() in words(__file__, _FILE, "abbreviations") or (len(before) == 1 and before.isupper()):
        return Problem(
            start,
            end,
            f"A space stands before the full stop of “{before}.”",
            (sentence,),
            Severity.MINOR,
            evidence={"kind": "abbreviation"},
        )
    if after[0].isupper() and after.lower() in words(__file__, _FILE, "openers"):
        return Problem(
            start,
            end,
            "A space stands before the full stop.",
            (sentence,),
            Severity.MINOR,
            evidence={"kind": "spacing"},
        )
    return Problem(
        start,
        end,
        "A full stop between spaces breaks the sentence: join its halves or end it properly.",
        _joined(before, close, after, sentence),
        confidence=0.95 if after[0].islower() or before.lower() in words(__file__, _FILE, "takes_infinitive") else 0.85,
        evidence={"kind": "fracture"},
    )


def _joined(before: str, close: str, after: str, sentence: str) -> tuple[str, ...]:
    lowered = after[0].lower() + after[1:]
    opens = lowered in words(__file__, _FILE, "openers")
    if before.lower() in words(__file__, _FILE, "takes_infinitive") and not opens:
        return (f"{before} to {lowered}", sentence)
    if after[0].islower():
        return (f"{before}{close} {after}",)
    return (sentence, f"{before}{close} {lowered}")


CHECK = Check(
    code="G401",
    name="fracture",
    category=Category.GRAMMAR,
    severity=Severity.MAJOR,
    run=check,
    documentation=__doc__ or "",
)
