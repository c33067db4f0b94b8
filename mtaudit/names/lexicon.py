"""How common a word is in English: the prior against calling a known word a misspelt name."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path


@cache
def _centibels() -> dict[str, int]:
    """Word → frequency in negative centibels, from the large English list that wordfreq ships.

    The list is read from its file (wordfreq's documented cBpack format: a header, then at index n
    the words of frequency 10^(-n/100)), since importing wordfreq costs more than reading it.
    """
    import gzip

    import msgpack

    spec = find_spec("wordfreq")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("the package wordfreq is not installed")
    packed = Path(spec.submodule_search_locations[0], "data", "large_en.msgpack.gz").read_bytes()
    header, *buckets = msgpack.unpackb(gzip.decompress(packed), raw=False)
    if header != {"format": "cB", "version": 1}:
        raise ValueError(f"wordfreq's English list has an unknown format: {header}")
    return {word: bucket for bucket, words in enumerate(buckets) for word in words}


def zipf(word: str) -> float:
    """The Zipf frequency of a word: log10 of its uses in a billion words; 0 for a word not listed.

    Function words have about 6 to 7, *merkel* 3.4, *brinken* and *culeba* 0. See Speer,
    "wordfreq" (2022) and van Heuven et al. (2014) for the scale.
    """
    centibels = _centibels().get(word.lower())
    return 0.0 if centibels is None else 9.0 - centibels / 100.0
