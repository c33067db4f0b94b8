"""Recognising pinyin: Chinese given names differ by a letter where English names differ by many."""

from __future__ import annotations

import re
from functools import cache

from mtaudit.tables import table

# The syllables of Hanyu Pinyin without tones (GB/T 16159): initial and final, as they may combine in names.
_SYLLABLE = (
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhrzcs])(?:a|ai|an|ang|ao|e|ei|en|eng|ong|ou|u|ua|uai|uan|uang|ui|un|uo|i|o)"
    r"|[bpmdtnljqx](?:i|ia|ian|iang|iao|ie|in|ing|iong|iu|u|uan|ue|un)"
    r"|w(?:a|ai|an|ang|ei|en|eng|o|u)|y(?:a|an|ang|ao|e|i|in|ing|ong|ou|u|uan|ue|un)"
    r"|a|ai|an|ang|ao|e|en|er|ou)"
)
_ONE = re.compile(_SYLLABLE)
_PINYIN = re.compile(rf"(?:{_SYLLABLE}'?){{1,4}}")


def is_pinyin(token: str) -> bool:
    """Whether a folded token can be read as pinyin, as "chunming" can and "blinken" cannot."""
    return _PINYIN.fullmatch(token) is not None


def is_syllable(token: str) -> bool:
    """Whether a folded token is one syllable of pinyin."""
    return _ONE.fullmatch(token) is not None


def is_surname(token: str) -> bool:
    """Whether a folded token is one of the hundred most frequent surnames of China."""
    return token in _surnames()


@cache
def _surnames() -> frozenset[str]:
    return frozenset(table(__file__, "pinyin.toml")["surnames"].split())
