"""A sentence or paragraph is in another language, in Latin letters.

## What it does
Reports sentences whose words are rather those of one of twenty languages, such as Spanish, French, German and
Indonesian, than English ones: by their frequencies, word for word, names aside. Neighbours are one passage.

## Why it is bad
What the machine left as it was cannot be read; in a feed it is mostly the rest of an article whose translation broke
off.

## Bad and good
- bad: El presidente anunció el lunes que las nuevas medidas entrarán en vigor para todos los ciudadanos.
- good: The president said on Monday that the new measures apply to all.
- good, each left alone: names (Universidad Nacional de Educación a Distancia), lists of titles and dishes, quotations,
  and foreign words in an English sentence.

## What it cannot see
Short sentences, headlines, other languages in Latin letters, romanized Chinese; other scripts belong to S303.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from mtaudit.article import Span
from mtaudit.checks.base import Check
from mtaudit.context import Context
from mtaudit.finding import Category, Problem, Severity
from mtaudit.names.lexicon import frequencies, zipf
from mtaudit.tables import table

_FEWEST = 8  # words of a sentence
_FEWEST_OWN = 2  # distinct function words, for a language to be looked into
_FEWEST_OTHERS = 3  # distinct words that are none
_LOOKED_INTO = 3  # languages, those of most function words
_PROSE = 0.5  # of the words that are in small letters: German prose has .6, lists of names have particles alone
_UNKNOWN = 2.5  # the Zipf frequency of words that a list lacks
_RATHER = 1.5  # how much more frequent a word is on average: prose in another language 1.9 to 3.4, English below 0
_SHARE = 0.75  # of the words that are more frequent
_LISTED = 4  # words a comma, fewer of which are a list
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_QUOTED = re.compile(r'["“„«][^"“”„«»\n]{1,600}["”»]')
_END = re.compile(r"""[.!?…][)"'”’»\s]*$""")
_PARAGRAPH = 30  # words from which on the passage is a paragraph lost
# A sentence with one of these is English: told first, for it is told fast.
_SURE = (" the ", " and ", " that ", " with ", " said ", " his ", " from ", " which ", " this ")


def check(context: Context) -> Iterator[Problem]:
    """Yield one problem for each paragraph, or run of sentences in it, that is in another language."""
    prose = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), context.text.prose)
    for paragraph in context.text.paragraphs:
        sentences = context.text.sentences_in(paragraph)
        whole = _language(prose[slice(*paragraph)]) if len(sentences) > 1 else None
        # Short sentences tell less, and go along unless one of them is English.
        if whole and all(_surplus(_words(prose[slice(*sentence)])[0], whole) > 0 for sentence in sentences):
            yield _problem(prose, paragraph, {whole})
            continue
        run: Span | None = None
        languages: set[str] = set()
        for sentence in sentences:
            if language := _language(prose[slice(*sentence)]):
                run = Span(run.start if run else sentence.start, sentence.end)
                languages.add(language)
            elif run:
                yield _problem(prose, run, languages)
                run, languages = None, set()
        if run:
            yield _problem(prose, run, languages)


def _problem(prose: str, span: Span, languages: set[str]) -> Problem:
    severity = Severity.CRITICAL if len(_LETTERS.findall(prose, *span)) >= _PARAGRAPH else Severity.MAJOR
    named = " or ".join(sorted(languages))
    return Problem(*span, f"this passage is in {named}", severity=severity, evidence={"language": named})


def _language(passage: str) -> str | None:
    """The language that a passage is certainly in, if that is not English."""
    if any(word in passage for word in _SURE) or not _END.search(passage):
        return None
    words, total = _words(passage)
    if len(words) < max(_FEWEST, _PROSE * total) or passage.count(",") * _LISTED > total:
        return None
    rated = [(_surplus(words, language), language) for language in _candidates(set(words))]
    surplus, language = max(rated, default=(0.0, ""))
    return language if surplus >= _RATHER else None


def _words(passage: str) -> tuple[list[str], int]:
    """The words in small letters and the first one, which are hardly names, and the number of all."""
    written = _LETTERS.findall(passage)
    return [word.lower() for number, word in enumerate(written) if word.islower() or not number], len(written)


def _candidates(words: set[str]) -> list[str]:
    """The languages of which most function words are among some words, where there are other words, too."""
    known = _languages()
    if sum(word not in known for word in words) < _FEWEST_OTHERS:
        return []
    hits = Counter(language for word in words for language in known.get(word, ()))
    return [language for language, count in hits.most_common(_LOOKED_INTO) if count >= _FEWEST_OWN]


def _surplus(words: Sequence[str], language: str) -> float:
    """How much more frequent words are in a language than in English, on average; 0 where too few of them are."""
    own = frequencies(table(__file__, "untranslated_passage.toml")[language]["list"])
    more = [max(own.get(word, 0.0), _UNKNOWN) - max(zipf(word), _UNKNOWN) for word in words]
    return sum(more) / len(more) if more and sum(x > 0 for x in more) >= _SHARE * len(more) else 0.0


@cache
def _languages() -> dict[str, tuple[str, ...]]:
    """The languages of each function word."""
    out: dict[str, tuple[str, ...]] = {}
    for language, rules in table(__file__, "untranslated_passage.toml").items():
        for word in rules["words"].split():
            out[word] = (*out.get(word, ()), language)
    return out


CHECK = Check(
    code="S305",
    name="untranslated-passage",
    category=Category.UNTRANSLATED,
    severity=Severity.MAJOR,
    run=check,
    documentation=__doc__,
)
