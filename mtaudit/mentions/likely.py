"""Whether a form may be a corrupted name at all, before all evidence is weighed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from mtaudit.glossary.entry import Entry, Kind
from mtaudit.mentions.align import Alignment
from mtaudit.mentions.evidence import THRESHOLD, Evidence, confidence
from mtaudit.names.candidates import sound_of
from mtaudit.names.distance import distance
from mtaudit.names.fold import fold, name_tokens
from mtaudit.names.pinyin import is_pinyin, is_syllable
from mtaudit.names.variants import same_name

_NEAR_PLACE = 0.13
_NEAR_PLACE_PART = 0.2
_NEAR_PINYIN = 0.08


@lru_cache(maxsize=1 << 15)
def near_enough(name: str, token: str, frequency: float, crowd: float, pivot: str | None) -> bool:
    """Whether a form is so near that the country of an office alone could make it believed."""
    evidence = Evidence(distance(name, token, pivot), frequency, len(token), country=1, crowd=crowd)
    return confidence(evidence) >= THRESHOLD


def is_likely(entry: Entry, name: str, token: str, fits: Sequence[Alignment]) -> bool:
    """Whether a form may stand for an entry at all: it is no other right spelling of a person's name, and near to
    that of a place or organization, for which no title or given name speaks, with the same sound at its start."""
    if entry.kind is Kind.PERSON:
        return not same_name(fold(token), name)
    reach = _NEAR_PLACE_PART if any(fit.exact for fit in fits) else _NEAR_PLACE
    return sound_of(fold(token))[:1] == sound_of(name)[:1] and distance(name, token) <= reach


def is_other_pinyin(evidence: Evidence) -> bool:
    """Whether a pinyin name is likelier another person's: in a glossary of many names only title or story make a
    letter's difference an error."""
    proven = evidence.title or evidence.canonical or evidence.crowd < 0
    return bool(evidence.pinyin) and not proven and evidence.distance > _NEAR_PINYIN


def is_pinyin_name(entry: Entry) -> bool:
    """Whether a name reads as a Chinese one: all parts are pinyin, one of them (the surname) a single syllable."""
    parts = [fold(part) for part in name_tokens(entry.canonical)]
    return all(map(is_pinyin, parts)) and (len(parts) == 1 or any(map(is_syllable, parts)))
