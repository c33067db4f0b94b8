"""How like a name of the text is to a name that the source proves, or to a reading of its native form."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from mtaudit.article import Span
from mtaudit.glossary.entry import Entry, Kind
from mtaudit.glossary.romanize import readings
from mtaudit.names.distance import distance
from mtaudit.names.fold import fold, name_tokens
from mtaudit.names.lexicon import zipf
from mtaudit.tables import table

ORDINARY = 4.0
"""The frequency (Zipf) from which on a word alone tells nothing of a name."""

SHORTEST = 3
"""Letters of the shortest word that is compared."""

SHORTEST_STEM = 6
"""Letters of the shortest name part that words with another ending stand for (Ukraine, Ukrainian)."""

ALIKE_READING = 0.12
"""A spelling at most this far from a reading is that reading."""

_LONG_END = 5  # letters of the end of a name part that stands for it (Monti for Fioramonti)
_LONG_JOINED = 8
_END = 0.2
_LEAST_RATIO = 0.6  # of the shorter of two words to the longer
_LEAST_RATIO_JOINED = 0.62
_LATIN = re.compile(r"[A-Za-z]+")
_STEM = 4  # letters that a country and its people share
_MUTE = "aeiouyhs"  # letters at the end of a name that spellings of it lack


@dataclass(frozen=True, slots=True)
class Candidate:
    """Capitalised words side by side: their places and what they say."""

    places: tuple[Span, ...]
    tokens: tuple[str, ...]

    @property
    def span(self) -> Span:
        """From the first word to the last."""
        return Span(self.places[0].start, self.places[-1].end)

    @property
    def letters(self) -> str:
        """The words folded, in one."""
        return "".join(map(fold, self.tokens))

    def part(self, first: int, last: int) -> Candidate:
        """The words from one to another, both included."""
        return Candidate(self.places[first : last + 1], self.tokens[first : last + 1])


@dataclass(frozen=True, slots=True)
class Likeness:
    """A distance, and the words (from `first` to `last`) of a candidate that stand for the name."""

    distance: float
    first: int = 0
    last: int = -1

    def of(self, candidate: Candidate) -> Candidate:
        """The words of a candidate that stand for the name."""
        return candidate if self.last < 0 else candidate.part(self.first, self.last)


def likeness(entry: Entry, candidate: Candidate, language: str) -> Likeness:
    """The likeness of a candidate's nearest word to the nearest part of the name; 1 where one is but a longer form.

    Words that are English (bank, south) tell nothing, nor does a short word against a long one.
    """
    return min(_likenesses(entry, candidate, language), key=lambda found: found.distance, default=Likeness(1.0))


def other_country(entry: Entry, candidate: Candidate, language: str) -> Likeness:
    """The likeness of a candidate's nearest word to the name of a country, however well known (Malaysia for Malawi)."""
    found = [
        Likeness(distance(name, word, language), at, at)
        for at, word in enumerate(map(fold, candidate.tokens))
        for name in name_parts(entry)
        if min(len(word), len(name)) >= SHORTEST_STEM and not word.startswith(name[:-1])
    ]
    return min(found, key=lambda like: like.distance, default=Likeness(1.0))


def _likenesses(entry: Entry, candidate: Candidate, language: str) -> Iterator[Likeness]:
    person = entry.kind is Kind.PERSON
    words = [(at, fold(token)) for at, token in enumerate(candidate.tokens) if len(token) >= SHORTEST]
    words = [(at, word) for at, word in words if not candidate.tokens[at].isupper()]
    if all(zipf(word) >= ORDINARY for _, word in words):
        return
    joined = candidate.letters if len(candidate.tokens) > 1 else ""
    folded = [fold(token) for token in candidate.tokens]
    pairs = [(at, one + two) for at, (one, two) in enumerate(pairwise(folded)) if len(one + two) >= SHORTEST_STEM - 1]
    alone = frozenset() if person else frozenset(joined_form(n) for n in entry.accepted if len(name_tokens(n)) == 1)
    for name in name_parts(entry):
        if not person and zipf(name) >= ORDINARY:
            continue
        if len(joined) >= _LONG_JOINED:
            yield Likeness(apart(name, joined, language, _LEAST_RATIO_JOINED))
        for at, pair in pairs if name in alone else ():
            if (near := distance(name, pair, language)) <= ALIKE_READING:
                yield Likeness(near, at, at + 1)
        for at, word in words:
            if (word.startswith(name[:-1]) or name.startswith(word)) and not (person and _lacks_end(name, word)):
                continue
            span = (at, at) if name in alone else (0, -1)
            if len(word) >= _LONG_END and name.endswith(word):
                yield Likeness(_END, *span)
            if zipf(word) < ORDINARY:
                yield Likeness(apart(name, word, language), *span)
    for name in _run_together(entry.accepted) if person else ():
        for at, word in words:
            if len(word) >= _LONG_JOINED:
                yield Likeness(apart(name, word, language), at, at)
    yield from _beside_own_part(entry, folded, language)


def _beside_own_part(entry: Entry, words: Sequence[str], language: str) -> Iterator[Likeness]:
    """A word beside a part of the name, where another part should stand, counts as twice as near to that one."""
    for name in entry.accepted:
        parts = [fold(part) for part in name_tokens(name)]
        for at, part in enumerate(parts):
            if zipf(part) >= ORDINARY or len(part) < SHORTEST:
                continue
            for place, word in enumerate(words):
                if word != part and not (len(part) >= SHORTEST_STEM and word.startswith(part[:-1])):
                    continue
                for step in (-1, 1):
                    if 0 <= at + step < len(parts) and 0 <= (other := place + step) < len(words):
                        expected = parts[at + step]
                        if len(words[other]) >= SHORTEST and words[other] != expected:
                            near = distance(expected, words[other], language) / 2
                            yield Likeness(near, min(place, other), max(place, other))


@lru_cache(maxsize=4096)
def _run_together(names: tuple[str, ...]) -> frozenset[str]:
    """Two neighbouring words of a name in one: Ameszahi is near to Ahmad Zahid."""
    folded = [[fold(token) for token in name_tokens(name)] for name in names]
    return frozenset(one + two for words in folded for one, two in pairwise(words))


def apart(name: str, word: str, language: str, least: float = _LEAST_RATIO) -> float:
    """The distance of two words; 1 where one is much shorter, for then cheap vowels make up most of it."""
    shorter, longer = sorted((len(name), len(word)))
    return distance(name, word, language) if shorter >= least * longer else 1.0


def _lacks_end(name: str, word: str) -> bool:
    """Whether a word is a name without the consonant that ends it (Weber for Webern), and so another name."""
    return len(word) >= _LONG_END and word == name[:-1] and name[-1] not in _MUTE


def expected_form(entry: Entry, candidate: Candidate) -> str:
    """The form that takes the candidate's place: the whole name, or the accepted form of as many words."""
    for name in entry.accepted:
        if len(name_tokens(name)) == len(candidate.tokens):
            return name
    return entry.canonical


@lru_cache(maxsize=4096)
def misreadings(native: str, names: tuple[str, ...], language: str) -> frozenset[str]:
    """The readings of the native form of a place or organization, and of its beginning, unless they are its name.

    丹绒比艾 is Tanjung Piai: Danrong Biai and Danrong are wrong. 寿光 is Shouguang, as it is read.
    """
    whole = [fold(r.replace(" ", "")) for r in readings(native, language, person=False)]
    if not whole or min(distance(joined_form(name), r, language) for name in names for r in whole) <= ALIKE_READING:
        return frozenset()
    begun = [fold(r) for end in range(2, len(native)) for r in readings(native[:end], language, person=False)]
    return frozenset(reading for reading in (*whole, *begun) if len(reading) >= SHORTEST_STEM)


def is_described(entry: Entry, written: str) -> bool:
    """Whether a text speaks of a person by country and office: "the Ukrainian leader" for Volodymyr Zelenskyy."""
    data = table(__file__, "alike.toml")
    leaders = "|".join(data["leaders"])
    peoples = {
        data["peoples"].get(office.of, re.escape(office.of[:4].lower())) for office in entry.offices if office.of
    }
    return any(
        re.search(rf"\b(?:{people})[\w.]*(?:['’]s?)? (?:[\w-]+ ){{0,2}}(?:{leaders})\b", written.lower())
        for people in peoples
    )


def name_parts(entry: Entry) -> frozenset[str]:
    """The capitalised words of an entry's accepted forms, folded."""
    return _parts_of(entry.accepted)


@lru_cache(maxsize=4096)
def _parts_of(names: tuple[str, ...]) -> frozenset[str]:
    tokens = (token for name in names for token in name_tokens(name))
    return frozenset(fold(token) for token in tokens if len(token) >= SHORTEST and token[0].isupper())


def begins_in(name: str, written: str) -> bool:
    """Whether a name stands in a text at the beginning of a word: Iran in "Iranian", but not in "Tehiran"."""
    lowered, name = written.lower(), name.lower()
    at = lowered.find(name)
    while at > 0 and written[at - 1].isalnum() and not written[at : at + 1].isupper():
        at = lowered.find(name, at + 1)
    return at >= 0


def is_in(name: str, words: Collection[str]) -> bool:
    """Whether all the rare words of a name are among some words (Everbright, of China Everbright Bank)."""
    rare = [part for part in map(fold, name_tokens(name)) if zipf(part) < ORDINARY]
    return bool(rare) and all(any(word.startswith(part) for word in words) for part in rare)


@lru_cache(maxsize=4096)
def joined_form(name: str) -> str:
    """A name folded, in one word."""
    return "".join(fold(token) for token in name_tokens(name))


@lru_cache(maxsize=256)
def spelt_out(source: str) -> str:
    """The pinyin of a Chinese text in one: names that the glossary lacks are spelt so, and explained by it."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(_LATIN.sub("|", source), style=Style.NORMAL)).replace("ü", "v").lower()
