"""Aligning a text with its source, paragraph by paragraph and sentence by sentence.

Gale and Church (1993): a translation is about as long as its source times a factor of the two languages, so the
likeliest way through both, in steps of one to one, two to one, one to nothing and so on, is found by dynamic
programming. What stands in both (values of figures, names, Latin words) ties units together better than their length.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import inf, sqrt
from operator import attrgetter
from typing import NamedTuple

from mtaudit.article import Span

_ANCHOR = re.compile("[A-Za-z]{3,}")
# Steps as (source units, text units) and what their rarity costs (negative logarithms, Gale and Church, table 5).
_STEPS = (
    *(((1, 1), 0.0), ((1, 0), 5.5), ((0, 1), 5.5), ((2, 1), 2.4)),
    *(((1, 2), 2.4), ((2, 2), 4.4), ((1, 3), 4.8), ((1, 4), 7.2)),
)
_OFFSET_COST = 2.4  # the least that any step costs for each unit by which it leaves the diagonal
_ROUNDING = 1e-6
_VARIANCE = 6.8  # of the length of a translation, a character of the source (Gale and Church)
_MOST_LENGTH_COST = 20.0
_ANCHOR_GAIN = 3.0
_SEVERAL = 2
_EASY = 3.0  # less than any other step costs
_BAND = 8


_start = attrgetter("start")


@dataclass(frozen=True, slots=True)
class Bead:
    """Units of the source and units of the text that say the same; one side may be empty."""

    source: tuple[Span, ...]
    text: tuple[Span, ...]


class Mark(NamedTuple):
    """A name or a figure that stands at a place in the source or in the text; `key` is the same in both."""

    start: int
    key: str


def align(
    source: str,
    source_units: Sequence[Span],
    text: str,
    text_units: Sequence[Span],
    marks: tuple[Sequence[Mark], Sequence[Mark]] = ((), ()),
) -> list[Bead]:
    """The likeliest beads of two lists of units, in order; every unit is in one bead.

    `marks` are the names and figures of the source and those of the text, each in order; they tie units as Latin
    words do.
    """
    if len(source_units) == len(text_units) == 1:
        return [Bead(tuple(source_units), tuple(text_units))]
    if not source_units or not text_units:
        return [Bead((unit,), ()) for unit in source_units] + [Bead((), (unit,)) for unit in text_units]
    lengths = list(map(_length, source_units)), list(map(_length, text_units))
    anchors = _anchors(source, source_units, marks[0]), _anchors(text, text_units, marks[1])
    if len(source_units) == len(text_units) and _is_one_to_one(lengths, anchors):
        return [Bead((ours,), (theirs,)) for ours, theirs in zip(source_units, text_units, strict=True)]
    beads = _beads(source_units, text_units, _best(lengths, anchors, _ratio(*lengths)))
    pairs = [b for b in beads if len(b.source) == len(b.text) == 1]
    if len(pairs) < len(beads) and pairs:  # what stands on one side only has skewed the ratio
        ratio = _ratio([_length(b.source[0]) for b in pairs], [_length(b.text[0]) for b in pairs])
        beads = _beads(source_units, text_units, _best(lengths, anchors, ratio))
    return beads


def _is_one_to_one(lengths: tuple[list[int], list[int]], anchors: tuple[list[frozenset[str]], ...]) -> bool:
    """Whether all units pair off in order without doubt, so that no other way need be looked for."""
    ratio = _ratio(*lengths)
    return all(
        _length_cost(ours, theirs, ratio) < _EASY and (not ours_tied or not theirs_tied or ours_tied & theirs_tied)
        for ours, theirs, ours_tied, theirs_tied in zip(*lengths, *anchors, strict=True)
    )


def _length(unit: Span) -> int:
    return unit.end - unit.start


def _ratio(source: Sequence[int], text: Sequence[int]) -> float:
    return sum(text) / max(1, sum(source))


def _anchors(text: str, units: Sequence[Span], marks: Sequence[Mark]) -> list[frozenset[str]]:
    """The Latin words and marks of each unit."""
    found = [set(_ANCHOR.findall(text, *unit)) for unit in units]
    starts = [unit.start for unit in units]
    first = bisect_left(marks, units[0].start, key=_start)
    for start, key in marks[first : bisect_left(marks, units[-1].end, key=_start)]:
        at = bisect_right(starts, start) - 1
        if start < units[at].end:
            found[at].add(key)
    return list(map(frozenset, found))


def _best(
    lengths: tuple[list[int], list[int]], anchors: tuple[list[frozenset[str]], list[frozenset[str]]], ratio: float
) -> list[tuple[int, int]]:
    """The steps of the likeliest way."""
    rows, columns = len(lengths[0]), len(lengths[1])
    # Lengths from the start, so that those of several units are a difference.
    ours, theirs = (list(accumulate(found, initial=0)) for found in lengths)
    slope = columns / rows
    cost = [[inf] * (columns + 1) for _ in range(rows + 1)]
    cost[0][0] = 0.0
    came: dict[tuple[int, int], tuple[int, int]] = {}
    width = _BAND + abs(rows - columns)
    # No place is on the way that costs more than the diagonal does as a whole, whatever is shared behind it.
    limit = _diagonal(lengths, anchors, ratio) + _ROUNDING if rows == columns else inf
    known = frozenset().union(*anchors[1])
    gains = [0.0 if known.isdisjoint(found) else _ANCHOR_GAIN for found in anchors[0]]
    ahead = list(accumulate(reversed(gains), initial=0.0))[::-1]
    for row in range(rows + 1):
        middle = int(row * slope)
        for column in range(max(0, middle - width), min(columns, middle + width) + 1):
            best = cost[row][column]
            for (down, right), rarity in _STEPS:
                if down > row or right > column:
                    continue
                # What a step costs at least is told first, for what it shares takes longest to tell.
                total = cost[row - down][column - right] + rarity
                if total - _ANCHOR_GAIN >= best:
                    continue
                if down and right:
                    total += _length_cost(ours[row] - ours[row - down], theirs[column] - theirs[column - right], ratio)
                    if total - _ANCHOR_GAIN >= best:
                        continue
                    total -= _shared(anchors[0][row - down : row], anchors[1][column - right : column])
                if total < best:
                    best = total
                    came[row, column] = (down, right)
            if best + _OFFSET_COST * abs(rows - row - (columns - column)) - ahead[row] <= limit:
                cost[row][column] = best
    steps = []
    place = (rows, columns)
    while place != (0, 0):
        step = came[place]
        steps.append(step)
        place = (place[0] - step[0], place[1] - step[1])
    return steps[::-1]


def _diagonal(
    lengths: tuple[list[int], list[int]], anchors: tuple[list[frozenset[str]], list[frozenset[str]]], ratio: float
) -> float:
    """What it costs to pair all units off in order."""
    return sum(
        _length_cost(ours, theirs, ratio) - _shared([ours_tied], [theirs_tied])
        for ours, theirs, ours_tied, theirs_tied in zip(*lengths, *anchors, strict=True)
    )


def _length_cost(source: int, text: int, ratio: float) -> float:
    expected = source * ratio
    deviation = (text - expected) / sqrt(_VARIANCE * max(1.0, (expected + text) / 2))
    return min(_MOST_LENGTH_COST, deviation * deviation / 2)


def _shared(source: Sequence[frozenset[str]], text: Sequence[frozenset[str]]) -> float:
    """What the anchors of both sides gain; a loss where there are several and none is shared."""
    ours = source[0] if len(source) == 1 else frozenset().union(*source)
    theirs = text[0] if len(text) == 1 else frozenset().union(*text)
    fewer = min(len(ours), len(theirs))
    if not fewer:
        return 0.0
    shared = len(ours & theirs)
    return _ANCHOR_GAIN * shared / fewer if shared or fewer < _SEVERAL else -_ANCHOR_GAIN


def _beads(source: Sequence[Span], text: Sequence[Span], steps: Sequence[tuple[int, int]]) -> list[Bead]:
    out = []
    row = column = 0
    for down, right in steps:
        out.append(Bead(tuple(source[row : row + down]), tuple(text[column : column + right])))
        row, column = row + down, column + right
    return out
