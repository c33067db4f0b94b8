"""Figures in Chinese signs: 二十三, 两千五百, 三成五."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtaudit.article import Span

_HAN = re.compile(r"[〇零一二两兩三四五六七八九十百千万萬亿億点點]+")
_HAN_DIGITS = {**{c: n for n, c in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2, "兩": 2}
_HAN_SCALES = {"十": 10, "百": 100, "千": 1000}
_HAN_MYRIADS = {"万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8}
_TENTH = tuple("成割")
_TENTHS = {**_HAN_DIGITS, "半": 5}  # 两成五, 两成半


def han_figures(text: str) -> Iterator[tuple[Span, tuple[float, ...]]]:
    """The places of figures in Chinese signs, and what each may be worth.

    As a whole first, then each sign alone (一个, 十几), as digits in a row (二〇二三) and tenths (三成五: 35 percent).
    """
    for match in _HAN.finditer(text):
        if text[match.start() - 1 : match.start()].isdigit():
            continue
        value = _han_value(match[0])
        readings = [value] if value is not None else []
        readings += [float(_HAN_DIGITS[c]) for c in match[0] if c in _HAN_DIGITS]
        if all(c in _HAN_DIGITS for c in match[0]):
            readings.append(float("".join(str(_HAN_DIGITS[c]) for c in match[0])))
        if readings and text[match.end() : match.end() + 1] in _TENTH:
            readings.append(readings[0] * 10 + _TENTHS.get(text[match.end() + 1 : match.end() + 2], 0))
        if readings:
            yield Span(*match.span()), tuple(readings)


def _han_value(written: str) -> float | None:
    total = part = digit = 0.0
    for sign in written:
        if sign in _HAN_DIGITS:
            digit = _HAN_DIGITS[sign]
        elif sign in _HAN_SCALES:
            part += (digit or 1) * _HAN_SCALES[sign]
            digit = 0
        elif sign in _HAN_MYRIADS:
            total = (total + part + digit or 1) * _HAN_MYRIADS[sign]
            part = digit = 0
        else:
            return None
    return total + part + digit
