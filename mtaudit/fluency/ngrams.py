"""A trigram model of English in one compact, memory-mapped file.

`english.ngrams` is made by `benchmarks/build_ngrams.py` from the model of PocketSphinx (CMU Sphinx, BSD licence, its
text in LICENSE.sphinx). After a line of magic and the lengths of its sections come the words in order of their bytes;
the surprisal and the backoff weight of each word alone, in 1/256 bit; the number of the first bigram of each word; the
bigrams, by newest word and the word before it: 17 bits for that word, 8 for the surprisal and 7 for the backoff
weight, in eighths of a bit; and the trigrams: the number of the bigram, 17 bits for the oldest word, 8 for the
surprisal. A file of its own, for the wheel of PocketSphinx is three times as large, compiled for each platform, and
asks for a sound library.
"""

from __future__ import annotations

import mmap
import struct
import sys
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

WORD_BITS = 17
_BIGRAM_BITS = 15  # of a bigram's surprisal and backoff weight
_TRIGRAM_BITS = 8  # of a trigram's surprisal
_MAGIC = b"mtaudit n-grams 1\n"
_SECTIONS = 6
_BACKOFF_BASE = 4.0  # backoff weights below zero occur; they are kept with this added
_MOST_KNOWN = 500_000  # trigrams, about 60 MB
_FEW = 100  # words that are looked up faster one by one
_BULK = 3000
"""From so many words on numpy is worth its import, which takes longer than a whole short article."""


class Strain(NamedTuple):
    """The word-PMI of some words: how many were judged in a context, its sum, and the sum of the positive ones."""

    words: int
    total: float
    positive: float


class NGrams:
    """Surprisals of words after the two words before them, with Katz backoff, in bits."""

    def __init__(self, data: Any) -> None:
        view = memoryview(data)
        if bytes(view[: len(_MAGIC)]) != _MAGIC:
            raise ValueError("not a file of n-grams")
        lengths = struct.unpack_from(f"<{_SECTIONS}I", view, len(_MAGIC))
        at = _align(len(_MAGIC) + 4 * _SECTIONS)
        parts = []
        for length in lengths:
            parts.append(view[at : at + length])
            at = _align(at + length)
        self._words = parts[0]
        self._alone, self._backoff = parts[1].cast("h"), parts[2].cast("h")  # in 1/256 bit
        self._first, self._bigrams, self._trigrams = parts[3].cast("I"), parts[4].cast("I"), parts[5].cast("Q")
        self._asked = 0
        self._known: dict[tuple[int, int, int], float] = {}

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each word; "<s>" and "</s>" are the borders of a sentence."""
        return {word: number for number, word in enumerate(str(self._words, "utf-8").split("\n"))}

    @cached_property
    def alone(self) -> Sequence[float]:
        """The surprisal of each word without context, in bits."""
        return [bits / 256 for bits in self._alone]

    def surprisals(self, words: Sequence[int]) -> list[float]:
        """The surprisal of each word after the two before it, in bits.

        0 for unknown words (-1), which end a context.
        """
        self._asked += len(words)
        return self._many(words) if self._is_bulk(words) else list(self._each(words))

    def surprisal(self, word: int, before: int = -1, oldest: int = -1) -> float:
        """The surprisal of one word after `before` and the word before that; -1 where there is none."""
        if word < 0:
            return 0.0
        if before < 0:
            return self._alone[word] / 256
        key = (word, before, oldest)
        found = self._known.get(key)
        if found is None:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            found = self._known[key] = self._found(word, before, oldest)
        return found

    def _found(self, word: int, before: int, oldest: int) -> float:
        bigram = self._bigram(word, before)
        if bigram < 0:
            shorter = self._backoff[before] / 256 + self._alone[word] / 256
        else:
            if oldest >= 0:
                key = (bigram << WORD_BITS | oldest) << 8
                place = bisect_left(self._trigrams, key)
                if place < len(self._trigrams) and self._trigrams[place] >> 8 == key >> 8:
                    return (self._trigrams[place] & 255) / 8
            shorter = (self._bigrams[bigram] >> 7 & 255) / 8
        if oldest < 0:
            return shorter
        context = self._bigram(before, oldest)
        return shorter + ((self._bigrams[context] & 127) / 8 - _BACKOFF_BASE if context >= 0 else 0.0)

    def _each(self, words: Sequence[int]) -> Iterator[float]:
        before = oldest = -1
        for word in words:
            yield self.surprisal(word, before, oldest)
            before, oldest = word, before if word >= 0 else -1

    def _bigram(self, word: int, before: int) -> int:
        low, high = self._first[word], self._first[word + 1]
        place = bisect_left(self._bigrams, before << 15, low, high)
        return place if place < high and self._bigrams[place] >> 15 == before else -1

    def strains(self, words: Sequence[int], starts: Sequence[int]) -> list[Strain]:
        """The word-PMI of the words in stretches, each from one of `starts` to the next; none is empty.

        Contexts end at unknown words only: stretches that have nothing to do with each other begin with one.
        """
        self._asked += len(words)
        return self._many_strains(words, starts) if self._is_bulk(words) else self._each_strain(words, starts)

    def _each_strain(self, words: Sequence[int], starts: Sequence[int]) -> list[Strain]:
        alone, found = self.alone, list(self._each(words))
        out = []
        for first, last in pairwise([*starts, len(words)]):
            pmi = [
                found[at] - alone[words[at]]
                for at in range(max(1, first), last)
                if words[at] >= 0 and words[at - 1] >= 0
            ]
            out.append(Strain(len(pmi), sum(pmi), sum([bits for bits in pmi if bits > 0])))
        return out

    def _is_bulk(self, words: Sequence[int]) -> bool:
        return len(words) > _FEW and ("numpy" in sys.modules or self._asked > _BULK)

    def _many(self, words: Sequence[int]) -> list[float]:
        """The same as `_each`, for thousands of words at once."""
        import numpy as np

        values: list[float] = self._found_in_bulk(np.asarray(words, np.int64)).tolist() if words else []
        return values

    def _many_strains(self, words: Sequence[int], starts: Sequence[int]) -> list[Strain]:
        """The same as `_each_strain`: sums of bits are the same in any order, for all are multiples of 1/256."""
        import numpy as np

        word = np.asarray(words, np.int64)
        judged = word >= 0
        judged[0] = False
        judged[1:] &= word[:-1] >= 0
        pmi = np.where(judged, self._found_in_bulk(word) - self._arrays[0][word], 0.0)
        summed = (judged.astype(np.int64), pmi, np.maximum(pmi, 0.0))
        return list(map(Strain, *(np.add.reduceat(values, starts).tolist() for values in summed)))

    def _found_in_bulk(self, word: Any) -> Any:
        """The surprisal of each word in an array of words."""
        import numpy as np

        alone, backoff, bigrams, trigrams = self._arrays
        before = np.concatenate([[-1], word[:-1]])
        oldest = np.where(before >= 0, np.concatenate([[-1], before[:-1]]), -1)

        def find(wanted: Any, table: Any, shift: int) -> tuple[Any, Any]:
            """The places of keys in a table that holds each key above `shift` bits of what is known of it (-1: not
            there), and what stands at these places."""
            order = np.argsort(wanted)  # neighbouring keys lie in one page of memory
            wanted = wanted[order]
            place = np.minimum(np.searchsorted(table, wanted << shift), len(table) - 1)
            value = table[place]
            found, values = np.empty((2, len(wanted)), np.int64)
            found[order] = np.where(value >> shift == wanted, place, -1)
            values[order] = value
            return found, values

        bigram, bits = np.full((2, len(word)), -1)
        known = np.flatnonzero((word >= 0) & (before >= 0))
        bigram[known], bits[known] = find(word[known] << WORD_BITS | before[known], bigrams, _BIGRAM_BITS)
        result = np.where(bigram >= 0, (bits >> 7 & 255) / 8, backoff[before] + alone[word])
        result[1:] += np.where(bigram[:-1] >= 0, (bits[:-1] & 127) / 8 - _BACKOFF_BASE, 0.0)

        known = np.flatnonzero((bigram >= 0) & (oldest >= 0))
        trigram, bits = find(bigram[known] << WORD_BITS | oldest[known], trigrams, _TRIGRAM_BITS)
        result[known] = np.where(trigram >= 0, (bits & 255) / 8, result[known])
        result = np.where(before < 0, alone[word], result)
        return np.where(word >= 0, result, 0.0)

    @cached_property
    def _arrays(self) -> tuple[Any, ...]:
        """Surprisals and backoff weights of words alone, in bits; bigrams with their newest word; trigrams."""
        import numpy as np

        first = np.frombuffer(self._first, np.uint32).astype(np.int64)
        bigrams = np.frombuffer(self._bigrams, np.uint32).astype(np.int64)
        newest = np.repeat(np.arange(len(first) - 1, dtype=np.int64), np.diff(first))
        alone, backoff = (np.frombuffer(x, np.int16) / 256 for x in (self._alone, self._backoff))
        return alone, backoff, newest << 32 | bigrams, np.frombuffer(self._trigrams, np.int64)


def pack(words: Sequence[bytes], *sections: bytes) -> bytes:
    """The bytes of a file: the words and the five sections of numbers, in the order of the module's description."""
    parts = [b"\n".join(words), *sections]
    out = bytearray(_MAGIC + struct.pack(f"<{_SECTIONS}I", *map(len, parts)))
    for part in parts:
        out += bytes(_align(len(out)) - len(out)) + part
    return bytes(out)


@cache
def english() -> NGrams:
    """The model of English that comes with mtaudit."""
    with Path(__file__).with_name("english.ngrams").open("rb") as file:
        return NGrams(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def _align(offset: int) -> int:
    return -(-offset // 8) * 8
