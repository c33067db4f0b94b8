"""An amount and what it is said to be in other units do not fit.

## What it does
Compares an amount with the one in brackets behind it, where both are money or the same measure: "8.6 billion yuan
(about 1.2 billion dollars)". Measures must agree but for rounding; money by an exchange rate of some time since
1999.

## Why it is bad
Machines take 亿 for a billion and million for billion in one of the two and leave the other as it is. Readers see two
figures and cannot tell which is true.

## Bad and good
- bad: It cost 860 billion yuan (about 12 billion U.S. dollars).
- good: It cost 860 billion yuan (about 120 billion U.S. dollars).
- bad: The tower is 300 meters (98 feet) high.
- good: The tower is 300 meters (984 feet) high; it cost $5 million ($7 million in today's prices).

## What it cannot see
Pairs without brackets; wrong amounts that a rate of another year allows; currencies whose name several countries share.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from mtaudit.checks.base import Check
from mtaudit.context import Context
from mtaudit.finding import Category, Problem, Severity
from mtaudit.tables import either, table

_MONEY = "money"
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "m": 1e6, "bn": 1e9, "tn": 1e12}
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_REACH = 60
_ROUNDED = 2.0  # what one digit may be off by: 1 for 0.5, and "about"
_EXACT = 1.3
_WHOLE = 1000
_OLD_YEAR = re.compile(r"\b(?:1[0-8]\d\d|19(?:[0-8]\d|9[0-8]))(?!\d)")
_GAP = "[ \u00a0]?"
_METERS = "m"  # with nothing beside it that says it is a million


class _Amount(NamedTuple):
    """An amount: its unit and scale (1e6 for millions), their kind, the fewest and the most base units that it comes
    to, and the factor by which it may be rounded."""

    scale: float
    unit: str
    kind: str
    least: float
    most: float
    slack: float


class _Patterns(NamedTuple):
    """What stands before a bracket, and in it, what makes an amount the second half of one (6 feet *2 inches*, 2 *917*
    meters), and the unit that each name is of, with its kind."""

    before: re.Pattern[str]
    inside: re.Pattern[str]
    half: re.Pattern[str]
    units: dict[str, tuple[str, str]]


def check(context: Context) -> Iterator[Problem]:
    """Yield one problem for each pair of amounts that no rate makes equal."""
    prose = context.text.prose
    patterns = _patterns()
    for inside in patterns.inside.finditer(prose):
        start = max(0, inside.start() - _REACH)
        before = patterns.before.search(prose[start : inside.start()])
        if before is None or patterns.half.search(prose[start : start + before.start()]):
            continue
        one, other = _amount(before), _amount(inside)
        if one is None or other is None or not _are_comparable(one, other):
            continue
        slack = max(one.slack, other.slack)
        is_equal = one.least <= other.most * slack and other.least <= one.most * slack
        if is_equal or (one.kind == _MONEY and _OLD_YEAR.search(prose, *context.text.paragraph_at(inside.start()))):
            continue
        message = f"{before[0].strip()} come to {_as_second(one, other, inside)}, not {inside['amount']}"
        yield Problem(start + before.start(), inside.end(), message, confidence=0.9)


def _are_comparable(one: _Amount, other: _Amount) -> bool:
    """Whether two amounts are of one kind in two units; "$" beside "US$" is the dollar of another country."""
    return one.kind == other.kind and one.unit != other.unit and {one.unit, other.unit} != {"$", "US$"}


def _amount(match: re.Match[str]) -> _Amount | None:
    units, data = _patterns().units, table(__file__, "unequal_amounts.toml")
    sign, name, scaled = match["sign"], match["name"], match["scale"]
    if scaled == _METERS and not sign and not name:
        name, scaled = scaled, None
    found = units.get(sign or name or "")
    scale = _SCALES.get(scaled or "", 1.0)
    value = float(match["number"].replace(",", "")) * scale
    if found is None or (sign and name) or value <= data["most_of_no_amount"].get(found[0], 0):
        return None
    unit, kind = found
    worth = data[kind][unit]
    least, most = (value / worth[1], value / worth[0]) if kind == _MONEY else (value * worth, value * worth)
    digits = match["number"].replace(",", "").replace(".", "").strip("0")
    return _Amount(scale, unit, kind, least, most, _EXACT if len(digits) > 1 else _ROUNDED)


def _as_second(one: _Amount, other: _Amount, inside: re.Match[str]) -> str:
    """What the first amount comes to, written as the second is: "104–143 billion U.S. dollars"."""
    worth = table(__file__, "unequal_amounts.toml")[other.kind][other.unit]
    if one.kind == _MONEY:
        values = [one.least * worth[0] / other.scale, one.most * worth[1] / other.scale]
    else:
        values = [one.least / worth / other.scale]
    start, end = inside.span("amount")
    figures = "–".join(_written(value) for value in values)
    return inside.string[start : inside.start("number")] + figures + inside.string[inside.end("number") : end]


def _written(value: float) -> str:
    """A value in three digits or as a whole."""
    return f"{value:,.0f}" if value >= _WHOLE else f"{value:.3g}"


@cache
def _patterns() -> _Patterns:
    data = table(__file__, "unequal_amounts.toml")
    units = {
        name: (unit, kind.removesuffix("_names"))
        for kind, named in data.items()
        if kind.endswith("_names")
        for unit, names in named.items()
        for name in names
    }
    signs = either(name for name in units if not name[-1].isalnum() or name.isupper())
    names = either(name for name in units if name[-1].isalnum())
    scale = r"(?:[ \u00a0-]?(?P<scale>thousand|million|billion|trillion|bn|tn|m(?![a-z])))?"
    amount = rf"(?:(?P<sign>{signs}){_GAP})?(?P<number>{_NUMBER}){scale}(?:[ \u00a0-]?(?P<name>{names}))?"
    connectors = either(data["connectors"])
    halved = either([*data["halved"], *(name for name in units if name[-1].isalnum())])
    return _Patterns(
        re.compile(rf"(?<![\w.,/–-]){amount}{_GAP}$"),
        re.compile(rf"\((?:(?:{connectors}) ){{0,2}}(?P<amount>{amount})\)"),
        re.compile(rf"(?:\b(?:{halved})\.?[,\s-]*(?:and )?|['′’]\s?|\d[ \u00a0\u202f])$"),
        units,
    )


CHECK = Check(
    code="F503",
    name="unequal-amounts",
    category=Category.MISTRANSLATION,
    severity=Severity.MAJOR,
    run=check,
    documentation=__doc__,
)
