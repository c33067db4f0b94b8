"""How fluent a sentence is: what its words gain or lose by their order, judged by the n-gram model.

The evidence is word-PMI: the surprisal of a word after the two before it, less its surprisal alone. Rare words and
names cancel out, so that a sentence is judged by how its words fit together and not by what it speaks of. The
weights were fitted on clean news and the same sentences with words swapped, doubled, dropped, replaced and shuffled
(`benchmarks/fit_fluency.py`); the fluency is the logarithm of the odds that a sentence is undamaged.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import compress, count
from operator import eq

from mtaudit.article import Span
from mtaudit.fluency.ngrams import NGrams, english
from mtaudit.tables import table

FEWEST_WORDS = 5
"""A sentence with fewer words in a context tells too little."""

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d[\d.,]*")
_REPEAT = re.compile(r"\b(\w+)(,?)\s+(?=\1\b)")
_QUOTE = re.compile(r"[\"“”‘]|(?<!\w)'")
_SHORTEST_LISTED = 6
_STRETCH = 8
_ECHO = 5
_MOST_SEEN = 200_000
_SHORTEST_ECHO = 4
_CONTENT_BITS = 9.0  # a word that is likelier than one in 500 is a function word
_UNKNOWN = -1
_MAY_REPEAT = frozenset(["had", "that", "very", "no"])


@dataclass(frozen=True, slots=True)
class Measure:
    """What the model says of a sentence.

    `words`: the words it judged in their context; `mean`: their mean word-PMI in bits, the higher the
    worse; `surprise`: the mean of the positive ones alone; `repeats`: words that stand twice in a row;
    `echoes`: content words that stand again within four words, as translation leaves them where a writer
    would take a pronoun or another word.
    """

    words: int
    mean: float
    surprise: float
    repeats: float
    echoes: int = 0


def measure(prose: str, sentences: Sequence[Span]) -> list[Measure]:
    """The measures of sentences, given as spans of a text. All are looked up at once."""
    model, known = english(), _known()
    start, end = model.numbers["<s>"], model.numbers["</s>"]
    words: list[int] = []
    starts: list[int] = []
    signs: list[tuple[float, int]] = []
    for sentence in sentences:
        tokens = _TOKEN.findall(prose, *sentence)
        repeats = _repeats(prose[slice(*sentence)]) if any(map(eq, tokens, tokens[1:])) else 0.0
        signs.append((repeats, _echoes(tokens, model)))
        starts.append(len(words))
        words += [_UNKNOWN, start, *_numbered(tokens, known, model), end]
    return [
        Measure(judged, total / max(1, judged), positive / max(1, judged), *found)
        for (judged, total, positive), found in zip(model.strains(words, starts), signs, strict=True)
    ]


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


class _Known(dict[str, int]):
    """Words as they stand in texts with their numbers in the model; what is missing is looked up and kept."""

    def __init__(self, model: NGrams) -> None:
        super().__init__()
        self._model = model

    def __missing__(self, token: str) -> int:
        """The number of a word; a short word with a capital inside a sentence is part of a name (Can Tho)."""
        number = self._model.numbers.get(token.lower().replace("’", "'"), _UNKNOWN)
        if number >= 0 and token[0].isupper() and token != "I" and self._model.alone[number] < _CONTENT_BITS:
            number = _UNKNOWN
        if len(self) > _MOST_SEEN:
            self.clear()
        self[token] = number
        return number


@cache
def _known() -> _Known:
    return _Known(english())


def _numbered(tokens: Sequence[str], known: _Known, model: NGrams) -> list[int]:
    """The numbers of the words of a sentence, whose first word may have a capital."""
    found = list(map(known.__getitem__, tokens))
    if tokens and tokens[0][0].isupper():
        found[0] = model.numbers.get(tokens[0].lower().replace("’", "'"), _UNKNOWN)
    return found


def _echoes(tokens: Sequence[str], model: NGrams) -> int:
    """How many content words of a sentence (four letters or more, no name) stand again within four words."""
    longer = [token for token in tokens if len(token) >= _SHORTEST_ECHO]
    if len(set(longer)) == len(longer):
        return 0
    again = {at for gap in range(1, _ECHO) for at in compress(count(gap), map(eq, tokens[gap:], tokens))}
    words = (tokens[at] for at in again)
    return sum(len(word) >= _SHORTEST_ECHO and word.islower() and _is_content(word, model) for word in words)


def _is_content(token: str, model: NGrams) -> bool:
    number = model.numbers.get(token.replace("’", "'"), _UNKNOWN)
    return number < 0 or model.alone[number] >= _CONTENT_BITS


def fluency(found: Measure) -> float | None:
    """The fluency of a sentence, the higher the better; 0 is an even chance of damage. None for very short ones."""
    if found.words < FEWEST_WORDS:
        return None
    return sum([weight * value for weight, value in zip(_weights(), features(found), strict=True)])


def features(found: Measure) -> tuple[float, ...]:
    """What the fitted weights are for, in their order: one, mean, surprise, repeats, logarithm of the words."""
    return (1.0, found.mean, found.surprise, found.repeats, math.log(found.words + 1))


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a sentence becomes a finding: below `alarm`, or below `suspect` with a repair of `gain` bits."""

    alarm: float
    suspect: float
    gain: float


@cache
def limits() -> Limits:
    """The limits of `fluency.toml`."""
    data = table(__file__, "fluency.toml")
    return Limits(data["alarm"], data["suspect"], data["gain"])


def worst_stretch(sentence: str) -> tuple[int, int]:
    """Where the words of a sentence fit least: the stretch of at most eight words with the highest mean surprise."""
    model = english()
    tokens = list(_TOKEN.finditer(sentence))
    if not tokens:
        return 0, len(sentence)
    words = [model.numbers.get(token[0].lower().replace("’", "'"), _UNKNOWN) for token in tokens]
    found = model.surprisals([_UNKNOWN, *words])[1:]
    pmi = [max(0.0, bits - model.alone[word]) if word >= 0 else 0.0 for word, bits in zip(words, found, strict=True)]
    width = min(_STRETCH, len(tokens))
    first = max(range(len(tokens) - width + 1), key=lambda at: sum(pmi[at : at + width]))
    return tokens[first].start(), tokens[first + width - 1].end()


@cache
def _weights() -> tuple[float, ...]:
    data = table(__file__, "fluency.toml")
    return tuple(data["weights"][name] for name in ("bias", "mean", "surprise", "repeats", "log_words"))
