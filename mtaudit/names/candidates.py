"""Finding, among many names, the few that a token could be a corruption of.

Two steps, both cheap: names and token must share a key made of consonant classes, and their
"sounds" (letters that languages confuse written as one) must be a letter or two apart, which
rapidfuzz tells. The exact, pivot-aware distance is left to whoever looks at the context.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

_SHORTEST = 4
_TWO_EDITS_FROM = 6
_MOST = 12

# Letter groups that stand for one sound, then single letters by the class that languages confuse.
_GROUPS = re.compile(r"c(?=[eiy])|sch|tch|sh|ch|zh|ts|tz|dj|dz|ph|th|kh|gh|ck|ng(?![aeiouy])|(.)\1")
_GROUP_SOUND = {"ph": "f", "th": "t", "kh": "k", "gh": "k", "ck": "k", "ng": "n"}
_SOUNDS = str.maketrans("rcgqxvwfpdzjmyeu", "lkkksbbbbtssniio")
_VOWELS = re.compile("[aeiouh]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name token that a text's token may stand for; `edits` counts the sounds in which they differ."""

    token: str
    edits: int


@dataclass(frozen=True, slots=True)
class TokenIndex:
    """Name tokens by the keys under which corruptions of them are looked up.

    `keys` maps a key to the numbers of the tokens in `tokens` that share it; `sounds` runs
    parallel to `tokens`.
    """

    tokens: tuple[str, ...]
    sounds: tuple[str, ...]
    keys: Mapping[str, tuple[int, ...]]

    def candidates(self, token: str) -> tuple[Candidate, ...]:
        """The name tokens a folded token may be a corruption of, nearest first; the token itself is none."""
        if len(token) < _SHORTEST:
            return ()
        sound = sound_of(token)
        most = 2 if len(sound) >= _SHORTEST else 1
        numbers: set[int] = set()
        for key in keys_of(sound):
            numbers.update(self.keys.get(key, ()))
        if not numbers:
            return ()
        near = list(numbers)
        sounds = [self.sounds[n] for n in near]
        found = extract(sound, sounds, scorer=OSA.distance, processor=None, score_cutoff=most, limit=_MOST)
        names = ((self.tokens[near[at]], int(edits), max(len(sound), len(other))) for other, edits, at in found)
        return tuple(
            Candidate(name, edits)
            for name, edits, length in names
            if name != token and (edits < 2 or length >= _TWO_EDITS_FROM)
        )


def build_token_index(tokens: Iterable[str]) -> TokenIndex:
    """Index folded name tokens; those under four letters are too short to be guessed at."""
    kept = tuple(sorted({t for t in tokens if len(t) >= _SHORTEST}))
    sounds = tuple(map(sound_of, kept))
    keys: dict[str, list[int]] = {}
    for number, sound in enumerate(sounds):
        for key in keys_of(sound):
            keys.setdefault(key, []).append(number)
    return TokenIndex(kept, sounds, {key: tuple(numbers) for key, numbers in keys.items()})


@lru_cache(maxsize=1 << 15)
def sound_of(token: str) -> str:
    """A folded token with the letters that languages confuse written as one, doubled ones once.

    >>> sound_of("blinken") == sound_of("brinken"), sound_of("kuleba") == sound_of("culeba")
    (True, True)
    """
    grouped = _GROUPS.sub(lambda m: _GROUP_SOUND.get(m.group(), m.group(1) or "s"), token)
    return grouped[:1].translate(_SOUNDS) + _once(grouped[1:].translate(_SOUNDS))


def skeleton(sound: str) -> str:
    """The consonants of a sound, doubled ones once; a leading vowel stays as "a", a leading h as "k"."""
    consonants = _once(_VOWELS.sub("", sound))
    first = sound[:1]
    return ("k" if first == "h" else "a") + consonants if _VOWELS.match(first) else consonants


def keys_of(sound: str) -> list[str]:
    """The skeleton of a sound, and the skeleton less one consonant after the first.

    A sound with one or two consonants has too many like it: it is also looked up as it is, and less one letter.
    """
    whole = skeleton(sound)
    if len(whole) < 3:
        return [whole, f"={sound}", *{f"={sound[:i]}{sound[i + 1 :]}" for i in range(1, len(sound))}]
    less = (whole[:i] + whole[i + 1 :] for i in range(1, len(whole)))
    return list({whole, *(_once(key) for key in less)})


def _once(letters: str) -> str:
    """Letters without the second of two like ones."""
    return re.sub(r"(.)\1+", r"\1", letters)
