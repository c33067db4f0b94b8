"""Whether a text is in the language it is said to be in, by its script, its letters and the small words of English."""

from __future__ import annotations

import re
from typing import Any

from mtaudit.tables import table, words

_FILE = "language.toml"
_LETTERS = re.compile(r"[^\W\d_]+")
_LATIN = r"[A-Za-z\u00c0-\u024f]+"
_LEAST_SHARE = 0.3
_FEWEST_WORDS = 20
_ENGLISH_SHARE = 0.2  # of all words; in English news a third are small words of the list, elsewhere less than a tenth


def is_latin(language: str) -> bool:
    """Whether a language (ISO 639-1) is written in Latin letters."""
    return language not in table(__file__, _FILE)["languages"]


def may_be(language: str, text: str) -> bool:
    """Whether a text may be in a language (ISO 639-1). A short one may be in any that is written in its script."""
    rules: dict[str, Any] = table(__file__, _FILE)["languages"].get(language, {})
    if _share(rules.get("script", _LATIN), text) < rules.get("share", _LEAST_SHARE):
        return False
    if "own" in rules:
        own, foreign = (len(re.findall(rules[kind], text.lower())) for kind in ("own", "foreign"))
        return bool(own + foreign < rules["fewest"] or own >= foreign * rules["least"])
    found = _LETTERS.findall(text)
    return len(found) < _FEWEST_WORDS or not is_latin(language) or is_english(text) == (language == "en")


def is_english(text: str) -> bool:
    """Whether the small words of English make up a good part of a text."""
    found = [word.lower() for word in _LETTERS.findall(text)]
    small = words(__file__, _FILE, "english")
    return bool(found) and sum(word in small for word in found) >= _ENGLISH_SHARE * len(found)


def _share(script: str, text: str) -> float:
    """The share of the letters of a text that are of a script."""
    letters = sum(map(len, _LETTERS.findall(text)))
    return sum(map(len, re.findall(script, text))) / letters if letters else 0.0
