"""A state, a capital or a seat of government turns into "he" or "she".

## What it does

Finds a sentence that opens with "He" or "She" right after a sentence whose subject is a state, a
capital or a seat of government ("Moscow accused Kiev of …"), where neither the paragraph so far nor
the paragraph before it mentions anyone who could be meant. Every "he" and "she" of the sentence is
reported: the first as major, the others as minor.

## Why it is bad

Languages with grammatical gender, and languages that drop the subject, make translation systems
guess the pronoun. The reader looks for a person who is not there, or takes the wrong one.

## Bad and good

- Bad: "Moscow accused Kiev of a build-up. He refuted the suggestion that he was preparing to attack."
- Good: "Moscow accused Kiev of a build-up. It refuted the suggestion that it was preparing to attack."

## What it cannot see

"His" and "him"; a state that becomes a person within one sentence or two sentences later; a pronoun
that points at a person of the text, but the wrong one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING

from mtaudit.checks.base import Check
from mtaudit.checks.nearby import line_around
from mtaudit.finding import Category, Problem, Severity
from mtaudit.tables import either, table, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtaudit.article import Span
    from mtaudit.context import Context
    from mtaudit.text import Text

_CANDIDATE = re.compile(r"[.!?][\"”)]? (?:He|She) [a-z]")
_PRONOUN = re.compile(r"\b(?:[Hh]e|[Ss]he)\b(?!['’])")
_QUOTED = re.compile(r"“[^”]*”?|\"[^\"]*\"?")
_CAPITALISED = re.compile(r"[^\W\d_][\w’'.-]*")
_POSSESSIVE = re.compile(r"['’]s?$")
_REACH = 3000  # characters in which a person would be near
_FILE = "state_as_person.toml"


def check(ctx: Context) -> Iterator[Problem]:
    """Yield one problem for each pronoun that takes a state for a person."""
    text = ctx.text
    for match in _CANDIDATE.finditer(text.prose):
        offset = match.end() - 2
        before = text.prose[line_around(text.prose, offset, 400).start : offset]
        if not _subject_pattern().search(before):
            continue
        state = _state_before(text, offset)
        if state:
            yield from _problems(text, text.sentence_at(offset), state)


def _state_before(text: Text, offset: int) -> str | None:
    """The state that is the subject of the sentence before, where no person is in reach."""
    sentence = text.sentence_at(offset)
    paragraph = text.paragraph_at(offset)
    if sentence.start <= paragraph.start:
        return None
    previous = text.sentence_at(text.prose.rindex(" ", 0, sentence.start) - 1)
    subject = _subject_pattern().match(text.prose, previous.start, previous.end)
    if previous.start < paragraph.start or subject is None:
        return None
    reach = text.prose[max(_paragraph_before(text, paragraph), offset - _REACH) : sentence.start]
    return None if _has_person(reach) else subject[1]


def _paragraph_before(text: Text, paragraph: Span) -> int:
    number = bisect_left(text.paragraphs, paragraph)
    # Headings and captions are short: look past one of them.
    for span in reversed(text.paragraphs[max(0, number - 2) : number]):
        if span.end - span.start > 60:
            return span.start
    return text.paragraphs[max(0, number - 2)].start


@cache
def _subject_pattern() -> re.Pattern[str]:
    """A state, then its predicate: not "Moscow mayor …", not "Moscow and …"."""
    places = [*table(__file__, _FILE)["places"], *table(__file__, _FILE)["capitals"], *table(__file__, _FILE)["seats"]]
    names = either(places)
    verbs = "|".join(sorted(words(__file__, _FILE, "verbs")))
    opening = "(?:(?:But|And|Meanwhile,|However,|Yet) )?"
    return re.compile(rf"{opening}((?:[Tt]he )?(?:{names})) (?:also |has |have |had )?(?:{verbs})\b")


def _has_person(reach: str) -> bool:
    """Whether a stretch of text mentions a person, or anything that might be one."""
    lowered = set(re.findall(r"[a-z]+", reach.lower()))
    if lowered & words(__file__, _FILE, "persons"):
        return True
    known = words(__file__, _FILE, "not_persons") | _place_words()
    return any(
        word[0].isupper() and not word.isupper() and _bare(word) not in known for word in _CAPITALISED.findall(reach)
    )


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", word.rstrip(".")).lower()


@cache
def _place_words() -> frozenset[str]:
    data = table(__file__, _FILE)
    return frozenset(
        word.lower() for key in ("places", "capitals", "seats") for name in data[key] for word in name.split()
    )


def _problems(text: Text, sentence: Span, state: str) -> Iterator[Problem]:
    prose = text.prose[sentence.start : sentence.end]
    quoted = [m.span() for m in _QUOTED.finditer(prose)]
    first = True
    for match in _PRONOUN.finditer(prose):
        if any(start <= match.start() < end for start, end in quoted):
            continue
        expected = "It" if match[0][0].isupper() else "it"
        yield Problem(
            sentence.start + match.start(),
            sentence.start + match.end(),
            f"“{match[0]}” takes up “{state}”, which is no person.",
            (expected,),
            Severity.MAJOR if first else Severity.MINOR,
            confidence=0.85,
            evidence={"state": state},
        )
        first = False


CHECK = Check(
    code="G405",
    name="state-as-person",
    category=Category.COHERENCE,
    severity=Severity.MAJOR,
    run=check,
    documentation=__doc__ or "",
)
