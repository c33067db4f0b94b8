"""A common word has a capital in the middle of a sentence.

## What it does

Finds a capitalised word between two lower-case words that is surely no name: it stands in a list of
words that news writes in lower case. It keeps silent in headings, in titles (other capitals near
by), in quotations, after articles and prepositions ("the Treasury", "in Parliament"), and for a
word that the article capitalises as a habit. A word that can be a name too ("Time") counts only
between two common nouns. A word that opens sentences ("The", "However") is major: there two
sentences or pieces of sentences run into each other.

## Why it is bad

Such a capital marks a seam: a sentence that was cut and stitched together, a lost full stop, or a
caption of which a label got into the text.

## Bad and good

- Bad: "an unwavering commitment to sovereignty because Tensions between East and West are escalating"
- Good: "an unwavering commitment to sovereignty because tensions between East and West are escalating"
- Bad: "arrived to participate in the meeting Time gesture"
- Good: "told Time magazine"

## What it cannot see

Stray capitals after an article or a preposition, beside another capital, in headings and in
quotations; words that are often names.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from mtaudit.checks.base import Check
from mtaudit.checks.nearby import line_around
from mtaudit.finding import Category, Problem, Severity
from mtaudit.tables import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtaudit.context import Context

_CAPITAL = re.compile(r" ([A-Z][a-z]+) (?=[a-z])")
_NOUN = re.compile(r"\w{2,}(?:ing|ment|tion|sion|ence|ance|ity|ism|ness|ship|ture|logy)s?")
_VERB = re.compile(r"\w+(?:ed|s)|has|had|was|were|will|would|can|could|may|might|should|wrote|ran|began|magazine")
_MARKS = '.,;:!?"”“’'
_NEIGHBOURS = 4
_HABIT = 3
_ARTICLE = 20_000  # characters: as far as the habits of one article are looked for
_FILE = "stray_capital.toml"


def check(ctx: Context) -> Iterator[Problem]:
    """Yield one problem for each stray capital."""
    prose = ctx.text.prose
    openers = words(__file__, _FILE, "openers")
    ordinary, ambiguous = words(__file__, _FILE, "ordinary"), words(__file__, _FILE, "ambiguous")
    for match in _CAPITAL.finditer(prose):
        lower = match[1].lower()
        sure = lower in ordinary
        if not sure and lower not in ambiguous:
            continue
        start, end = match.span(1)
        before = prose[prose.rfind(" ", max(0, start - 40), start - 1) + 1 : start - 1]
        after = prose[end + 1 : end + 40].split(None, 1)[0].rstrip(".,;:!?")
        if not (before.isalpha() and before.islower() and len(before) > 1 and after.islower()):
            continue
        if before in words(__file__, _FILE, "before_names"):
            continue
        if not sure and not (_NOUN.fullmatch(before) and not _VERB.fullmatch(after)):
            continue
        if _in_plain_sentence(prose, start, end) and not _is_habit(prose, start, match[1], sure):
            yield Problem(
                start,
                end,
                f"“{match[1]}” has a capital in the middle of the sentence.",
                (lower,),
                Severity.MAJOR if lower in openers else None,
                confidence=0.9 if sure else 0.8,
                evidence={"before": before, "after": after},
            )


def _in_plain_sentence(prose: str, start: int, end: int) -> bool:
    """Whether a place is in running prose: no heading, no quotation, no title around it."""
    line = line_around(prose, start)
    left, right = prose[line.start : start], prose[end : line.end]
    if left.count('"') % 2 or left.count("“") > left.count("”") or left.count("(") > left.count(")"):
        return False
    if left.count("«") > left.count("»") or left.count("‘") > len(re.findall(r"’(?!\w)", left)):
        return False
    if not right.rstrip().rstrip("\"”’')").endswith((".", "!", "?", "…", ":", ";", ",")):
        return False
    near = [*_up_to_stop(reversed(left.split()), after=False), *_up_to_stop(iter(right.split()), after=True)]
    ordinary = words(__file__, _FILE, "ordinary")
    return not any(word[0].isupper() and word.strip(_MARKS).lower() in ordinary for word in near)


def _up_to_stop(tokens: Iterator[str], *, after: bool) -> list[str]:
    """The nearest words on one side of a place, as far as its sentence goes."""
    out: list[str] = []
    for token in islice(tokens, _NEIGHBOURS):
        stops = token.rstrip('"”’)').endswith((".", "!", "?"))
        if stops and not after:
            break
        out.append(token)
        if stops:
            break
    return out


def _is_habit(prose: str, start: int, word: str, sure: bool) -> bool:
    """Whether the article itself uses the capitalised word as a name or a defined term."""
    article = prose[max(0, start - _ARTICLE) : start + _ARTICLE]
    capitals = len(re.findall(rf" {word}\b(?<=[a-z,] {word})", article))
    lowers = len(re.findall(rf"{word.lower()}\b(?<!\w{word.lower()})", article))
    if not sure:
        return capitals > 1
    return capitals > lowers and (capitals >= _HABIT or (capitals > 1 and not lowers))


CHECK = Check(
    code="G402",
    name="stray-capital",
    category=Category.GRAMMAR,
    severity=Severity.MINOR,
    run=check,
    documentation=__doc__ or "",
)
