"""Whether a native form is written in the script of its language."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from mtaudit.tables import table

_LETTERS = ("Lo", "Lu", "Ll", "Lt")
_BETWEEN_WORDS = re.compile(r"[\W\d_]+")
_NO_WORD_BORDERS = frozenset(("zh", "ja"))


@cache
def _scripts() -> dict[str, list[str]]:
    return table(__file__, "scripts.toml")


def script_problem(form: str, language: str) -> str | None:
    """What is wrong with the letters of a form of `language` (ISO 639-1, a region or script may follow), or None.

    Languages that scripts.toml does not list are not judged, nor is a form whose tag names its
    script ("sr-Latn"). Latin capitals (abbreviations) are at home in every script.
    """
    primary, *more = re.split("[-_]", language)
    own = _scripts().get(primary.lower())
    if own is None or any(len(tag) == 4 for tag in more):
        return None
    found = {script for char in form if (script := _script(char))}
    foreign = found - {*own, "LATIN"}
    if foreign:
        return f"has {_named(foreign)} letters; {primary} is written in {_named(own)}"
    if found == {"LATIN"} and not form.isupper():
        return f"has Latin letters only; {primary} is written in {_named(own)}"
    if "LATIN" in found and primary not in _NO_WORD_BORDERS:
        mixed = next((word for word in _BETWEEN_WORDS.split(form) if _is_mixed(word)), None)
        if mixed:
            return f"mixes Latin letters into the word {mixed!r}"
    return None


def _is_mixed(word: str) -> bool:
    """Whether a word has letters of two scripts, as when a Latin "a" stands in for a Cyrillic one."""
    return len({script for char in word if (script := _script(char))}) > 1 and not _capitals_first(word)


def _capitals_first(word: str) -> bool:
    """Whether a word is an abbreviation with an ending ("EU가", "NATO의")."""
    latin = "".join(char for char in word if char.isascii())
    return len(latin) > 1 and latin.isupper() and word.startswith(latin)


@cache
def _script(char: str) -> str | None:
    """The first word of a letter's Unicode name, which is its script; None for what is no letter."""
    if unicodedata.category(char) not in _LETTERS:
        return None
    return unicodedata.name(char, "UNKNOWN").split()[0].split("-")[0]


def _named(scripts: set[str] | list[str]) -> str:
    return " and ".join("Han" if script == "CJK" else script.capitalize() for script in sorted(scripts))
