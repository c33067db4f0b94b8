"""Makes mtaudit/fluency/english.ngrams from the English trigram model of PocketSphinx.

    pip install --no-deps pocketsphinx
    python -m benchmarks.build_ngrams [MODEL]

MODEL is `en-us.lm.bin` (by default the one in the installed wheel), a trigram model with 72,547 words that CMU
Sphinx distributes under a BSD licence. Its file is a bit-packed trie whose roots are the newest words, with
quantized probabilities (pocketsphinx, src/lm/lm_trie.c). Probabilities become eighths of a bit, trigrams that
change their estimate from shorter contexts by less than two bits are left out, and so are bigrams that change
theirs by less than one bit and carry no trigram. The format is that of `mtaudit.fluency.ngrams`.
"""

from __future__ import annotations

import importlib.util
import math
import struct
import sys
from pathlib import Path
from typing import Any

import numpy as np

from mtaudit.fluency import ngrams

_HEADER = b"Trie Language Model"
_QUANTA = 1 << 16
_BITS = -1e-4 / math.log(2)  # the model's logarithms have the base 1.0001
_LEAST_TRIGRAM, _LEAST_BIGRAM = 2.0, 1.0

Array = np.ndarray[Any, np.dtype[Any]]


def main() -> None:
    """Read the model, prune it, write the file."""
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    path = given or _installed()
    target = Path(ngrams.__file__).with_name("english.ngrams")
    target.write_bytes(packed(path.read_bytes()))
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB")


def _installed() -> Path:
    found = importlib.util.find_spec("pocketsphinx")
    if found is None or found.origin is None:
        raise SystemExit("pocketsphinx is not installed: pip install --no-deps pocketsphinx")
    return Path(found.origin).parent / "model" / "en-us" / "en-us.lm.bin"


def packed(model: bytes) -> bytes:
    """The bytes of the compact file. Raises `SystemExit` where the model is not the one expected."""
    if not model.startswith(_HEADER) or model[len(_HEADER)] != 3:
        raise SystemExit("not a trigram model of PocketSphinx")
    at = len(_HEADER) + 1
    counts = struct.unpack_from("<3I", model, at)
    at += 12 + 4
    bins = np.frombuffer(model, "<f4", 3 * _QUANTA, at).astype(np.float64) * _BITS
    at += 12 * _QUANTA
    unigrams = np.frombuffer(model, [("p", "<f4"), ("b", "<f4"), ("next", "<u4")], counts[0] + 1, at)
    at += 12 * (counts[0] + 1)
    word_bits, next_bits = counts[0].bit_length(), counts[2].bit_length()
    width2, width3 = word_bits + 32 + next_bits, word_bits + 16
    size2, size3 = ((1 + counts[1]) * width2 + 7) // 8 + 8, ((1 + counts[2]) * width3 + 7) // 8 + 8
    middle = np.frombuffer(model, np.uint8, size2, at)
    longest = np.frombuffer(model, np.uint8, size3, at + size2)
    at += size2 + size3
    words = model[at + 4 :].split(b"\0")[: counts[0]]

    number2 = int(unigrams["next"][-1])
    places = np.arange(number2 + 1, dtype=np.int64) * width2
    old = _read(middle, places, word_bits)[:-1]
    quanta = _read(middle, places + word_bits, 32)[:-1]
    first3 = _read(middle, places + word_bits + 32, next_bits)
    p2, b2 = bins[quanta >> 16], bins[_QUANTA + (quanta & 0xFFFF)]
    new = np.repeat(np.arange(counts[0]), np.diff(unigrams["next"].astype(np.int64)))
    number3 = int(first3[-1])
    places = np.arange(number3, dtype=np.int64) * width3
    oldest = _read(longest, places, word_bits)
    p3 = bins[2 * _QUANTA + _read(longest, places + word_bits, 16)]

    p1, b1 = unigrams["p"][:-1] * _BITS, unigrams["b"][:-1] * _BITS
    keys = new.astype(np.int64) << ngrams.WORD_BITS | old
    parent = np.repeat(np.arange(number2), np.diff(first3))
    before = _find(keys, old[parent] << ngrams.WORD_BITS | oldest)
    shorter = p2[parent] + np.where(before >= 0, b2[np.maximum(before, 0)], 0.0)
    keep3 = np.abs(p3 - shorter) >= _LEAST_TRIGRAM
    keep2 = np.abs(p2 - (b1[old] + p1[new])) >= _LEAST_BIGRAM
    keep2[parent[keep3]] = True
    number = np.cumsum(keep2) - 1

    packed2 = old[keep2] << 15 | _eighths(p2[keep2], 8) << 7 | _eighths(b2[keep2] + 4, 7)
    first2 = np.concatenate([[0], np.cumsum(np.bincount(new[keep2], minlength=counts[0]))])
    packed3 = (number[parent[keep3]] << ngrams.WORD_BITS | oldest[keep3]) << 8 | _eighths(p3[keep3], 8)
    return ngrams.pack(
        words,
        np.round(np.minimum(p1, 100) * 256).astype("<i2").tobytes(),
        np.round(b1 * 256).astype("<i2").tobytes(),
        first2.astype("<u4").tobytes(),
        packed2.astype("<u4").tobytes(),
        np.sort(packed3).astype("<u8").tobytes(),
    )


def _read(memory: Array, places: Array, width: int) -> Array:
    """The integers of `width` bits at bit offsets, the lowest bit first."""
    padded = np.concatenate([memory, np.zeros(8, np.uint8)])
    value = np.zeros(len(places), np.uint64)
    for byte in range(8):
        value |= padded[(places >> 3) + byte].astype(np.uint64) << np.uint64(8 * byte)
    shifted = value >> (places & 7).astype(np.uint64)
    return (shifted & np.uint64((1 << width) - 1)).astype(np.int64)


def _find(keys: Array, wanted: Array) -> Array:
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, place, -1)


def _eighths(bits: Array, width: int) -> Array:
    return np.clip(np.round(bits * 8), 0, (1 << width) - 1).astype(np.int64)


if __name__ == "__main__":
    main()
