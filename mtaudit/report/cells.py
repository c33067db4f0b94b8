"""Text on a terminal: what each code point shows as, how wide it is, and nothing a terminal would obey."""

from __future__ import annotations

import re
import unicodedata

ELLIPSIS = "…"
LRM = "\u200e"
"""Left-to-right mark: keeps a line with right-to-left text in it beginning on the left."""

_ESCAPED = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"  # join letters and emoji; harmless, and the text looks wrong without them
_RTL = {"R", "AL"}
_PRINTABLE = re.compile(r"[ -~]*")


def cell(char: str) -> tuple[str, int]:
    """What to show for a code point, and its width in columns.

    A tab is one space; controls, direction overrides and other format characters show as escapes;
    East Asian wide characters take two columns, combining marks none (Unicode UAX #11).
    """
    if " " <= char <= "~":
        return char, 1
    if char == "\t":
        return " ", 1
    category = unicodedata.category(char)
    if char in _JOINERS or category in ("Mn", "Me"):
        return char, 0
    if category in _ESCAPED:
        code = ord(char)
        shown = f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
        return shown, len(shown)
    return char, 2 if unicodedata.east_asian_width(char) in "WF" else 1


def safe(text: str) -> str:
    """A text on one line with everything escaped that a terminal would obey."""
    return text if _PRINTABLE.fullmatch(text) else "".join(cell(char)[0] for char in text)


def excerpt(text: str, start: int, end: int, width: int) -> tuple[str, str]:
    """The line `text` with `text[start:end]` in sight, cut to `width` columns, and the carets under the span.

    What is cut shows as an ellipsis. An empty span gets one caret.
    """
    cells = [cell(char) for char in text]
    first, last = _window([w for _, w in cells], start, end, width)
    left, right = ELLIPSIS * (first > 0), ELLIPSIS * (last < len(cells))
    shown = left + "".join(s for s, _ in cells[first:last]) + right
    before = len(left) + sum(w for _, w in cells[first:start])
    under = max(1, sum(w for _, w in cells[start : min(end, last)]))
    return shown, " " * before + "^" * under


def is_rtl(text: str) -> bool:
    """Whether any character of a text is written from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(char) in _RTL for char in text)


def _window(widths: list[int], start: int, end: int, width: int) -> tuple[int, int]:
    """The part of a line to show: the span, then as much around it as there is room for."""
    if sum(widths) <= width:
        return 0, len(widths)
    room = max(8, width - 2)  # an ellipsis on either side
    last, used = start, 0
    while last < end and used + widths[last] <= room:
        used += widths[last]
        last += 1
    first, lead = start, max(0, (room - used) // 2)
    while first > 0 and lead >= widths[first - 1]:
        first -= 1
        lead -= widths[first]
        used += widths[first]
    while last < len(widths) and used + widths[last] <= room:
        used += widths[last]
        last += 1
    while first > 0 and used + widths[first - 1] <= room:
        first -= 1
        used += widths[first]
    while first < start and widths[first] == 0:  # no mark without its letter
        first += 1
    return first, last


def count(number: int, what: str) -> str:
    """A number of things: `1 word`, `2,000 words`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"
