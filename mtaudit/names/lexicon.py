"""How common a word is in English: the prior against calling a known word a misspelt name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from mtaudit.cache import cached

_HEADER = {"format": "cB", "version": 1}


@lru_cache(maxsize=1 << 17)
def zipf(word: str) -> float:
    """The Zipf frequency of a word: log10 of its uses in a billion words; 0 for a word not listed.

    Function words have about 6 to 7, *merkel* 3.4, *brinken* and *culeba* 0. See Speer,
    "wordfreq" (2022) and van Heuven et al. (2014) for the scale.
    """
    table = _table()
    line = b"\n" + word.lower().encode("utf-8", "replace") + b"\t"
    low, high = 0, len(table)
    while low < high:
        middle = table.rfind(b"\n", low, (low + high) // 2 + 1)
        start = middle if middle >= 0 else low
        end = table.index(b"\t", start + 1)
        found = table[start : end + 1]
        if found == line:
            return 9.0 - int(table[end + 1 : table.index(b"\n", end)]) / 100.0
        if found < line:
            low = table.index(b"\n", end)
            if low >= high - 1:
                return 0.0
        else:
            high = start
    return 0.0


@cache
def _table() -> bytes:
    """The word list as sorted lines of word, tab and frequency in negative centibels, between line ends."""
    path = _list_file("large_en")
    stat = path.stat()
    return cached(f"lexicon 1 {stat.st_size} {stat.st_mtime_ns}", lambda: _sorted_lines(path))


@cache
def frequencies(language: str) -> Mapping[str, float]:
    """The Zipf frequencies of the words of a language (as wordfreq calls it: *es*, *nb*) that are 3 and more."""
    buckets = _buckets(_list_file(f"small_{language}"))
    return {word: 9.0 - bucket / 100.0 for bucket, words in enumerate(buckets) for word in words}


def _list_file(name: str) -> Path:
    """Where wordfreq keeps a list; importing wordfreq would cost more than reading it."""
    spec = find_spec("wordfreq")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("the package wordfreq is not installed")
    return Path(spec.submodule_search_locations[0], "data", f"{name}.msgpack.gz")


def _sorted_lines(path: Path) -> bytes:
    """A list as sorted lines of word, tab and frequency in negative centibels."""
    lines = [f"{word}\t{bucket}" for bucket, words in enumerate(_buckets(path)) for word in words]
    lines.sort()  # code points sort as their UTF-8 does
    return ("\n" + "\n".join(lines) + "\n").encode()


def _buckets(path: Path) -> list[list[str]]:
    """wordfreq's documented cBpack format: behind a header, at index n, the words of 10^(-n/100)."""
    import gzip

    import msgpack

    buckets: list[list[str]]
    header, *buckets = msgpack.unpackb(gzip.decompress(path.read_bytes()), raw=False)
    if header != _HEADER:
        raise ValueError(f"wordfreq's list {path.name} has an unknown format: {header}")
    return buckets
