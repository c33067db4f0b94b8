"""The readings that a machine produces when it spells out a native form instead of knowing the name."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from mtaudit.tables import table

LANGUAGES = ("zh", "ru", "uk", "ar", "ja", "ko")
"""The languages whose native forms have readings here."""

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_KATAKANA = re.compile(r"[\u30a0-\u30ff]+")
_HANGUL = re.compile(r"[\uac00-\ud7a3]+")
_PARTS = re.compile(r"[·・‧•=＝\s-]+")
_COMPOUND_SURNAMES = frozenset(("欧阳", "司马", "诸葛", "上官", "司徒", "南宫", "皇甫", "东方", "夏侯"))
_LONGEST_CJK_NAME = 4


def readings(native: str, language: str, *, person: bool = True) -> tuple[str, ...]:
    """The likely Latin spellings of one native form, most likely first; none for other scripts.

    Only the name of a `person` is read as surname and given name.

    zh: pinyin (through pypinyin), for short names as surname and given name; ru, uk: BGN/PCGN;
    ja: Hepburn for kana (Han characters have no certain reading); ko: Revised Romanization;
    ar: consonants and long vowels.

    >>> readings("范明政", "zh")[:2]
    ('Fan Mingzheng', 'Fan Ming Zheng')
    """
    maker = {"zh": _pinyin, "ru": _cyrillic, "uk": _ukrainian, "ja": _kana, "ko": _hangul, "ar": _arabic}.get(language)
    parts = [p for p in _PARTS.split(native.strip()) if p]
    if maker is None or not parts:
        return ()
    found = [maker(part, person and len(parts) == 1) for part in parts]
    if not all(found):
        return ()
    if len(found) == 1:
        return tuple(dict.fromkeys(found[0]))
    return (" ".join(options[0] for options in found),)


@cache
def _tables() -> dict[str, Any]:
    return table(__file__, "romanization.toml")


def _pinyin(part: str, alone: bool) -> list[str]:
    if not _HAN.fullmatch(part):
        return []
    from pypinyin import Style, pinyin

    syllables = [options[0].replace("ü", "v") for options in pinyin(part, style=Style.NORMAL)]
    joined = "".join(syllables).capitalize()
    if not alone or not 2 <= len(part) <= _LONGEST_CJK_NAME:
        return [joined]
    surnames = (2,) if part[:2] in _COMPOUND_SURNAMES else (1, 2) if len(part) == _LONGEST_CJK_NAME else (1,)
    return [name for surname in surnames for name in _split(syllables, surname)] + [joined]


def _split(syllables: list[str], surname: int) -> list[str]:
    """A name with its first `surname` syllables as surname: given name in one, apart, and first."""
    first, given = "".join(syllables[:surname]).capitalize(), syllables[surname:]
    together = "".join(given).capitalize()
    return [f"{first} {together}", f"{first} {' '.join(s.capitalize() for s in given)}", f"{together} {first}"]


def _cyrillic(part: str, alone: bool) -> list[str]:
    return _by_letter(part, _tables()["ru"])


def _ukrainian(part: str, alone: bool) -> list[str]:
    return _by_letter(part, {**_tables()["ru"], **_tables()["uk"]})


def _arabic(part: str, alone: bool) -> list[str]:
    return _by_letter(part, _tables()["ar"])


def _by_letter(part: str, table: dict[str, str]) -> list[str]:
    letters = part.lower()
    if not all(c in table for c in letters):
        return []
    return [name] if (name := "".join(table[c] for c in letters).capitalize()) else []


def _kana(part: str, alone: bool) -> list[str]:
    if not _KATAKANA.fullmatch(part):
        return []
    table = _tables()["kana"]
    out, i, double = "", 0, False
    while i < len(part):
        if part[i] == "ッ":
            double, i = True, i + 1
            continue
        unit = part[i : i + 2] if part[i : i + 2] in table else part[i]
        if unit not in table:
            return []
        sound = table[unit]
        out += ("t" if sound.startswith("ch") else sound[:1]) + sound if double else sound
        double, i = False, i + len(unit)
    return [out.capitalize()]


def _hangul(part: str, alone: bool) -> list[str]:
    if not _HANGUL.fullmatch(part):
        return []
    table = _tables()["hangul"]
    syllables = [_syllable(c, table) for c in part]
    if not alone or not 2 <= len(part) <= _LONGEST_CJK_NAME:
        return ["".join(syllables).capitalize()]
    first, given = syllables[0].capitalize(), syllables[1:]
    return [f"{first} {''.join(given).capitalize()}", f"{first} {' '.join(s.capitalize() for s in given)}"]


def _syllable(c: str, table: dict[str, list[str]]) -> str:
    number = ord(c) - 0xAC00
    initial, vowel, final = number // 588, number % 588 // 28, number % 28
    return table["initials"][initial] + table["vowels"][vowel] + table["finals"][final]
