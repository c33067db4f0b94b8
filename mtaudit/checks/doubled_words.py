"""A word or phrase stands twice in a row, or a sentence opens twice the same way.

## What it does

Finds doubled words ("the the"), doubled phrases of two or three words ("in the in the"), doubled
titles ("President President") and sentences that open with the same preposition twice before the
first comma ("During his meeting with Lavrov during the summit"). Doublings that English or a name
asks for are left alone: "had had", "very, very", "bye bye", "Duran Duran", "again and again".

## Why it is bad

A doubled word is a slip that nobody would print; translation systems make it where two pieces of a
sentence meet.

## Bad and good

- Bad: "the the minister arrived"
- Good: "the minister arrived"
- Bad: "During his meeting with Lavrov during the summit, he said"
- Good: "Meeting Lavrov during the summit, he said"

## What it cannot see

The same thing said twice in other words; doubled words with a capital each; repetition in quotations
other than of articles and prepositions.
"""

from __future__ import annotations

import re
from operator import eq
from typing import TYPE_CHECKING

from mtaudit.checks.base import Check
from mtaudit.checks.nearby import line_around
from mtaudit.finding import Category, Problem, Severity
from mtaudit.tables import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtaudit.context import Context
    from mtaudit.text import Text

_LONGEST_PHRASE = 3
_KNOWN_WORD = 3.5  # Zipf: rarer words double in names and onomatopoeia (tuk tuk, Bora Bora)
_HEADS = ("During", "Despite", "According to", "Due to", "Because of", "In addition to")
_OPENINGS = {head: re.compile(rf"{head} (?:(?!and |or )[\w’'-]+ ){{1,9}}{head.lower()}(?= )") for head in _HEADS}
_FILE = "doubled_words.toml"


def check(ctx: Context) -> Iterator[Problem]:
    """Yield one problem for each doubling; its span holds both halves."""
    prose = ctx.text.prose
    # The one letter whose lower case is two would shift all offsets behind it.
    lowered = prose.replace("İ", "I").lower()
    taken = -1
    for match in sorted(_places(lowered), key=lambda m: (m.start(), -m.end())):
        if match.start() >= taken and _is_slip(ctx.text, match):
            taken = match.end()
            phrase = prose[match.start(1) : match.end(1)]
            evidence = {"words": len(phrase.split())}
            yield Problem(*match.span(), f"“{phrase}” stands twice.", (phrase,), evidence=evidence)
    for head, opening in _OPENINGS.items():
        for match in opening.finditer(prose):
            if _starts_sentence(prose, match.start()):
                message = f"The sentence opens twice with “{head}”."
                yield Problem(*match.span(), message, confidence=0.8, evidence={"kind": "opening"})


def _starts_sentence(prose: str, start: int) -> bool:
    before = prose[max(0, start - 3) : start]
    return not before.strip() or before.endswith("\n") or before.rstrip()[-1] in '.!?"”'


def _places(lowered: str) -> Iterator[re.Match[str]]:
    """Where a word or phrase follows upon itself, in a text in lower case."""
    tokens = lowered.replace(",", " ,").replace(".", " .").split()
    for size in range(1, _LONGEST_PHRASE + 1):
        for phrase in set(_doubled(tokens, size)):
            if phrase not in words(__file__, _FILE, "may_double"):
                spaced = r"\s+".join(map(re.escape, phrase.split()))
                first = f"({spaced})(?<![\\w.’'-]{phrase})" if size == 1 else rf"\b({spaced})"
                yield from re.finditer(rf"{first}\s+{spaced}(?![\w’'-])", lowered)


def _doubled(tokens: list[str], size: int) -> Iterator[str]:
    """The phrases of `size` words that follow upon themselves."""
    same = bytes(map(eq, tokens, tokens[size:]))
    run = b"\x01" * size
    at = same.find(run)
    while at >= 0:
        phrase = tokens[at : at + size]
        if all(word.replace("’", "").replace("'", "").isalpha() for word in phrase):
            yield " ".join(phrase)
        at = same.find(run, at + 1)


def _is_slip(text: Text, match: re.Match[str]) -> bool:
    start, end = match.span()
    paragraph = text.paragraph_at(start)
    if not paragraph.start <= start < end <= paragraph.end:
        return False
    first = text.prose[start : match.end(1)].split()
    second = text.prose[match.end(1) : end].split()
    if _is_rhythm(match):
        return False
    if len(first) == 1:
        return _is_slip_of_word(text, start, first[0], second[0])
    if any(word.lower() in words(__file__, _FILE, "speakers") for word in first) or "and" in first or "by" in first:
        return False
    return all(word.islower() for word in [*first[1:], *second])


def _is_slip_of_word(text: Text, start: int, first: str, second: str) -> bool:
    word = second.lower()
    if word in words(__file__, _FILE, "titles"):
        return first[0].isupper() == second[0].isupper()
    if not second.islower() or word in words(__file__, _FILE, "may_double"):
        return False
    if word in words(__file__, _FILE, "never_double"):
        return True
    if len(word) < 3 or first[0].isupper() or _in_quotation(text, start):
        return False
    from mtaudit.names.lexicon import zipf

    return zipf(word) >= _KNOWN_WORD


def _is_rhythm(match: re.Match[str]) -> bool:
    """Whether a repetition goes on ("go go go") or leads back ("day to day to day"): meant so."""
    lowered, phrase = match.string, match[1].split()
    if len(phrase) == _LONGEST_PHRASE or phrase[0] in words(__file__, _FILE, "never_double"):
        return False
    before = re.findall(r"[\w’'-]+", lowered[max(0, match.start() - 40) : match.start()])
    after = re.findall(r"[\w’'-]+", lowered[match.end() : match.end() + 40])
    return before[-1:] == phrase[-1:] or after[:1] == phrase[:1]


def _in_quotation(text: Text, offset: int) -> bool:
    before = text.prose[line_around(text.prose, offset).start : offset]
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”")


CHECK = Check(
    code="G403",
    name="doubled-words",
    category=Category.GRAMMAR,
    severity=Severity.MINOR,
    run=check,
    documentation=__doc__ or "",
)
