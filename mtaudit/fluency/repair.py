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
from typing import NamedTuple

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


class _Proposal(NamedTuple):
    """Numbers that take the place of words[first:last] of a sentence, and the bits that they save."""

    first: int
    last: int
    new: list[int]
    kind: str
    gain: float


def best_repairs(sentences: Sequence[str], strain: float = 0.0) -> list[Repair | None]:
    """For each sentence the repair that gains most, or None where nothing gains; all are looked up at once."""
    lines = list(map(_numbers, sentences))
    best = [
        max(_gaining(line, tense), key=lambda proposal: proposal.gain, default=None)
        for line, tense in zip(lines, _tense(lines, strain), strict=True)
    ]
    return [_written(sentence, [found])[0] if found else None for sentence, found in zip(sentences, best, strict=True)]


def repairs(sentence: str, strain: float = 0.0) -> list[Repair]:
    """Every repair that gains anything, at places where the words are under that much strain at least.

    The strain is the word-PMI, as far as it is positive, of a word and the three behind it, in bits: about the most
    that a repair there can gain.
    """
    line = _numbers(sentence)
    return _written(sentence, list(_gaining(line, *_tense([line], strain))))


def _numbers(sentence: str) -> list[int]:
    """The numbers of the pieces; punctuation, numbers, unknown words, compounds and names have none."""
    number = english().numbers.get
    return [number(piece, _UNKNOWN) for piece in _PIECE.findall(sentence.replace("’", "'"))]


def _tense(lines: Sequence[list[int]], strain: float) -> Iterator[list[bool]]:
    """For each line whether its words are under so much strain."""
    model = english()
    words = [number for line in lines for number in (_UNKNOWN, *line)]
    found = model.surprisals(words)
    alone = model.alone
    excess = [
        max(0.0, bits - alone[word]) if word >= 0 <= before else 0.0
        for word, before, bits in zip(words, [_UNKNOWN, *words], found, strict=False)
    ]
    end = 0
    for line in lines:
        start, end = end + 1, end + 1 + len(line)
        here = excess[start:end]
        yield [sum(here[at : at + _REACH]) >= strain for at in range(len(here))]


def _gaining(line: Sequence[int], tense: Sequence[bool]) -> Iterator[_Proposal]:
    """The repairs that gain anything."""
    before: dict[tuple[int, int], float] = {}
    for first, last, new, kind in _proposals(line, tense):
        if (first, last) not in before:
            before[first, last] = _cost(line, first, last, line[first:last])
        gain = before[first, last] - _cost(line, first, last, new)
        if gain > 0:
            yield _Proposal(first, last, new, kind, gain)


def _proposals(line: Sequence[int], tense: Sequence[bool]) -> Iterator[tuple[int, int, list[int], str]]:
    """Repairs as (first, last, numbers that take the place of line[first:last], kind)."""
    lists = _lists()
    for at, word in enumerate(line):
        if word < 0 or not tense[at]:
            continue
        before = line[at - 1] if at else _UNKNOWN
        after = line[at + 1] if at + 1 < len(line) else _UNKNOWN
        for other in lists.prepositions.get(word, ()):
            yield at, at + 1, [other], "preposition"
        if before in lists.govern:
            for other in lists.agreement.get(word, ()):
                yield at, at + 1, [other], "agreement"
        if word in lists.articles:
            yield at, at + 1, [], "article"
        if after < 0:
            continue
        if after == word:
            yield at, at + 2, [after], "doubled word"
        elif word != lists.to and (word in lists.function or after in lists.function):
            yield at, at + 2, [after, word], "swapped neighbours"
        if word not in lists.articles and after not in lists.articles:
            for article in lists.articles:
                yield at + 1, at + 1, [article], "article"
            if lists.to not in (word, after):
                yield at + 1, at + 1, [lists.to], "infinitive"


def _cost(line: Sequence[int], first: int, last: int, new: Sequence[int]) -> float:
    """The surprisal of `new` in the place of line[first:last], and of the two words behind it."""
    surprisal = english().surprisal
    before = line[first - 1] if first else _UNKNOWN
    oldest = line[first - 2] if first > 1 else _UNKNOWN
    total = 0.0
    for word in (*new, *line[last : last + 2]):
        total += surprisal(word, before, oldest if before >= 0 else _UNKNOWN)
        before, oldest = word, before
    return total


def _written(sentence: str, proposals: Sequence[_Proposal]) -> list[Repair]:
    """Proposals as repairs; an added or dropped word takes its neighbours into the span."""
    pieces = list(_PIECE.finditer(sentence)) if proposals else []
    names = _names()
    out = []
    for first, last, new, kind, gain in proposals:
        texts = [names[number] for number in new]
        low, high = first, last
        if not new or len(new) not in (last - first, last - first - 1):
            low, high = max(0, first - 1), min(len(pieces), last + 1)
        words = [m[0] for m in pieces[low:first]] + texts + [m[0] for m in pieces[last:high]]
        out.append(Repair(pieces[low].start(), pieces[high - 1].end(), " ".join(words), kind, gain))
    return out


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
