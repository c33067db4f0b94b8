"""East Asian punctuation or fullwidth letters in English text.

## What it does
Reports fullwidth marks (，。：；！？（）％), East Asian quotation marks and brackets (「」《》【】),
fullwidth letters and digits, the double dash (——) and the dot between the parts of a name
(Angela·Merkel).

## Why it is bad
The mark comes from the source text. It looks foreign, and the space that English puts behind a
mark is missing.

## Bad and good
- bad: He left Beijing，and the talks ended。
- good: He left Beijing, and the talks ended.
- bad: Growth of ５％ was planned.
- good: Growth of 5% was planned.
- good, left alone: marks inside a run of Chinese, Japanese or Korean, which is reported as a whole (S303).

## What it cannot see
Marks that look the same in both systems, such as the curly quotation marks of Chinese.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from mtaudit.checks.base import Check
from mtaudit.finding import Category, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtaudit.context import Context

# The ranges leave out ｜ and ～, which design and kaomoji use, and all halfwidth kana.
_FULLWIDTH = re.compile(
    r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+(?: ?[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+)*|"
    r"[\u3001\u3002\u3008-\u3011\u3014\u3015\uff01-\uff0f\uff1a-\uff20\uff3b-\uff3d\uff5b\uff5d\uff61-\uff64\uffe5]+"
)
_DOUBLE_DASH = re.compile(r"— ?—(?= ?[\w“\"])")
_BEFORE_DASH = frozenset('”",.!?)')
_NAME_DOTS = tuple(re.compile(rf"{dot}(?=[A-Z][a-z])(?<=[a-z]{dot})") for dot in "·・")
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3105-\u312f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff]")
_ENGLISH = str.maketrans(
    {
        "、": ",", "。": ".", "｡": ".", "､": ",",
        "「": "“", "」": "”", "『": "“", "』": "”", "｢": "“", "｣": "”",
        "《": "“", "》": "”", "〈": "“", "〉": "”", "【": "[", "】": "]", "〔": "[", "〕": "]", "￥": "¥",
    }
)  # fmt: skip
_WANTS_SPACE_BEHIND = frozenset(",.:;!?)]”")
_WANTS_SPACE_BEFORE = frozenset("([“")


def check(ctx: Context) -> Iterator[Problem]:
    """East Asian marks, neighbouring ones together, then double dashes and dots in names."""
    text = ctx.text.prose
    if text.isascii():
        return
    if _may_hold_fullwidth(text):
        yield from _fullwidth(text)
    for match in _DOUBLE_DASH.finditer(text):
        before = text[max(0, match.start() - 2) : match.start()].rstrip(" ")[-1:]
        if before.isalnum() or before in _BEFORE_DASH:
            message = "an East Asian double dash in English text"
            yield Problem(*match.span(), message, expected=("—",), confidence=0.9)
    for pattern in _NAME_DOTS:
        for match in pattern.finditer(text):
            message = "a dot between the parts of a name, as Chinese and Japanese write it"
            yield Problem(*match.span(), message, expected=(" ",), confidence=0.9)


def _may_hold_fullwidth(text: str) -> bool:
    """Whether the blocks U+3000 or U+FF00 can occur: finding their first bytes is cheap."""
    data = text.encode("utf-8", "surrogatepass")
    return b"\xe3\x80" in data or b"\xef\xbc" in data or b"\xef\xbd" in data or b"\xef\xbf\xa5" in data


def _fullwidth(text: str) -> Iterator[Problem]:
    for match in _FULLWIDTH.finditer(text):
        start, end = match.span()
        if not (_EAST_ASIAN.match(text, end) or (start and _EAST_ASIAN.match(text, start - 1))):
            what = "fullwidth letters" if match[0][0].isalnum() else "East Asian punctuation"
            yield Problem(start, end, f"{what} in English text", expected=(_english(text, start, end),))


def _english(text: str, start: int, end: int) -> str:
    """The marks as English writes them, with a space to the side where a word needs one."""
    marks = unicodedata.normalize("NFKC", text[start:end].translate(_ENGLISH))
    before, behind = text[start - 1 : start] if start else "", text[end : end + 1]
    inside_number = before.isdigit() and behind.isdigit() and marks in ".,:" and text[start] != "、"
    if marks[-1] in _WANTS_SPACE_BEHIND and behind.isalnum() and not inside_number:
        marks += " "
    return " " + marks if marks[0] in _WANTS_SPACE_BEFORE and before.isalnum() else marks


CHECK = Check(
    code="S302",
    name="fullwidth-punctuation",
    category=Category.PUNCTUATION,
    severity=Severity.MINOR,
    run=check,
    documentation=__doc__ or "",
)
