"""A figure that cannot be: two currencies, two units, a date that no calendar has.

## What it does
Reports figures that are wrong whatever the facts are: two currencies or units at once, "percentage" for
"percent", Chinese counting units ("30 ten thousand", "1.2 hundred million"), days and times that do not
exist, wrong ordinals ("23th") and a comma for the decimal point ("2,5 percent").

## Why it is bad
A wrong unit or magnitude changes the fact, and nobody can tell from the text which half is right.

## Bad and good
- bad: The plant cost $5 billion yuan.
- good: The plant cost 5 billion yuan.
- bad: Sales rose 2 percentage by February 30.
- good: Sales rose 2 percent by February 28.
- good, each left alone: $1 billion yuan-denominated bonds; 2 percentage points; a ratio of 25:70.

## What it cannot see
Wrong figures that could be right, such as million for billion.
"""

from __future__ import annotations

import calendar
import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from mtaudit.checks.base import Check
from mtaudit.finding import Category, Problem, Severity
from mtaudit.tables import table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mtaudit.context import Context

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan\\.|Feb\\.|Mar\\.|Apr\\.|Jun\\.|Jul\\.|Aug\\.|Sept?\\.|Oct\\.|Nov\\.|Dec\\."
)
_MONTH_NUMBERS = {name: number for number, name in enumerate(calendar.month_abbr) if name}
_LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_BEFORE_DATE = r"\b(on|On|by|By|until|from|before|since|through|dated)(?: \w+day,?)? "
_MONTH_BEFORE = re.compile(rf"(?:{_BEFORE_DATE})?\b({_MONTHS}) $")
_MONTH_BEHIND = re.compile(rf" (?:of )?({_MONTHS})(?:,? ([0-9]{{4}}))?(?!\w)")
_YEAR_BEHIND = re.compile(r",? ([0-9]{4})\b")
_ENDS_PHRASE = re.compile(r"[.,;)]|\s*$", re.MULTILINE)
_REACH = 40

_POWERS = {"ten": 1, "hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_YEARS = range(1500, 2101)
_HOURS, _MINUTES = range(25), range(60)
_AFTERNOON = range(13, 24)
_MONTHS_OF_YEAR = 12
_SIGN = re.compile(r"(?:\b[A-Z]{1,2})?([$€£¥￥₹₽₩₴₺]) ?$|\b([A-Z]{3}) ?$")
_SIGN_REACH = 5

_TWO_CURRENCIES = "one figure, two currencies"
_NO_DATE = "no calendar has this date"


@cache
def _data() -> dict[str, Any]:
    return table(__file__, "impossible_figure.toml")


def _either(words: list[str]) -> str:
    return "|".join(map(re.escape, words))


@cache
def _figure() -> re.Pattern[str]:
    """A figure with anything behind it that may be wrong; the group that matched names its judge."""
    words = _data()["words"]
    units, currencies, attributed = (_either(words[name]) for name in ("units", "currencies", "attributed"))
    scale = "(?:[ -]?(?:thousand|million|billion|trillion|bn|mn|tn|m))?"
    foreign = r"(?:US|U\.S\.|American|Japanese|Canadian|European)"
    behind = "of|to|from|in|year|compared|over|on|higher|lower|more|less|this|last|increase|decrease|decline"
    return re.compile(
        r"(?P<number>[0-9](?<![0-9].)(?<![0-9][,.].)[0-9]*+(?:[,.][0-9]++)*+)(?:"
        r"(?P<ordinal>(?<=[0-9])(?:st|nd|rd|th)\b)"
        rf"|(?P<percentage> percentage(?=[.,;)\r\n]|$| (?:{behind})\b)"
        r"(?![^.]{0,40}percentage[ -]point))"
        r"|(?P<twice> ?% ?per ?cent\b| per ?cent ?%)"
        rf"|(?P<units> (?P<unit>{units}) (?:{units})\b(?! per\b))"
        r"|(?P<counting> (?P<count>ten|hundred) (?P<of>thousand|million|billion)\b(?!-))"
        r"|(?P<falling> (?:(?:m|b|tr)illion thousand|(?:b|tr)illion million|trillion billion)\b)"
        rf"|(?P<yuan>{scale} {foreign} (?:yuan|renminbi)\b)"
        rf"|(?P<pair>{scale} (?P<first>{currencies}) (?P<second>{currencies})\b)"
        rf"|(?P<money>{scale} (?:{foreign} )?(?P<word>{currencies})(?![-–\w]| (?:{attributed})\b))"
        r"|(?P<decimal>(?<=[0-9]) ?(?:%|per ?cent\b|(?:m|b|tr)illion\b)|(?<=[0-9],0000)(?![0-9,]))"
        r"|(?P<clock>(?::(?P<minute>[0-9]{2}))? ?(?P<half>[ap]\.m\.|[ap]m\b|GMT\b|UTC\b))"
        r"|(?P<slashes>/(?P<middle>[0-9]{1,2})/[0-9]{4}\b)"
        r"|(?P<day>(?<=29|[3-9][0-9])(?<![0-9.,:/$€£¥-]..)(?![\w%:/-]|[.,][0-9]))"
        r")"
    )


def check(ctx: Context) -> Iterator[Problem]:
    """Figures with wrong company, by place."""
    for match in _figure().finditer(ctx.text.prose):
        judge = _JUDGES[next(name for name in _JUDGES if match[name] is not None)]
        if (problem := judge(match)) is not None:
            yield problem


def _wrong(match: re.Match[str], message: str, *expected: str, severity: Severity | None = None) -> Problem:
    return Problem(match.start(), match.end(), message, expected=expected, severity=severity)


def _ordinal(match: re.Match[str]) -> Problem | None:
    digits, ending = match["number"], match["ordinal"]
    number = int(re.split(r"[,.]", digits)[-1])
    right = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    if ending in (right, "st"):  # "11st 4lb" is a weight in stones
        return _day(match)
    return _wrong(match, "no ordinal number ends like this", digits + right, severity=Severity.MINOR)


def _percentage(match: re.Match[str]) -> Problem | None:
    number = match["number"]
    if number.isdigit() and int(number) in _YEARS:
        return None
    message = "a figure is so many percent, or percentage points"
    options = f"{number} percent", f"{number} percentage points"
    return _wrong(match, message, *options, severity=Severity.MINOR)


def _twice(match: re.Match[str]) -> Problem | None:
    number = match["number"]
    return _wrong(match, "percent is said twice", f"{number} percent", f"{number}%", severity=Severity.MINOR)


def _units(match: re.Match[str]) -> Problem | None:
    return _wrong(match, "one figure, two units")


def _counting(match: re.Match[str]) -> Problem | None:
    """Tens and hundreds behind digits: English has them in words only ("a hundred million")."""
    digits = match["number"].replace(",", "")
    if digits.count(".") > 1 or (digits.isdigit() and int(digits) in _YEARS):
        return None
    if match["count"] == "hundred" and match["of"] == "thousand" and "." not in digits:
        return None
    power = _POWERS[match["count"]] + _POWERS[match["of"]]
    return _wrong(match, "English does not count in this unit", _in_words(Decimal(digits) * 10**power))


def _in_words(value: Decimal) -> str:
    """A large number as news writes it: "1.2 billion", "300,000"."""
    for word in ("trillion", "billion", "million"):
        if value >= 10 ** _POWERS[word]:
            return f"{(value / 10 ** _POWERS[word]).normalize():f} {word}"
    return f"{value:,.0f}"


def _falling(match: re.Match[str]) -> Problem | None:
    return _wrong(match, "no number is counted like this")


def _yuan(match: re.Match[str]) -> Problem | None:
    return _wrong(match, "only China has the yuan")


def _pair(match: re.Match[str]) -> Problem | None:
    first, second = match["first"], match["second"]
    if first == second:
        return None
    amount = match[0].removesuffix(f" {first} {second}")
    return _wrong(match, _TWO_CURRENCIES, f"{amount} {first}", f"{amount} {second}")


def _money(match: re.Match[str]) -> Problem | None:
    """A currency before the figure and another one behind it."""
    text, word = match.string, match["word"]
    sign = _SIGN.search(text[max(0, match.start() - _SIGN_REACH) : match.start()])
    if sign is None or word in _data()["signs"].get(sign[1] or sign[2], (word,)):
        return None
    start = match.start() - len(sign[0])
    amount = match[0].removesuffix(word).rstrip()
    return Problem(start, match.end(), _TWO_CURRENCIES, expected=(f"{amount} {word}", sign[0] + amount))


def _decimal(match: re.Match[str]) -> Problem | None:
    number, unit = match["number"], match["decimal"]
    message = "English does not write numbers like this"
    if re.fullmatch(r"[0-9]{1,3},[0-9]{1,2}", number):
        return _wrong(match, message, number.replace(",", ".") + unit, severity=Severity.MINOR)
    if re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+|[0-9]{1,3},0000", number):
        return _wrong(match, message, severity=Severity.MINOR)
    return None


def _clock(match: re.Match[str]) -> Problem | None:
    """Hours and minutes beyond the clock, and hours after noon that are called a.m."""
    hour, minute, half = match["number"], match["minute"], match["half"]
    if not hour.isdigit() or len(hour) > 2 or (minute is None and not half.endswith("m.")):
        return None
    if re.search(rf"(?:{_MONTHS}|[:.]) ?$", match.string[max(0, match.start() - 12) : match.start()]):
        return None
    beyond = int(hour) not in _HOURS or (minute is not None and int(minute) not in _MINUTES)
    mixed = int(hour) in _AFTERNOON and (half[0] == "a" or (half[0] == "p" and minute is None))
    return _wrong(match, "no clock shows this time") if beyond or mixed else None


def _slashes(match: re.Match[str]) -> Problem | None:
    first, second = match["number"], match["middle"]
    if not first.isdigit() or len(first) > 2 or min(int(first), int(second)) <= _MONTHS_OF_YEAR:
        return None
    return _wrong(match, _NO_DATE)


def _day(match: re.Match[str]) -> Problem | None:
    """A day beyond the end of its month, where it is surely a day that is meant and not a count."""
    text, (start, end) = match.string, match.span()
    if len(match["number"]) != 2 or not match["number"].isdigit():
        return None
    day = int(match["number"])
    if (before := _MONTH_BEFORE.search(text[max(0, start - _REACH) : start])) is not None:
        year = _YEAR_BEHIND.match(text, end)
        introduced = before[1] is not None and (before[1] in ("on", "On") or _ENDS_PHRASE.match(text, end))
        sure = year or match["ordinal"] or introduced
        if sure and day > _last_day(before[2], year[1] if year else None):
            return Problem(start - len(before[2]) - 1, year.end() if year else end, _NO_DATE)
    elif (behind := _MONTH_BEHIND.match(text, end)) is not None:
        sure = behind[2] or re.search(r"\b[Oo]n (?:the )?$", text[max(0, start - _REACH) : start])
        if sure and day > _last_day(behind[1], behind[2]):
            return Problem(start, behind.end(), _NO_DATE)
    return None


def _last_day(month: str, year: str | None) -> int:
    """The last day of a month; of February the 29th, unless the year is given and no leap year."""
    number = _MONTH_NUMBERS[month[:3]]
    if number == 2 and year is not None and not calendar.isleap(int(year)):
        return 28
    return _LONGEST_MONTHS[number - 1]


_JUDGES: dict[str, Callable[[re.Match[str]], Problem | None]] = {
    "ordinal": _ordinal,
    "percentage": _percentage,
    "twice": _twice,
    "units": _units,
    "counting": _counting,
    "falling": _falling,
    "yuan": _yuan,
    "pair": _pair,
    "money": _money,
    "decimal": _decimal,
    "clock": _clock,
    "slashes": _slashes,
    "day": _day,
}

CHECK = Check(
    code="F501",
    name="impossible-figure",
    category=Category.MISTRANSLATION,
    severity=Severity.MAJOR,
    run=check,
    documentation=__doc__ or "",
)
