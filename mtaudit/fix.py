"""Putting right what has one safe answer: replacements in a text, and nothing else.

A finding is fixed where its check is one whose suggestion can stand for the text as it is
(`FIXABLE`), where it has one suggestion, is as good as certain, and stands in no quotation: what
someone said is theirs, and an editor's to change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mtaudit.article import Article, Span
    from mtaudit.auditor import AuditedArticle
    from mtaudit.finding import Finding

FIXABLE = frozenset(
    {
        "misspelled-name",
        "wrong-given-name",
        "native-reading",
        "source-name",
        "forbidden-form",
        "wrong-term",
        "mixed-forms",
        "spacing",
        "fullwidth-punctuation",
        "mojibake",
        "stray-capital",
    }
)
"""Names of the checks whose one suggestion may be put in the place of the text."""

SURE = 0.9
"""The confidence from which on a finding is fixed."""

_ROUNDS = 5
_PARAGRAPH_END = re.compile(r"\n[ \t\r]*\n")
_OPENING, _CLOSING = "“«„「『", "”»」』"
_SINGLE_OPENING = re.compile(r"(?<![\w’'])[‘'‹](?=[\w“\"(…])")
_SINGLE_CLOSING = re.compile(r"(?<=[\w.,;:?!…])[’'›](?!\w)")
_QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Fixed:
    """A text put right: `text`, and the findings that were replaced in it, in order of the rounds."""

    text: str
    replaced: tuple[Finding, ...]


def fix(
    article: Article,
    audit: Callable[[Article], AuditedArticle],
    markup: Callable[[str], tuple[Span, ...]],
    *,
    quotations: bool = False,
) -> Fixed:
    """The article's text with its safe replacements made, again and again until there is none left.

    `audit` audits an article, `markup` finds the markup of a changed text. With `quotations` what is
    quoted is put right, too. Fixing the fixed text changes nothing, but for the rare text on which
    replacements chase each other, which is left after a few rounds.
    """
    done: list[Finding] = []
    for _ in range(_ROUNDS):
        chosen = list(choose(audit(article), quotations=quotations))
        if not chosen:
            break
        text = article.text
        for finding in reversed(chosen):
            text = text[: finding.start] + finding.expected[0] + text[finding.end :]
        article = replace(article, text=text, markup=markup(text))
        done += chosen
    return Fixed(article.text, tuple(done))


def choose(audited: AuditedArticle, *, quotations: bool = False) -> Iterator[Finding]:
    """Yield the findings that are safe to fix, in order, none overlapping another."""
    raw = audited.article.text
    quoted = [] if quotations else list(quoted_spans(raw))
    last = 0
    for finding in audited.findings:
        if finding.start < last or not _is_safe(finding):
            continue
        if any(start < finding.end and finding.start < end for start, end in quoted):
            continue
        if any(span.start < finding.end and finding.start < span.end for span in audited.article.markup):
            continue
        last = finding.end
        yield finding


def _is_safe(finding: Finding) -> bool:
    expected = finding.expected
    if finding.name not in FIXABLE or len(expected) != 1 or finding.confidence < SURE:
        return False
    return bool(expected[0].strip()) and finding.end > finding.start and expected[0] != finding.text


def quoted_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield what stands in quotation marks or in lines quoted with `>`; spans may overlap.

    A quotation in double marks that does not close goes on to its paragraph's end. A single mark is an apostrophe as
    often as not, so a quotation in single ones goes from a mark that begins a word to the last in its paragraph that
    ends one: rather too much is left alone than too little.
    """
    ends = [0, *(match.end() for match in _PARAGRAPH_END.finditer(text)), len(text)]
    for start, end in pairwise(ends):
        yield from _double(text, start, end)
        opening = _SINGLE_OPENING.search(text, start, end)
        closing = [match.end() for match in _SINGLE_CLOSING.finditer(text, opening.end(), end)] if opening else []
        if opening and closing:
            yield opening.start(), closing[-1]
    yield from (match.span() for match in _QUOTED_LINE.finditer(text))


def _double(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    opened: int | None = None
    for place in range(start, end):
        char = text[place]
        if opened is None and (char in _OPENING or char == '"'):
            opened = place
        elif opened is not None and (char in _CLOSING or char == '"'):
            yield opened, place + 1
            opened = None
    if opened is not None:
        yield opened, end
