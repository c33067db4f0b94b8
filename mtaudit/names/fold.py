"""Folding names to plain lower-case letters, so that spelling habits don't count as differences."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters that Unicode does not decompose, as English-language agencies write them without marks.
_UNDECOMPOSED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ħ": "h",
     "ŋ": "ng", "ə": "a", "’": "'", "ʻ": "'", "ʼ": "'"}
)  # fmt: skip

_CAPITALISED = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-ɏḀ-ỿ][\w\u0300-\u036f]*")
_MAY_COMBINE = re.compile("[\u0300-\U0010ffff]")  # U+0300 is the first combining character
_NAME_TOKEN = re.compile(r"[^\W\d_][\w\u0300-\u036f]*")


@lru_cache(maxsize=1 << 16)
def fold(token: str) -> str:
    """A token without case, accents and ligatures ("Chính" → "chinh", "Łódź" → "lodz")."""
    if token.isascii():
        return token.lower()
    plain = unicodedata.normalize("NFKD", token.casefold().translate(_UNDECOMPOSED))
    return plain if plain.isascii() else _MAY_COMBINE.sub(_uncombined, plain)


def _uncombined(sign: re.Match[str]) -> str:
    return "" if unicodedata.combining(sign[0]) else sign[0]


def name_tokens(name: str) -> tuple[str, ...]:
    """The tokens of a name: runs of letters; spaces, hyphens, apostrophes and dots part them."""
    return tuple(_NAME_TOKEN.findall(name))


def capitalised(text: str) -> list[tuple[int, str]]:
    """Offset and text of every token of `text` that starts with a Latin capital."""
    return [(m.start(), m.group()) for m in _CAPITALISED.finditer(text)]
