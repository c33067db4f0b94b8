"""Words of another script stand in English text, untranslated.

## What it does
Reports runs of Chinese, Japanese, Korean, Cyrillic, Arabic, Hebrew, Thai, Devanagari and other letters,
and Latin words in which a look-alike letter of another alphabet hides.

## Why it is bad
Readers cannot read it, and what it says is missing from the English. A hidden look-alike letter makes a
name impossible to find.

## Bad and good
- bad: The government will 进一步 open up the market.
- good: The government will further open up the market.
- bad: Рutin spoke (the first letter is Cyrillic).
- good, each left alone: the metaverse (元宇宙); a movement known as “躺平”; Xi Jinping 习近平.

## What it cannot see
Untranslated words in Latin letters, and foreign words that the sentence announces but should translate.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from mtaudit.checks.base import Check
from mtaudit.finding import Category, Problem, Severity
from mtaudit.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtaudit.context import Context

_CYRILLIC_GREEK = r"\u0370-\u03ff\u0400-\u052f"
_EAST_ASIAN = (
    r"\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f"
    r"\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f"
)
# Blocks of letters outside Latin: no phonetic extensions, no Latin Extended Additional, no single signs
# that English takes over (the honorific ﷺ).
_LETTER = (
    rf"{_CYRILLIC_GREEK}\u0531-\u1aaf\u1b00-\u1cff\u1f00-\u1fff\ua000-\ua6ff\ua800-\uab2f"
    rf"\uabc0-\uabff\ufb1d-\ufdef\ufe70-\ufefc\U00010300-\U0001cfff\U00020000-\U0003ffff{_EAST_ASIAN}"
)
_INSIDE = r"[\d \u00a0'’·・,，、。：:；;！!？?（）()「」『』《》〈〉“”\"—–…%％.\-]{1,4}"
_RUN = re.compile(rf"[{_LETTER}]+(?:{_INSIDE}[{_LETTER}]+)*")
_MIXED = re.compile(rf"(?<=[A-Za-z])[{_CYRILLIC_GREEK}]|[{_CYRILLIC_GREEK}](?=[A-Za-z])")
_GREEK = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]+")
_CLAUSE = re.compile(r"[，。；！？]")
_OPENING = "“‘\"'「『《〈«"
_NAME = re.compile(r"(?:[A-Z][\w'’-]+ ){1,3}[A-Z]?[\w'’-]+ ?$")
_VOWELS = re.compile(r"[aeiouyw]+", re.IGNORECASE)
_EXPLAINED = re.compile(r"[”’\"'」』》〉»]?,? ?(?:[(（\[][^()（）]*[A-Za-z]{2}|(?:or|meaning|which means|literally) )")
# First bytes, in UTF-8, of the blocks above.
_FOREIGN_BYTES = frozenset({0xCE, 0xCF, 0xE0, 0xE1, 0xEF, 0xF0, *range(0xD0, 0xE0), *range(0xE3, 0xEE)})
_COMMON_BYTES = bytes(set(range(256)) - _FOREIGN_BYTES)

_LONGEST_GLOSS = 60
_LONGEST_GREEK_SYMBOL = 3
_ANNOUNCED_WITHIN = 6
_ANNOUNCED_BARE_WITHIN = 2
_BRACKET_REACH = 120
_NAME_LENGTHS = range(2, 5)


@cache
def _data() -> dict[str, Any]:
    return table(__file__, "foreign_residue.toml")


@cache
def _announcement(quoted: bool) -> re.Pattern[str]:
    """What announces foreign words, bare or in quotation marks."""
    data = _data()
    words = [*data["announcing"], *data["languages"], *(data["announcing_quoted"] if quoted else ())]
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)


def check(ctx: Context) -> Iterator[Problem]:
    """Look-alike letters inside Latin words, then runs of foreign letters that nothing explains."""
    text = ctx.text.prose
    if text.isascii() or not _may_hold_foreign(text):
        return
    pieces: list[str] = []
    last = 0
    for start, end in _mixed_words(text):
        word = text[start:end]
        foreign = [c for c in word if not c.isascii()]
        latin = _without_look_alikes(word)
        if latin is not None and len(word) - len(foreign) > 1:
            yield Problem(start, end, "letters of another alphabet hide in this word", expected=(latin,))
        elif latin is None and len(foreign) > 1 and not all(map(_GREEK.match, foreign)):
            continue
        pieces += [text[last:start], "x" * (end - start)]
        last = end
    rest = "".join([*pieces, text[last:]])
    for match in _RUN.finditer(rest):
        if not _is_right(rest, *match.span()):
            yield Problem(*match.span(), "untranslated words of another script")


def _may_hold_foreign(text: str) -> bool:
    """Whether any first byte of the foreign blocks occurs in the text's UTF-8: far cheaper than a pattern."""
    return bool(text.encode("utf-8", "surrogatepass").translate(None, _COMMON_BYTES))


def _mixed_words(text: str) -> list[tuple[int, int]]:
    """Words that hold both Latin letters and letters of Cyrillic or Greek."""
    spans: list[tuple[int, int]] = []
    for match in _MIXED.finditer(text):
        start, end = match.span()
        if spans and start < spans[-1][1]:
            continue
        while start > 0 and text[start - 1].isalnum():
            start -= 1
        while end < len(text) and text[end].isalnum():
            end += 1
        spans.append((start, end))
    return spans


def _without_look_alikes(word: str) -> str | None:
    """The word in Latin letters, or None where it holds a foreign letter that looks like none of them."""
    table: dict[str, str] = _data()["look_alikes"]
    letters = [c if c.isascii() else table.get(c) for c in word]
    return None if None in letters else "".join(c for c in letters if c)


def _is_right(text: str, start: int, end: int) -> bool:
    """Whether the text speaks about the foreign words, or gives them beside their English."""
    run = text[start:end]
    before = re.split(r"[\r\n]", text[max(0, start - _BRACKET_REACH) : start])[-1]
    if before[-1:] in ("#", "@", "/") or re.search(r"(?:://|www\.)\S*$", before):
        return True
    if _GREEK.fullmatch(run) and len(run) <= _LONGEST_GREEK_SYMBOL:
        return True
    if _CLAUSE.search(run) or len(run) > _LONGEST_GLOSS:
        return False
    if max(before.rfind(c) for c in "(（[") > max(before.rfind(c) for c in ")）]"):
        return True
    return _EXPLAINED.match(text, end) is not None or _is_announced(before) or _is_reading(before, run)


def _is_announced(before: str) -> bool:
    """Whether "known as", "Chinese:" or the like stands just before, or farther off for quoted words."""
    bare = before.rstrip()
    quoted = bare[-1:] in _OPENING
    words = bare.rstrip(_OPENING + " ").split()
    near = words[-(_ANNOUNCED_WITHIN if quoted else _ANNOUNCED_BARE_WITHIN) :]
    return _announcement(quoted).search(" ".join(near)) is not None


def _is_reading(before: str, run: str) -> bool:
    """Whether the foreign letters repeat the name before them, as in "Xi Jinping 习近平".

    Spellings other than pinyin ("Wu Chao-hsieh 吳釗燮") pass where they have a syllable a character.
    """
    name = _NAME.search(before)
    if name is None or len(run) not in _NAME_LENGTHS:
        return False
    words = name[0].split()
    names = [" ".join(words[-count:]) for count in (2, 3)]
    if len(run) > _NAME_LENGTHS.start and any(len(_VOWELS.findall(n)) == len(run) for n in names):
        return True
    from mtaudit.glossary.romanize import readings

    spelled = _only_letters(name[0])
    return any(spelled.endswith(_only_letters(reading)) for reading in readings(run, "zh"))


def _only_letters(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


CHECK = Check(
    code="S303",
    name="foreign-residue",
    category=Category.UNTRANSLATED,
    severity=Severity.MAJOR,
    run=check,
    documentation=__doc__ or "",
)
