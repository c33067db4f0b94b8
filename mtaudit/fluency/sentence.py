"""How fluent a sentence is: what its words gain or lose by their order, judged by the n-gram model.

The evidence is word-PMI: the surprisal of a word after the two before it, less its surprisal alone. Rare words and
names cancel out, so that a sentence is judged by how its words fit together and not by what it speaks of. The
weights were fitted on clean news and the same sentences with words swapped, doubled, dropped, replaced and shuffled
(`benchmarks/fit_fluency.py`); the fluency is the logarithm of the odds that a sentence is undamaged.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from mtaudit.article import Span
from mtaudit.fluency.ngrams import english
from mtaudit.tables import table

FEWEST_WORDS = 5
"""A sentence with fewer words in a context tells too little."""

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d[\d.,]*")
_REPEAT = re.compile(r"\b(\w+)(,?)\s+(?=\1\b)")
_QUOTE = re.compile(r"[\"“”‘]|(?<!\w)'")
_SHORTEST_LISTED = 6
_UNKNOWN = -1
_MAY_REPEAT = frozenset(["had", "that", "very", "no"])


@dataclass(frozen=True, slots=True)
class Measure:
    """What the model says of a sentence.

    `words`: the words it judged in their context; `mean`: their mean word-PMI in bits, the higher the
    worse; `surprise`: the mean of the positive ones alone; `repeats`: words that stand twice in a row.
    """

    words: int
    mean: float
    surprise: float
    repeats: float


def measure(prose: str, sentences: Sequence[Span]) -> list[Measure]:
    """The measures of sentences, given as spans of a text. All are looked up at once."""
    model = english()
    numbers = model.numbers
    start, end = numbers["<s>"], numbers["</s>"]
    words: list[int] = []
    bounds: list[tuple[int, int, float]] = []
    for sentence in sentences:
        tokens = _TOKEN.findall(prose, *sentence)
        repeats = _repeats(prose[slice(*sentence)]) if any(a == b for a, b in pairwise(tokens)) else 0.0
        words.append(_UNKNOWN)
        first = len(words)
        words += [start, *(numbers.get(token.lower().replace("’", "'"), _UNKNOWN) for token in tokens), end]
        bounds.append((first, len(words), repeats))
    found = model.surprisals(words)
    return [_measure(model.alone, words[a:b], found[a:b], repeats) for a, b, repeats in bounds]


def _repeats(sentence: str) -> float:
    """Words that stand twice in a row. Names and numbers count a quarter, for some are double (Duran Duran).

    Behind a comma a short word may begin the next clause ("behind it, it can"), and speech may repeat any.
    """
    spoken = _QUOTE.search(sentence) is not None
    return sum(
        1.0 if m[1].islower() else 0.25
        for m in _REPEAT.finditer(sentence)
        if m[1] not in _MAY_REPEAT and not (m[2] and (spoken or len(m[1]) < _SHORTEST_LISTED))
    )


def _measure(alone: Sequence[float], words: Sequence[int], found: Sequence[float], repeats: float) -> Measure:
    pmi = [s - alone[w] for w, before, s in zip(words[1:], words, found[1:], strict=False) if w >= 0 <= before]
    count = max(1, len(pmi))
    return Measure(len(pmi), sum(pmi) / count, sum(p for p in pmi if p > 0) / count, repeats)


def fluency(found: Measure) -> float | None:
    """The fluency of a sentence, the higher the better; 0 is an even chance of damage. None for very short ones."""
    if found.words < FEWEST_WORDS:
        return None
    return sum(weight * value for weight, value in zip(_weights(), features(found), strict=True))


def features(found: Measure) -> tuple[float, ...]:
    """What the fitted weights are for, in their order: one, mean, surprise, repeats, logarithm of the words."""
    return (1.0, found.mean, found.surprise, found.repeats, math.log(found.words + 1))


def fluencies(prose: str, sentences: Sequence[Span]) -> Iterator[float | None]:
    """The fluency of each sentence."""
    return map(fluency, measure(prose, sentences))


@cache
def _weights() -> tuple[float, ...]:
    data = table(__file__, "fluency.toml")
    return tuple(data["weights"][name] for name in ("bias", "mean", "surprise", "repeats", "log_words"))
