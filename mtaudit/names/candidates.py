"""Finding, among many names, the few that a token could be a corruption of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mtaudit.names.distance import distance

REACH = 0.36
"""The largest pivot distance at which a token still counts as a possible corruption of a name."""

_LENGTH_REACH = 3
_SHORTEST = 4
_CROWDED = 24
_COARSE_CUTOFF = 0.62

# Consonants that languages confuse share a class; vowels are left out. The first letter keeps its class.
_GROUPS = (
    (re.compile("ph"), "f"),
    (re.compile("sch|tch|sh|ch|zh|ts|tz|dj|dz"), "s"),
    (re.compile("th"), "t"),
    (re.compile("[kg]h"), "k"),
)
_CLASSES = str.maketrans(
    {"l": "l", "r": "l", "k": "k", "c": "k", "g": "k", "q": "k", "x": "s", "b": "p", "p": "p", "v": "p", "w": "p",
     "f": "p", "t": "t", "d": "t", "s": "s", "z": "s", "j": "s", "m": "n", "n": "n"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name token that a text's token may stand for, at its smallest distance over all pivots."""

    token: str
    distance: float


@dataclass(frozen=True, slots=True)
class TokenIndex:
    """Name tokens by the keys under which corruptions of them are looked up.

    `keys` maps a key to the numbers of the tokens in `tokens` that share it.
    """

    tokens: tuple[str, ...]
    keys: Mapping[str, tuple[int, ...]]

    def candidates(self, token: str) -> tuple[Candidate, ...]:
        """The name tokens within reach of a folded token, nearest first; the token itself is none."""
        near = self._near(token)
        found = [Candidate(name, d) for name in near if (d := closest(name, token)) <= REACH]
        return tuple(sorted(found, key=lambda c: (c.distance, c.token)))

    def _near(self, token: str) -> list[str]:
        if len(token) < _SHORTEST:
            return []
        low, high = len(token) - _LENGTH_REACH, len(token) + _LENGTH_REACH
        numbers = {n for key in keys_of(token) for n in self.keys.get(key, ())}
        names = [name for n in numbers if low <= len(name := self.tokens[n]) <= high and name != token]
        if len(names) < _CROWDED:
            return names
        from rapidfuzz.distance import DamerauLevenshtein
        from rapidfuzz.process import extract

        scorer = DamerauLevenshtein.normalized_distance
        return [name for name, *_ in extract(token, names, scorer=scorer, score_cutoff=_COARSE_CUTOFF, limit=None)]


def build_token_index(tokens: Iterable[str]) -> TokenIndex:
    """Index folded name tokens; those under four letters are too short to be guessed at."""
    kept = tuple(sorted({t for t in tokens if len(t) >= _SHORTEST}))
    keys: dict[str, list[int]] = {}
    for number, token in enumerate(kept):
        for key in keys_of(token):
            keys.setdefault(key, []).append(number)
    return TokenIndex(kept, {key: tuple(numbers) for key, numbers in keys.items()})


def closest(name: str, form: str) -> float:
    """The smallest distance over the general table and every pivot's."""
    return min(distance(name, form, pivot) for pivot in (None, "zh", "ru", "ar", "ja", "ko"))


def skeleton(token: str) -> str:
    """The consonant classes of a folded token, doubled ones once; a leading vowel stays as "a"."""
    grouped = token
    for pattern, letter in _GROUPS:
        grouped = pattern.sub(letter, grouped)
    classes = re.sub(r"[^lkptsn]", "", grouped.translate(_CLASSES))
    single = re.sub(r"(.)\1+", r"\1", classes)
    first = grouped[:1]
    if first in "aeiouy":
        return "a" + single
    return "k" + single if first == "h" else single


def keys_of(token: str) -> set[str]:
    """The skeleton of a token, and the skeleton less one class after the first."""
    whole = skeleton(token)
    if len(whole) < 3:
        return {whole}
    return {whole, *(whole[:i] + whole[i + 1 :] for i in range(1, len(whole)))}
