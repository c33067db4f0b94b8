"""Furniture of the web page was taken for text of the article.

## What it does
Reports paragraphs that belong to the page and not to the story: comment forms, share buttons, "Source link"
and "Read more" lines, newsletter boxes, cookie notices, advertisement marks, lists of related stories, page
numbers; and copyright credits glued to the head of a paragraph ("© Reuters. FILE PHOTO: …").

## Why it is bad
It tells the reader that nobody looked at the text before it was published; some of it misleads
("Subscribe to our newsletter" on another site).

## Bad and good
- bad: a last paragraph "Please enter your comment!"
- bad: © Reuters. FILE PHOTO: The two ministers meet in Reykjavik.
- good: FILE PHOTO: The two ministers meet in Reykjavik. REUTERS/Saul Loeb
- good: Readers can leave a comment under the article, the paper said.

## What it cannot see
Furniture in the same line as text of the story, and furniture of words that no list knows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from mtaudit.checks.base import Check
from mtaudit.checks.press import press
from mtaudit.finding import Category, Problem, Severity
from mtaudit.tables import either, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mtaudit.context import Context

_LONGEST = 400
_AROUND = ' \t\u00a0\u2060\ufeff.!:;,…·•|<>«»›‹→←↓↑▼▲►▶-–—_[]"'
_FIRST = re.compile(r"[^\w©(]*([\w©(][^\s:.,!|…]*)")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Furniture:
    """What page_leftover.toml lists.

    `whole`: paragraphs and the part of the page they come from; `patterns` by first word; `first`: all first
    words of both; `head`: credits at the head of a paragraph; `anywhere`: texts that are always furniture.
    """

    whole: Mapping[str, str]
    patterns: Mapping[str, re.Pattern[str]]
    first: frozenset[str]
    head: re.Pattern[str]
    anywhere: tuple[str, ...]


@cache
def _furniture() -> _Furniture:
    data = table(__file__, "page_leftover.toml")
    agencies = either(press().agencies)
    whole = {text: part for part, texts in data["whole"].items() for text in texts}
    patterns = {first: re.compile("|".join(map("(?:{})".format, p))) for first, p in data["patterns"].items()}
    return _Furniture(
        whole=whole,
        patterns=patterns,
        first=frozenset([_first(text, 0, len(text)) for text in whole] + list(patterns)),
        head=re.compile("|".join(data["head"]["patterns"]).replace("AGENCY", agencies)),
        anywhere=tuple(data["anywhere"]["texts"]),
    )


def check(ctx: Context) -> Iterator[Problem]:
    """Paragraphs of furniture, credits at the head of others, and known texts inside them."""
    text, furniture = ctx.text.prose, _furniture()
    whole: list[tuple[int, int]] = []
    for start, end in ctx.text.paragraphs:
        first = _first(text, start, end)
        if first in furniture.first and (part := _part(text[start:end], first, furniture)) is not None:
            whole.append((start, end))
            severity = Severity.MINOR if first == "©" else None
            yield Problem(start, end, f"left over from the page ({part}): remove it", severity=severity)
        elif text[start] in "©(" and (match := furniture.head.match(text, start, end)) is not None:
            message = "left over from the page (copyright line): remove it"
            yield Problem(start, match.end(), message, severity=Severity.MINOR)
    for known in furniture.anywhere:
        start = text.find(known)
        while start >= 0:
            end = start + len(known)
            if not any(first <= start and end <= last for first, last in whole):
                yield Problem(start, end, "left over from the page: remove it", severity=Severity.MINOR)
            start = text.find(known, end)


def _first(text: str, start: int, end: int) -> str:
    """The first word of a paragraph as the lists have it: lower case, © without its year, 0 for figures."""
    match = _FIRST.match(text, start, end)
    if match is None:
        return ""
    word = match[1].lower().replace("’", "'")
    return "©" if word[0] == "©" else "0" if word[0].isdigit() else word


def _part(paragraph: str, first: str, furniture: _Furniture) -> str | None:
    """The part of a page that a paragraph is, or None where it is text of the story."""
    if len(paragraph) > _LONGEST:
        return None
    plain = _SPACE.sub(" ", paragraph.lower().replace("’", "'")).strip(_AROUND)
    if plain in furniture.whole:
        return furniture.whole[plain]
    pattern = furniture.patterns.get(first)
    return "page furniture" if pattern is not None and pattern.fullmatch(plain) else None


CHECK = Check(
    code="L601",
    name="page-leftover",
    category=Category.ADDITION,
    severity=Severity.MAJOR,
    run=check,
    documentation=__doc__ or "",
)
