"""Characters that were decoded in the wrong encoding, or markup code that was left in.

## What it does
Reports letters that broke on their way through encodings ("donâ€™t", "MÃ¼nchen"), replacement signs (\ufffd),
question marks that stand for an apostrophe ("don?t"), and HTML and Unicode codes that should be characters
("&amp;nbsp;", "&#39;", "\\u2019"). Gives the repaired text where it can be told (by ftfy).

## Why it is bad
Names become unreadable and cannot be searched; the page looks broken.

## Bad and good
- bad: Itâ€™s SÃ£o Paulo&#39;s turn.
- good: It’s São Paulo's turn.
- good, left alone: Renée’s café, AT&T, R&D; Latin letters of any language.

## What it cannot see
Characters that were dropped, or that were replaced by plain letters.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from mtaudit.checks.base import Check
from mtaudit.finding import Category, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtaudit.context import Context

# A first byte of a UTF-8 sequence and a continuation byte, both read as Windows-1252.
_SUSPICIOUS = re.compile(
    r"[\u00c2-\u00f4](?:[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    r"\u2013-\u203a\u20ac\u2122]|(?<=\u00c3)(?= [ \u00a0]|(?<=[a-z].) ))"
)
_REPLACEMENT = re.compile("\ufffd+")
_ENTITY = re.compile(r"&(?:amp;)*(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|[A-Za-z]{2,8}\d{0,2});")
_ESCAPE = re.compile(r"\\u[0-9a-fA-F]{4}")
_LOST_APOSTROPHE = re.compile(r"\?(?<=[a-z]\?)(?:s|t|re|ve|ll)(?=[\s,.])")
_REACH = 100
_ADDRESS = re.compile(r"://|www\.")


def check(ctx: Context) -> Iterator[Problem]:
    """Broken encodings, replacement signs, lost apostrophes, and codes of HTML and Unicode."""
    text = ctx.text.prose
    if not text.isascii():
        # The letters that begin broken sequences all have the first byte C3 themselves.
        if b"\xc3" in text.encode("utf-8", "surrogatepass"):
            yield from _broken(text)
        yield from _replacements(text)
    if "&" in text:
        yield from _entities(text)
    if "\\u" in text:
        for match in _ESCAPE.finditer(text):
            character = chr(int(match[0][2:], 16))
            yield Problem(*match.span(), "a Unicode code instead of its character", (character,))
    for match in _LOST_APOSTROPHE.finditer(text):
        start, end = _word(text, *match.span())
        if not _ADDRESS.search(text[start:end]):
            right = text[start:end].replace("?", "’", 1)
            yield Problem(start, end, "a question mark stands for an apostrophe", (right,))


def _word(text: str, start: int, end: int) -> tuple[int, int]:
    """The piece around a place up to white space, without punctuation of ASCII at its ends.

    It reaches at most `_REACH` characters to either side.
    """
    first, last = max(0, start - _REACH), min(len(text), end + _REACH)
    while start > first and not text[start - 1].isspace():
        start -= 1
    while end < last and not text[end].isspace():
        end += 1
    while start < end and text[start] in "\"'([.,;:!?":
        start += 1
    while end > start and text[end - 1] in "\"')].,;:!?":
        end -= 1
    if text[start] == "“" and text[end - 1] == "”":
        return start + 1, end - 1
    return start, end


def _broken(text: str) -> Iterator[Problem]:
    """Words whose letters make sense in another encoding, each with the right letters."""
    last = 0
    for match in _SUSPICIOUS.finditer(text):
        if match.start() < last:
            continue
        from ftfy import fix_encoding

        start, end = _word(text, *match.span())
        start, last = max(start, last), end
        word = text[start:last]
        fixed = re.sub("Ã$", "à", fix_encoding(word).replace("â€", "”"))
        if fixed != word and (len(fixed) < len(word) or word.endswith("Ã")):
            letters = any(c.isalpha() and not c.isascii() for c in fixed)
            yield Problem(
                start,
                last,
                "letters broken by a wrong encoding",
                expected=(fixed,),
                severity=Severity.MAJOR if letters else None,
            )


def _replacements(text: str) -> Iterator[Problem]:
    """Replacement signs: the character is lost, unless the word is a clitic that wants an apostrophe."""
    if "\ufffd" not in text:
        return
    for match in _REPLACEMENT.finditer(text):
        start, end = _word(text, *match.span())
        clitic = re.fullmatch("[A-Za-z]+\ufffd{1,3}(?:s|t|re|ve|ll|d|m)", text[start:end])
        right = (re.sub("\ufffd+", "’", text[start:end]),) if clitic else ()
        yield Problem(
            start,
            end,
            "a character was lost to a wrong encoding",
            expected=right,
            severity=Severity.MAJOR if any(map(str.isalpha, text[start:end])) and not clitic else None,
        )


def _entities(text: str) -> Iterator[Problem]:
    """Codes of HTML that a reader sees as such; not in addresses, where & separates."""
    for match in _ENTITY.finditer(text):
        character = match[0]
        while (decoded := html.unescape(character)) != character:
            character = decoded
        start, end = _word(text, *match.span())
        if "&" not in character[:-1] and len(character) <= 2 and not _ADDRESS.search(text[start:end]):
            shown = character.replace("\u00a0", " ")
            yield Problem(*match.span(), "an HTML code instead of its character", expected=(shown,))


CHECK = Check(
    code="S304",
    name="mojibake",
    category=Category.ENCODING,
    severity=Severity.MINOR,
    run=check,
    documentation=__doc__ or "",
)
