"""Repair gain: the bits that the best small repair of a sentence would save.

The repairs are those of translation's own damage (the idea is LM-Critic's, Yasunaga et al. 2021, which takes a
sentence for good when nothing near it is likelier): another preposition, an article added, dropped or changed, a
doubled word dropped, the form of a verb behind a pronoun, a modal or "to", "to" added, a function word swapped with
its neighbour. A gain is
counted over the words whose surprisal the repair changes; unknown words and names cost nothing on either side, and a
repair never touches them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from mtaudit.fluency.ngrams import english
from mtaudit.tables import table

_UNKNOWN = -1
_PIECE = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d[\d.,]*|[^\w\s]")
_FILE = "repairs.toml"
_REACH = 4


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair: what stands at `start`–`end` of the sentence, what should, its kind and its gain in bits."""

    start: int
    end: int
    replacement: str
    kind: str
    gain: float


@dataclass(frozen=True, slots=True)
class _Word:
    number: int
    start: int
    end: int
    text: str


def best_repair(sentence: str, strain: float = 0.0) -> Repair | None:
    """The repair of a sentence that gains most, or None where nothing gains."""
    return max(repairs(sentence, strain), key=lambda repair: repair.gain, default=None)


def repairs(sentence: str, strain: float = 0.0) -> Iterator[Repair]:
    """Every repair that gains anything, at places where the words are under that much strain at least.

    The strain is the word-PMI, as far as it is positive, of a word and the three behind it, in bits: about the most
    that a repair there can gain.
    """
    words = _words(sentence)
    tense = [found >= strain for found in _strains(words)] if strain > 0 else [True] * len(words)
    before: dict[tuple[int, int], float] = {}
    for first, last, new, kind in _proposals(words, tense):
        if (first, last) not in before:
            before[first, last] = _cost(words, first, last, [w.number for w in words[first:last]])
        gain = before[first, last] - _cost(words, first, last, new)
        if gain > 0:
            yield Repair(*_written(words, first, last, new), kind, gain)


def _words(sentence: str) -> list[_Word]:
    """The pieces of a sentence; punctuation, numbers, unknown words, compounds and names have no number."""
    numbers = english().numbers
    return [_Word(numbers.get(m[0].replace("’", "'"), _UNKNOWN), *m.span(), m[0]) for m in _PIECE.finditer(sentence)]


def _strains(words: Sequence[_Word]) -> list[float]:
    model = english()
    numbers = [word.number for word in words]
    found = model.surprisals(numbers)
    alone = model.alone
    excess = [
        max(0.0, bits - alone[word]) if word >= 0 <= before else 0.0
        for word, before, bits in zip(numbers, [_UNKNOWN, *numbers], found, strict=False)
    ]
    return [sum(excess[at : at + _REACH]) for at in range(len(words))]


def _proposals(words: Sequence[_Word], tense: Sequence[bool]) -> Iterator[tuple[int, int, list[int], str]]:
    """Repairs as (first, last, numbers that take the place of words[first:last], kind)."""
    lists = _lists()
    for at, word in enumerate(words):
        if word.number < 0 or not tense[at]:
            continue
        before = words[at - 1].number if at else _UNKNOWN
        after = words[at + 1].number if at + 1 < len(words) else _UNKNOWN
        for other in lists.prepositions.get(word.number, ()):
            yield at, at + 1, [other], "preposition"
        if before in lists.govern:
            for other in lists.agreement.get(word.number, ()):
                yield at, at + 1, [other], "agreement"
        if word.number in lists.articles:
            yield at, at + 1, [], "article"
        if after < 0:
            continue
        if after == word.number:
            yield at, at + 2, [after], "doubled word"
        elif word.number != lists.to and (word.number in lists.function or after in lists.function):
            yield at, at + 2, [after, word.number], "swapped neighbours"
        if word.number not in lists.articles and after not in lists.articles:
            for article in lists.articles:
                yield at + 1, at + 1, [article], "article"
            if lists.to not in (word.number, after):
                yield at + 1, at + 1, [lists.to], "infinitive"


def _cost(words: Sequence[_Word], first: int, last: int, new: Sequence[int]) -> float:
    """The surprisal of `new` in the place of words[first:last], and of the two words behind it."""
    surprisal = english().surprisal
    before = [w.number for w in words[max(0, first - 2) : first]]
    line = [*[_UNKNOWN] * (2 - len(before)), *before, *new, *(w.number for w in words[last : last + 2])]
    total = 0.0
    for at in range(2, len(line)):
        oldest = line[at - 2] if line[at - 1] >= 0 else _UNKNOWN
        total += surprisal(line[at], line[at - 1], oldest)
    return total


def _written(words: Sequence[_Word], first: int, last: int, new: Sequence[int]) -> tuple[int, int, str]:
    """The span of a repair and its replacement; an added or dropped word takes its neighbours into the span."""
    names = _names()
    texts = [names[number] for number in new]
    if len(new) in (last - first, last - first - 1) and new:
        return words[first].start, words[last - 1].end, " ".join(texts)
    low, high = max(0, first - 1), min(len(words), last + 1)
    pieces = [w.text for w in words[low:first]] + texts + [w.text for w in words[last:high]]
    return words[low].start, words[high - 1].end, " ".join(pieces)


@cache
def _names() -> list[str]:
    return list(english().numbers)


@dataclass(frozen=True, slots=True)
class _Lists:
    """The words that repairs change, as numbers of the model: each with the forms that may take its place."""

    prepositions: dict[int, list[int]]
    agreement: dict[int, list[int]]
    govern: frozenset[int]
    articles: tuple[int, ...]
    function: frozenset[int]
    to: int


@cache
def _lists() -> _Lists:
    data, numbers = table(__file__, _FILE), english().numbers

    def listed(words: str) -> list[int]:
        return [numbers[word] for word in words.split()]

    def others(groups: Sequence[str]) -> dict[int, list[int]]:
        known = [listed(group) for group in groups]
        return {word: [other for other in group if other != word] for group in known for word in group}

    articles, prepositions = listed(data["articles"]), listed(data["prepositions"])
    return _Lists(
        prepositions=others([data["prepositions"]]),
        agreement=others(data["agreement"]),
        govern=frozenset(listed(data["govern"])),
        articles=tuple(articles),
        function=frozenset([*articles, *prepositions, *listed(data["function"])]),
        to=numbers["to"],
    )
