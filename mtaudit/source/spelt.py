"""Figures in words in the languages of sources: двадцать пять тысяч, خمسة وعشرون, 스물다섯."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from mtaudit.article import Span
from mtaudit.tables import table

_FILE = "spelt.toml"
_IN_OWN_SIGNS = ("zh", "ja")  # whose figures in words are told from their signs


class _Words(NamedTuple):
    """The number words of one language: a run of them, one of them, and what each is worth."""

    run: re.Pattern[str]
    word: re.Pattern[str]
    values: tuple[float, ...]
    scales: int


def knows_words(language: str) -> bool:
    """Whether figures in words of a language are read, so that those of its sources are known as a whole."""
    return language in _IN_OWN_SIGNS or language in table(__file__, _FILE)


def spelt_figures(text: str, language: str) -> Iterator[tuple[Span, tuple[float, ...]]]:
    """The places of figures in words, and what each may be worth: as a whole first, then each word alone."""
    words = _words(language)
    if words is None:
        return
    for match in words.run.finditer(text):
        found = [int(word.lastgroup[1:]) for word in words.word.finditer(match[0]) if word.lastgroup]
        total = part = 0.0
        for number in found:
            if number < words.scales:
                part += words.values[number]
            else:
                total, part = total + (part or 1.0) * words.values[number], 0.0
        if found[0] < words.scales or len(found) > 1:  # a scale word alone has its figure before it, or none
            yield Span(*match.span()), (total + part, *dict.fromkeys(words.values[number] for number in found))


@cache
def _words(language: str) -> _Words | None:
    data = table(__file__, _FILE).get(language)
    if data is None:
        return None
    patterns = [*data["words"], *data["scales"]]
    either = "|".join(f"(?:{pattern})" for pattern in patterns)
    before = data.get("before", "")
    run = re.compile(rf"(?<!\w){before}(?:{either})(?:{data['gap']}(?:{either}))*", re.I)
    named = "|".join(f"(?P<n{number}>{pattern})" for number, pattern in enumerate(patterns))
    return _Words(run, re.compile(named, re.I), (*data["words"].values(), *data["scales"].values()), len(data["words"]))
