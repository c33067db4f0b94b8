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
_NAME_TOKEN = re.compile(r"[^\W\d_][\w\u0300-\u036f]*")


@lru_cache(maxsize=1 << 16)
def fold(token: str) -> str:
    """A token without case, accents and ligatures ("Chính" → "chinh", "Łódź" → "lodz")."""
    if token.isascii():
        return token.lower()
    plain = unicodedata.normalize("NFKD", token.casefold().translate(_UNDECOMPOSED))
    return "".join(c for c in plain if not unicodedata.combining(c))


def name_tokens(name: str) -> tuple[str, ...]:
    """The tokens of a name: runs of letters; spaces, hyphens, apostrophes and dots part them."""
    return tuple(_NAME_TOKEN.findall(name))


def capitalised(text: str) -> list[tuple[int, str]]:
    """Offset and text of every token of `text` that starts with a Latin capital."""
    return [(m.start(), m.group()) for m in _CAPITALISED.finditer(text)]
