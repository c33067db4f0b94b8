"""Sums of money whose currency the text changes."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from operator import attrgetter

from mtaudit.article import Span
from mtaudit.source.figures import Figure, same
from mtaudit.source.original import Original, covering
from mtaudit.tables import table

_FILE = "currency.toml"
_REACH = 4  # characters before a figure


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure with the currency that stands beside it."""

    span: Span
    currency: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """A sum of the text and that of the source: as much, of another currency."""

    text: Sum
    source: Sum


def exchanges(original: Original) -> Iterator[Exchange]:
    """The sums of the source that the text gives in another currency without converting them, by sentence pairs."""
    rules, english = _rules(original.language), _rules("en")
    if not rules:
        return
    ours, theirs = original.figures
    for pair in original.pairs:
        if not pair.source or not pair.text:
            continue
        given = _digits(theirs, covering(pair.text))
        for figure in _digits(ours, covering(pair.source)) if given else ():
            asked = _sum(original.source, figure, rules)
            alike = [f for f in given if any(same(v, f.value) for v in figure.values)] if asked else []
            found = [_sum(original.text.prose, f, english) for f in alike]
            if asked and found and (first := found[0]) and all(s and s.currency != asked.currency for s in found):
                yield Exchange(first, asked)


def _digits(figures: list[Figure], span: Span) -> list[Figure]:
    """The figures of a stretch that digits write."""
    first, last = (bisect_left(figures, place, key=attrgetter("start")) for place in span)
    return [figure for figure in figures[first:last] if figure.is_digits]


def _sum(text: str, figure: Figure, rules: Mapping[str, list[tuple[re.Pattern[str], str]]]) -> Sum | None:
    """A figure and its currency; None where it has none, or none that is sure."""
    for pattern, currency in rules["before"]:
        if match := pattern.search(text[max(0, figure.start - _REACH) : figure.start]):
            return Sum(Span(figure.start - len(match[0]), figure.end), currency)
    for pattern, currency in rules["behind"]:
        if match := pattern.match(text, figure.end):
            return Sum(Span(figure.start, match.end()), currency)
    return None


@cache
def _rules(language: str) -> Mapping[str, list[tuple[re.Pattern[str], str]]]:
    """The patterns of a language with their currencies, before and behind figures; empty where it has none."""
    data = table(__file__, _FILE).get(language)
    if data is None:
        return {}
    return {
        "before": [(re.compile(f"(?:{p})$"), currency) for currency, p in data.get("before", {}).items()],
        "behind": [(re.compile(rf"[\s-]?(?:{p})"), currency) for currency, p in data["behind"].items()],
    }
