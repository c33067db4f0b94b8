"""The inline part of Markdown: code, links, tags and emphasis inside one paragraph."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

# One alternative for each sign that can begin markup; code and tags come whole.
_SIGN = re.compile(
    r"(?P<escape>\\(?=[!-/:-@\[-`{-~])|\\(?=[\r\n]))"
    r"|(?P<ticks>`+)"
    r"|(?P<link><[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*>|<[\w.+-]+@[\w.-]+>)"
    r"|(?P<tag></?[A-Za-z][A-Za-z0-9-]*+(?:[\s/][^<>]*+)?>|<![A-Za-z][^<>]*+>|<\?[^<>]*+\?>)"
    r"|(?P<open>!?\[)"
    r"|(?P<close>\])"
    r"|(?P<break>(?<! )[ ]{2,}+(?=\r|\n))"
    r"|(?P<run>\*+|_+|~~)"
)
_TARGET = re.compile(
    r"\([ \t]*+(?:\r?\n)?+[ \t]*+"
    r"(?:<[^<>\r\n]*+>|[^\s()<]*+(?:\([^\s()]*+\)[^\s()]*+)*+)"
    r"(?:\s++(?:\"[^\"]*+\"|'[^']*+'|\([^()]*+\)))?\s*+\)"
)
_LABEL = re.compile(r"\[([^\[\]]{0,200})\]")


def mark_inline(text: str, start: int, end: int, labels: Collection[str], mark: Callable[[int, int], None]) -> None:
    """Call `mark` for each span of markup in the paragraph `text[start:end]`.

    `labels` are the case-folded labels of the link definitions of the document.
    """
    ticks = _closing_ticks(text, start, end)
    brackets: list[tuple[int, int]] = []
    runs: dict[str, list[list[int]]] = {}
    position = start
    while match := _SIGN.search(text, position, end):
        kind, position = match.lastgroup, match.end()
        if kind == "ticks":
            position = _mark_code(match, ticks, mark)
        elif kind == "escape":
            mark(match.start(), match.end())
            position = min(end, match.end() + 1)
        elif kind == "open":
            brackets.append(match.span())
        elif kind == "close" and brackets:
            position = _close_bracket(text, match.end(), end, brackets.pop(), labels, mark)
        elif kind == "run":
            _mark_emphasis(text, match, start, end, runs, mark)
        elif kind in ("tag", "link", "break"):
            mark(match.start(), match.end())


def _closing_ticks(text: str, start: int, end: int) -> dict[int, list[int]]:
    """Where runs of backticks stand, by length, last first."""
    found: dict[int, list[int]] = {}
    for match in re.finditer("`+", text[start:end]):
        found.setdefault(len(match.group()), []).append(start + match.start())
    for places in found.values():
        places.reverse()
    return found


def _mark_code(match: re.Match[str], ticks: dict[int, list[int]], mark: Callable[[int, int], None]) -> int:
    length = len(match.group())
    places = ticks.get(length, [])
    while places and places[-1] < match.end():
        places.pop()
    if not places:
        return match.end()
    close = places.pop() + length
    mark(match.start(), close)
    return close


def _close_bracket(
    text: str,
    position: int,
    end: int,
    opening: tuple[int, int],
    labels: Collection[str],
    mark: Callable[[int, int], None],
) -> int:
    """Mark the brackets of a link or image that closes before `position`, and its target. Where to go on."""
    target = _TARGET.match(text, position, end)
    if not target and (label := _LABEL.match(text, position, end)):
        name = label.group(1) or text[opening[1] : position - 1]
        target = label if " ".join(name.split()).casefold() in labels else None
    if target:
        mark(*opening)
        mark(position - 1, target.end())
        return target.end()
    inner = text[opening[1] : min(position - 1, opening[1] + 200)]
    if inner.startswith("^") and not any(map(str.isspace, inner)):
        mark(opening[0], position)
    elif " ".join(inner.split()).casefold() in labels:
        mark(*opening)
        mark(position - 1, position)
    return position


def _mark_emphasis(
    text: str,
    match: re.Match[str],
    start: int,
    end: int,
    runs: dict[str, list[list[int]]],
    mark: Callable[[int, int], None],
) -> None:
    """Pair a run of `*`, `_` or `~` with open runs of its kind; what finds no partner is prose."""
    opens, closes = _flanks(text, match, start, end)
    sign, (left, right) = text[match.start()], match.span()
    waiting = runs.setdefault(sign, [])
    while closes and waiting and left < right:
        partner = waiting[-1]
        size = min(partner[1] - partner[0], right - left)
        mark(partner[1] - size, partner[1])
        mark(left, left + size)
        partner[1] -= size
        left += size
        if partner[0] == partner[1]:
            waiting.pop()
    if opens and left < right:
        waiting.append([left, right])


def _flanks(text: str, match: re.Match[str], start: int, end: int) -> tuple[bool, bool]:
    """Whether a run may open and may close emphasis (left- and right-flanking, CommonMark 6.2)."""
    before = text[match.start() - 1] if match.start() > start else " "
    after = text[match.end()] if match.end() < end else " "
    left = not after.isspace() and (not _is_sign(after) or before.isspace() or _is_sign(before))
    right = not before.isspace() and (not _is_sign(before) or after.isspace() or _is_sign(after))
    if match.group()[0] == "_":
        return left and (not right or _is_sign(before)), right and (not left or _is_sign(after))
    return left, right


def _is_sign(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"
