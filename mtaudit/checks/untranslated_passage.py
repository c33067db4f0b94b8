"""A sentence or paragraph is in another language, in Latin letters.

## What it does
Reports passages of eight words and more whose function words are those of one of twenty languages, such as Spanish,
French, German and Indonesian, and hardly one of them English. Neighbouring sentences of a paragraph are one passage.

## Why it is bad
What the machine left as it was cannot be read; in a feed it is mostly the rest of an article whose translation broke
off.

## Bad and good
- bad: El presidente anunció el lunes que las nuevas medidas entrarán en vigor para todos los ciudadanos.
- good: The president said on Monday that the new measures apply to all.
- good, each left alone: names (Universidad Nacional de Educación a Distancia) and foreign words in an English sentence.

## What it cannot see
Passages of fewer words, other languages in Latin letters, romanized Chinese; other scripts belong to S303.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from mtaudit.checks.base import Check
from mtaudit.context import Context
from mtaudit.finding import Category, Problem, Severity
from mtaudit.names.lexicon import zipf
from mtaudit.tables import table

_FEWEST = 8  # words of a passage
_MOST_ENGLISH = 0.12  # of the words
_LEAST_OWN = 0.25
_DISTINCT = 3
_COMMON = 3.5  # Zipf frequency from which on a word is an English one
_LETTERS = re.compile(r"[^\W\d_]+")
_PARAGRAPH = 30  # words from which on the passage is a paragraph lost
# A sentence with one of these is English: told first, for it is told fast.
_SURE = (" the ", " and ", " that ", " with ", " said ", " his ", " from ", " which ", " this ", " have ")


class _Languages(NamedTuple):
    english: frozenset[str]
    of_word: dict[str, tuple[str, ...]]


def check(context: Context) -> Iterator[Problem]:
    """Yield one problem for each run of sentences of a paragraph that is in another language."""
    prose = context.text.prose
    for paragraph in context.text.paragraphs:
        run: tuple[int, int, str] | None = None
        for sentence in context.text.sentences_in(paragraph):
            written = prose[slice(*sentence)]
            language = _language(written)
            if run and language == run[2]:
                run = run[0], sentence.end, language
            elif language or (run and not _may_be_any(written)):
                if run:
                    yield _problem(prose, *run)
                run = (sentence.start, sentence.end, language) if language else None
        if run:
            yield _problem(prose, *run)


def _problem(prose: str, start: int, end: int, language: str) -> Problem:
    is_long = len(_LETTERS.findall(prose, start, end)) >= _PARAGRAPH
    severity = Severity.CRITICAL if is_long else Severity.MAJOR
    return Problem(start, end, f"this passage is in {language}", severity=severity, evidence={"language": language})


def _may_be_any(sentence: str) -> bool:
    """Whether a sentence is too short to be told and has no word of English, so that it parts no passage."""
    words = _LETTERS.findall(sentence)
    return len(words) < _FEWEST and all(word.lower() not in _languages().english for word in words)


def _is_surely_english(passage: str) -> bool:
    return any(word in passage for word in _SURE)


def _language(passage: str) -> str | None:
    """The language that a passage is in, if it is certainly not English."""
    if _is_surely_english(passage):
        return None
    written = _LETTERS.findall(passage)
    if len(written) < _FEWEST:
        return None
    languages = _languages()
    words = [word.lower() for word in written]
    english = sum(word in languages.english for word in words)
    hits: Counter[str] = Counter()
    distinct: Counter[str] = Counter()
    for word, count in Counter(words).items():
        for language in languages.of_word.get(word, ()):
            hits[language] += count
            distinct[language] += 1
    if not hits:
        return None
    best = max(hits, key=lambda name: (hits[name], distinct[name]))
    alike = [name for name in hits if (hits[name], distinct[name]) == (hits[best], distinct[best])]
    if hits[best] < _LEAST_OWN * len(words) or distinct[best] < _DISTINCT or english > _MOST_ENGLISH * len(words):
        return None
    # Names have particles of their languages in the midst of capitals; a sentence has words of its own.
    own = {word for word in words if best in languages.of_word.get(word, ())}
    plain = [word for word in written if word.islower() and len(word) > 3 and word not in own]
    unknown = sum(zipf(word) < _COMMON for word in plain)
    return " or ".join(sorted(alike)) if len(plain) > 1 and unknown * 2 > len(plain) else None


@cache
def _languages() -> _Languages:
    data = table(__file__, "untranslated_passage.toml")
    of_word: dict[str, tuple[str, ...]] = {}
    for language, rules in data.items():
        if language != "english":
            for word in rules["words"].split():
                of_word[word] = (*of_word.get(word, ()), language)
    return _Languages(frozenset(data["english"].split()), of_word)


CHECK = Check(
    code="S305",
    name="untranslated-passage",
    category=Category.UNTRANSLATED,
    severity=Severity.MAJOR,
    run=check,
    documentation=__doc__,
)
