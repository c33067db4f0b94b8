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
from pathlib import Path
from typing import Any

WORD_BITS = 17
_MAGIC = b"mtaudit n-grams 1\n"
_SECTIONS = 6
_BACKOFF_BASE = 4.0  # backoff weights below zero occur; they are kept with this added
_MOST_KNOWN = 500_000  # trigrams, about 60 MB
_FEW = 100  # words that are looked up faster one by one
_BULK = 3000
"""From so many words on numpy is worth its import, which takes longer than a whole short article."""


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
        self.seen: dict[str, int] = {}
        """Words as they stand in texts, with their numbers, kept by those who look them up."""
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
        if len(words) > _FEW and ("numpy" in sys.modules or self._asked > _BULK):
            return self._many(words)
        return list(self._each(words))

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

    def _many(self, words: Sequence[int]) -> list[float]:
        """The same as `_each`, for thousands of words at once."""
        import numpy as np

        if not words:
            return []

        alone, backoff, bigrams, keys, trigrams, trigram_bits = self._arrays
        word = np.asarray(words, np.int64)
        before = np.concatenate([[-1], word[:-1]])
        oldest = np.where(before >= 0, np.concatenate([[-1], before[:-1]]), -1)

        def find(wanted: Any, sorted_keys: Any) -> Any:
            order = np.argsort(wanted)  # neighbouring keys lie in one page of memory
            wanted = wanted[order]
            place = np.minimum(np.searchsorted(sorted_keys, wanted), len(sorted_keys) - 1)
            found = np.empty(len(wanted), np.int64)
            found[order] = np.where(sorted_keys[place] == wanted, place, -1)
            return found

        bigram = np.full(len(word), -1)
        known = np.flatnonzero((word >= 0) & (before >= 0))
        bigram[known] = find(word[known] << WORD_BITS | before[known], keys)
        context = np.concatenate([[-1], bigram[:-1]])  # the bigram of the two words before
        trigram = np.full(len(word), -1)
        known = np.flatnonzero((bigram >= 0) & (oldest >= 0))
        trigram[known] = find(bigram[known] << WORD_BITS | oldest[known], trigrams)

        result = np.where(bigram >= 0, (bigrams[bigram] >> 7 & 255) / 8, (backoff[before] + alone[word]) / 256)
        result += np.where(context >= 0, (bigrams[context] & 127) / 8 - _BACKOFF_BASE, 0.0)
        result = np.where(trigram >= 0, trigram_bits[trigram] / 8, result)
        result = np.where(before < 0, alone[word] / 256, result)
        values: list[float] = np.where(word >= 0, result, 0.0).tolist()
        return values

    @cached_property
    def _arrays(self) -> tuple[Any, ...]:
        import numpy as np

        first = np.frombuffer(self._first, np.uint32).astype(np.int64)
        bigrams = np.frombuffer(self._bigrams, np.uint32).astype(np.int64)
        newest = np.repeat(np.arange(len(first) - 1, dtype=np.int64), np.diff(first))
        alone, backoff = (np.frombuffer(x, np.int16).astype(np.int64) for x in (self._alone, self._backoff))
        trigrams = np.frombuffer(self._trigrams, np.uint64).astype(np.int64)
        return alone, backoff, bigrams, newest << WORD_BITS | bigrams >> 15, trigrams >> 8, trigrams & 255


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
