"""Figures and their values, in English and in the languages of sources: 1.2万, 12 тысяч and twelve thousand are one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from math import floor, log10
from typing import Any, NamedTuple

from mtaudit.article import Span
from mtaudit.source.han import han_figures
from mtaudit.source.spelt import spelt_figures
from mtaudit.tables import table

_FILE = "figures.toml"
_PERCENT = re.compile(
    r"\s*(?:[%％٪﹪]|per\s?cent\b|percent\b|процент|відсот|퍼센트|パーセント|في المئة|بالمئة|في المائة|prozent)", re.I
)
_ENGLISH_WORD = re.compile(r"[A-Za-z]+")
_SCALED_GAP = re.compile(r"[\s\xa0-]{0,2}")
# A digit stands first, where the search looks for one; then come groups of three with gaps, or digits with marks.
_DIGITS = re.compile(r"\d(?:(?<![\w.,]\d)\d{0,2}(?:[, \u00a0\u202f]\d{3})+(?:[.]\d+)?(?!\d)|\d*(?:[.,٫]\d+)*)")
_LIST = re.compile(r"\d+(?:,\d{1,2})+")
_WIDE = {"．": ".", "％": "%", "：": ":"}
_CENTURY = 100
_DOZEN = 12
_YEAR_SIGNS = ("年", "년", "后")
_UNIT = 16
_LEAST_BARE = 1000
_FARTHEST = 0.11  # of a value, when its third digit is cut off
_TIMES = (1, 0.5, 1.5, *range(2, 21), *range(30, 100, 10), *range(100, 1000, 100))
YEARS = range(1800, 2101)
_MONEY = tuple("$£€¥")
_FRACTIONS = tuple("½¼¾⅓⅔")
_IN_NUMERALS = re.compile(r"(?<=\d[-–—/.])0\d|0\d(?=[-–—/.]\d)")
_CLOCK = re.compile(r"0\d[0-5]\d(?!\d)")  # 0730 hours
_CLOCK_BEFORE = frozenset(["at", "from", "until", "till", "by", "before", "after", "around", "between"])
_CLOCK_BEHIND = frozenset(["GMT", "UTC", "hours", "hrs", "local", "EST", "EDT", "CET", "BST", "ET", "h"])
_SHORT_YEAR = re.compile(r"(?:(?<=['’])|(?<=\d{4}[-–—/]))\d\d(?!\d)")  # class of '09, the 2019–20 season
_TENTH = re.compile(r"(?<![\w.]\.)(?<=\.)\d+(?!\d)")  # batting .305
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018, "民国": 1911, "民國": 1911}
_EXTRA = re.compile(r"\+(\d{1,2})\b")
_RANGE = re.compile(r"\s*(?:[-–—~～至到]|to|and|до|по|إلى|から|에서)\s*")


class Sort(StrEnum):
    """What a figure counts."""

    PLAIN = "figure"
    PERCENT = "percentage"
    DATE = "date"
    TIME = "time"


class Figure(NamedTuple):
    """A figure: its place, how it is written there, what it may be worth, and what it counts.

    `values` holds the value first and then what else it may be read as; `is_digits` whether digits write it;
    `behind` is what follows it, where a unit stands.
    """

    start: int
    end: int
    written: str
    values: tuple[float, ...]
    sort: Sort
    is_digits: bool = True
    behind: str = ""

    @property
    def value(self) -> float:
        """The likeliest value."""
        return self.values[0]


def figures(text: str, span: Span, language: str) -> list[Figure]:
    """The figures of a stretch of text, in order. Offsets are those of the text."""
    chunk = _plain(text[slice(*span)])
    found = sorted(_english(chunk) if language == "en" else _foreign(chunk, language), key=lambda f: f.start)
    if not span.start:
        return found
    return [f._replace(start=f.start + span.start, end=f.end + span.start) for f in found]


def same(one: float, other: float) -> bool:
    """Whether two values are one, or one is the other rounded or cut to as many digits as it shows."""
    if one == other:
        return True
    if not one or not other or abs(one - other) > _FARTHEST * abs(one):
        return False
    shorter, longer = sorted((one, other), key=significant)
    digits = significant(shorter)
    if digits < 2:
        return False
    rounded = float(f"{longer:.{digits - 1}e}")
    step = 10.0 ** (floor(log10(abs(longer))) - digits + 1)
    cut = floor(abs(longer) / step + 1e-9) * step
    return min(abs(rounded - shorter), abs(cut - abs(shorter))) <= abs(shorter) * 1e-9


def significant(value: float) -> int:
    """The significant digits of a value."""
    digits = f"{abs(value):.12g}".split("e")[0].replace(".", "").lstrip("0")
    return len(digits.rstrip("0")) or 1


def _plain(text: str) -> str:
    """Digits and signs of every script as ASCII ones, one for one."""
    if text.isascii():
        return text
    distinct = set(text)
    for sign in {c for c in distinct if c.isdigit() and not c.isascii()} | distinct & _WIDE.keys():
        text = text.replace(sign, _ascii(sign))
    return text


def _ascii(sign: str) -> str:
    value = unicodedata.digit(sign, None)
    return str(value) if value is not None else _WIDE[sign]


def _foreign(text: str, language: str) -> Iterator[Figure]:
    rules = _rules(language)
    end = 0
    for match in _DIGITS.finditer(text):
        if match.start() < end:
            continue
        value = _value(match[0], rules.decimal)
        if value is None:
            continue
        value, end, scale = rules.scaled(text, match.end(), value)
        # 3亿5000万 and 11万7015 are one figure each, and 3억 5000만 with a space.
        while scale > 1 and (more := rules.more(text, end)):
            other = _value(more[0], rules.decimal)
            if other is None:
                break
            other, after, smaller = rules.scaled(text, more.end(), other)
            if other >= scale:
                break
            value, end, scale = value + other, after, smaller
        hundredths = rules.hundredths(text, end)
        if hundredths:
            value, end = round(value + float(hundredths[1]) / 100, 6), hundredths.end()
        sort, others = rules.sort(text, match.start(), end), rules.others(text, end, value)
        found = _figure(text, match.start(), end, value, sort, others)
        is_named = rules.is_called(text, match.start(), end) or rules.is_list(found)
        yield found._replace(is_digits=False) if is_named else found
    yield from rules.half_hours(text)
    if language in ("zh", "ja"):
        for span, readings in han_figures(text):
            halves = rules.and_a_half(text, span.end, readings[0])
            yield Figure(*span, text[slice(*span)], (*readings, *halves), Sort.PLAIN, is_digits=False)
        return
    yield from rules.bare_scales(text)
    for span, readings in spelt_figures(text, language):
        yield Figure(*span, text[slice(*span)], readings, Sort.PLAIN, is_digits=False)


def _english(text: str) -> Iterator[Figure]:
    rules = _rules("en")
    for match in _DIGITS.finditer(text):
        value = _value(match[0], ".")
        if value is None:
            continue
        end = match.end()
        if _TENTH.match(text, match.start()):
            value = float(f"0.{match[0]}")
        if text.startswith(_FRACTIONS, end):  # 2½ million
            value, end = value + unicodedata.numeric(text[end]), end + 1
        money = text[match.start() - 1 : match.start()] in _MONEY
        # "2.5 million", "300 thousand", "$3bn"
        while (gap := _SCALED_GAP.match(text, end)) and (word := _ENGLISH_WORD.match(text, gap.end())):
            scale = rules.scale_words.get(word[0].lower())
            if scale is None or (len(word[0]) == 1 and (gap[0] or not money)):
                break
            value, end = round(value * scale, 6), word.end()
        sort = rules.english_sort(text, match.start(), end) if end == match.end() else Sort.PLAIN
        found = _figure(text, match.start(), end, value, sort, rules.others(text, end, value))
        if sort is Sort.TIME and _CLOCK.match(text, match.start()):
            found = found._replace(values=(value, value // 100, value % 100), is_digits=False)
        yield found._replace(is_digits=False) if rules.is_list(found) else found
    yield from _spelt(text, rules)


def _spelt(text: str, rules: _Rules) -> Iterator[Figure]:
    """Figures in English words, months among them; each word alone is one more value."""
    for match in rules.month_names.finditer(text):
        month = float(rules.months[match[0].lower()])
        yield Figure(match.start(), match.end(), match[0], (month,), Sort.DATE, is_digits=False)
    for match in rules.spelt.finditer(_lowered(text)):
        total = part = 0.0
        last = 1.0  # the scale before a word, or 1
        values = []
        for word in _ENGLISH_WORD.findall(match[0]):
            if word == "hundred":
                part = (part or 1) * 100
            elif word in rules.scale_words:
                last = rules.scale_words[word]
                total += (part or 1) * last
                part = 0.0
            elif word in rules.fractions and total and not part:  # a million and a half
                total += rules.words[word] * last
            elif word in rules.words:
                values.append(float(rules.words[word]))
                part += values[-1]
        sort = Sort.PERCENT if _PERCENT.match(text, match.end()) else Sort.PLAIN
        written = text[slice(*match.span())]
        vague = rules.vague.get(match[0], ())
        yield Figure(*match.span(), written, (total + part, *values, *vague), sort, is_digits=False)


def _lowered(text: str) -> str:
    """A text with its ASCII letters in lower case, one for one: patterns without case are searched for slowly."""
    return text.encode(errors="surrogatepass").lower().decode(errors="surrogatepass")


def _figure(text: str, start: int, end: int, value: float, sort: Sort, others: list[float]) -> Figure:
    percent = _PERCENT.match(text, end)
    if percent:
        return Figure(start, percent.end(), text[start : percent.end()], (value,), Sort.PERCENT)
    values = [value, *others]
    if value < _CENTURY and text[end : end + 1] in _YEAR_SIGNS:
        values += [1900 + value, 2000 + value]
    elif value < _CENTURY and not value % 10:
        values.append(1900 + value)  # the sixties
    if era := _ERAS.get(text[max(0, start - 2) : start]):
        values.append(era + value)
    if sort is Sort.TIME:
        values += [value + 12, value - 12]
    # Letters beside digits make a name of them: GMT+8, au123.com, K9.
    before = text[start - 1 : start]
    is_figure = not (before.isalpha() and before.isascii()) and before != "+" and not _SHORT_YEAR.match(text, start)
    return Figure(start, end, text[start:end], tuple(values), sort, is_figure, text[end : end + _UNIT])


def _value(written: str, decimal: str) -> float | None:
    """The value of digits with their separators; None for what is no figure (1.2.3)."""
    if written.isdigit():
        return float(written)
    written = written.replace("٫", ".")
    for gap in " \u00a0\u202f":
        written = written.replace(gap, "")
    groups = re.split("[.,]", written)
    marks = re.findall("[.,]", written)
    if len(marks) > 1 and len(set(marks)) == 1:
        return float("".join(groups)) if all(len(g) == 3 for g in groups[1:]) else None
    if len(marks) > 1:
        whole = "".join(groups[:-1])
        return float(f"{whole}.{groups[-1]}")
    if not marks:
        return float(written)
    # One mark alone: of thousands where it is not the language's own, and three digits follow.
    if marks[0] != decimal and len(groups[1]) == 3:
        return float("".join(groups))
    return float(".".join(groups))


class _Rules:
    """The rules of figures.toml for one language, compiled."""

    def __init__(self, language: str) -> None:
        data = table(__file__, _FILE)
        rules: dict[str, Any] = data.get(language) or data["default"]
        self.decimal: str = rules["decimal"]
        self.is_spaced: bool = rules.get("spaced", False)
        self.words: dict[str, float] = rules.get("words", {})
        self.months: dict[str, float] = rules.get("months", {})
        self.scale_words: dict[str, float] = rules["scales"]
        self.fractions: frozenset[str] = frozenset(rules.get("fractions", ()))
        self.vague: dict[str, list[float]] = rules.get("vague", {})
        large = ["hundred", "thousand", "million", "billion", "trillion"]
        counted = [f"{one} {scale}" for one in ("a", "an") for scale in (*large, *self.fractions, "dozen")]
        word = _either([*self.words, *self.vague, *counted])
        behind = _either([*self.words, *large, "and", *counted])
        self.spelt = re.compile(rf"\b{word}(?:[\s-]{behind})*\b")
        self.month_names = re.compile(rf"\b{_either(map(str.capitalize, self.months))}\b")
        scales = sorted(rules["scales"].items(), key=lambda item: -len(item[0]))
        after = rules.get("after", r"\s*")
        self._scales = [(re.compile(after + "(?:" + pattern + ")", re.I), scale) for pattern, scale in scales]
        self._bare = [
            (re.compile(r"(?<![\d.,])(?<!\d\s)" + pattern, re.I), scale)
            for pattern, scale in rules["scales"].items()
            if scale >= _LEAST_BARE
        ]
        self._unit = re.compile(rules["units"]) if "units" in rules else None
        self.measures: dict[str, float] = rules.get("measures", {})
        self._date = re.compile(rules["date"], re.I) if "date" in rules else None
        self._time = re.compile(rules["time"], re.I) if "time" in rules else None
        self._hundredths = re.compile(rules["hundredths"]) if "hundredths" in rules else None
        self._called = re.compile(rules["called"]) if "called" in rules else None
        self._half = re.compile(rules["half"]) if "half" in rules else None
        self._half_hour = re.compile(rules["half_hour"]) if "half_hour" in rules else None

    def scaled(self, text: str, end: int, value: float) -> tuple[float, int, float]:
        """A value times the scale word behind it, the end of that, and the scale (1 where there is none)."""
        for pattern, scale in self._scales:
            match = pattern.match(text, end)
            if match and not (self._unit and self._unit.match(text, match.end() - 1)):
                return round(value * scale, 6), match.end(), scale
        return value, end, 1.0

    def more(self, text: str, end: int) -> re.Match[str] | None:
        """The digits that go on with a figure behind its scale."""
        more = _DIGITS.match(text, end)
        if more or not self.is_spaced or not text.startswith(" ", end):
            return more
        more = _DIGITS.match(text, end + 1)
        return more if more and self.sort(text, *more.span()) is Sort.PLAIN else None

    def is_called(self, text: str, start: int, end: int) -> bool:
        """Whether digits are no figure: a number that is called (拨打120, 120急救), a century before its decade."""
        return bool(self._called and self._called.search(f"{text[max(0, start - 2) : start]}#{text[end : end + 3]}"))

    def is_list(self, figure: Figure) -> bool:
        """Whether digits are several figures, where commas part thousands and no hundreds: [1,1]."""
        return self.decimal == "." and "," in figure.written and _LIST.fullmatch(figure.written) is not None

    def hundredths(self, text: str, end: int) -> re.Match[str] | None:
        """What is counted in hundredths behind a figure: 312円75銭, 3割5分."""
        return self._hundredths.match(text, end) if self._hundredths else None

    def others(self, text: str, end: int, value: float) -> list[float]:
        """What else a figure may be worth: a range has its scale behind the second figure, a measure may change."""
        found = []
        if (gap := _RANGE.match(text, end)) and (second := _DIGITS.match(text, gap.end())):
            found += [value * scale for scale in self._scales_behind(text, second.end())]
        found += [round(value * factor, 6) for unit, factor in self.measures.items() if text.startswith(unit, end)]
        if extra := _EXTRA.match(text, end):  # 90+3, the 93rd minute
            found.append(value + float(extra[1]))
        return found + self.and_a_half(text, end, value)

    def and_a_half(self, text: str, end: int, value: float) -> list[float]:
        """What a figure is worth with the half behind its unit (1時間半), and that in twelfths: 一年半 is 18 months."""
        if not self._half or not self._half.match(text, end):
            return []
        return [value + 0.5, (value + 0.5) * _DOZEN]

    def half_hours(self, text: str) -> Iterator[Figure]:
        """The 30 of half hours: 3時半 is 3:30."""
        for match in self._half_hour.finditer(text) if self._half_hour else ():
            yield Figure(match.end() - 1, match.end(), text[match.end() - 1], (30.0,), Sort.TIME, is_digits=False)

    def bare_scales(self, text: str) -> Iterator[Figure]:
        """Scale words behind no digits: a billion, or as many as the words before them say."""
        for pattern, scale in self._bare:
            for match in pattern.finditer(text):
                values = tuple(scale * times for times in _TIMES)
                yield Figure(match.start(), match.end(), match[0], values, Sort.PLAIN, is_digits=False)

    def _scales_behind(self, text: str, end: int) -> list[float]:
        scale = self.scaled(text, end, 1.0)[2]
        return [scale] if scale != 1.0 else []

    def sort(self, text: str, start: int, end: int) -> Sort:
        """What a figure of the source counts."""
        if not text[end - 1].isdigit():
            return Sort.PLAIN
        if (self._time and self._time.match(text[end : end + 8])) or text[start - 1 : start] == ":":
            return Sort.TIME
        if (self._date and self._date.match(text[end : end + 24])) or _is_year(text[start:end]):
            return Sort.DATE
        return Sort.PLAIN

    def english_sort(self, text: str, start: int, end: int) -> Sort:
        """What a figure of the text counts."""
        if text[end : end + 1] == ":" or text[start - 1 : start] == ":":
            return Sort.TIME
        before = text[max(0, start - 12) : start].rstrip(" .").rsplit(" ", 1)[-1].lower().strip("(")
        behind = _ENGLISH_WORD.findall(text[end : end + 16])[:3]
        if _CLOCK.match(text, start) and (before in _CLOCK_BEFORE or (behind and behind[0] in _CLOCK_BEHIND)):
            return Sort.TIME
        if before in self.months or any(w.lower() in self.months and w[0].isupper() for w in behind[:2]):
            return Sort.DATE
        if behind[:1] and behind[0].lower() in ("a", "p", "am", "pm"):
            return Sort.TIME
        if _IN_NUMERALS.match(text, start):  # 2019-09-26, the 2008–09 season
            return Sort.DATE
        is_decade = text[end : end + 1] == "s" or text[end : end + 2] in ("'s", "’s")
        return Sort.DATE if is_decade or _is_year(text[start:end]) else Sort.PLAIN


def _either(words: Iterable[str]) -> str:
    """A pattern of words, the longest first, by their first letters, so that a search leaves most places at once."""
    tails: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        tails.setdefault(word[0], []).append(re.escape(word[1:]))
    return "(?:" + "|".join(f"{letter}(?:{'|'.join(found)})" for letter, found in tails.items()) + ")"


def _is_year(written: str) -> bool:
    return len(written) == 4 and written.isdigit() and int(written) in YEARS


@cache
def _rules(language: str) -> _Rules:
    return _Rules(language)
