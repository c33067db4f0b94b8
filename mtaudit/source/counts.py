"""Figures of the source that the text changes, leaves out or invents."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from mtaudit.article import Span
from mtaudit.source.figures import YEARS, Figure, Sort, same, significant
from mtaudit.source.original import Original, covering
from mtaudit.source.spelt import knows_words
from mtaudit.tables import table

_FEWEST = 10.0  # smaller ones may be words: a, both, three other doctors
_LONGEST = 1e6  # digits in a row without a mark or a scale word: a telephone number
_YEAR_DIGITS = 4
_FAR = 10  # years; of nearer ones words may speak: last year, three years ago
_DAYS = 31
_DECADE = ("s", "'s", "’s")
_IDLE_ZERO = re.compile(r"0\d+")
_GOES_BY = re.compile(r"(?:\b[A-Z][\w.]*|\b(?:season|episode|number|call|dial|called|dialled|dialed))[\s#-]*$")
_GOES_ON = re.compile(r"[ -]?\d")  # a telephone number
_NAME = 20
_DIALLED = 7  # digits
_ORDINAL = ("st", "nd", "rd", "th")
_OTHER_UNITS = 0.02
_NEIGHBOURS = 2
_WORDS = 2


@dataclass(frozen=True, slots=True)
class Miscount:
    """A figure that differs: where in the text (its sentence, where it is left out), and that of the source."""

    start: int
    end: int
    found: Figure | None
    source: Figure | None


def miscounts(original: Original) -> Iterator[Miscount]:
    """The figures on which source and text do not agree, by sentence pairs."""
    pairs = original.pairs
    everywhere, given_everywhere = original.figures
    ours = _within(everywhere, [covering(pair.source) for pair in pairs])
    theirs = _within(given_everywhere, [covering(pair.text) for pair in pairs])
    for number, pair in enumerate(pairs):
        if not pair.source or not pair.text:
            continue
        near = slice(max(0, number - _NEIGHBOURS), number + _NEIGHBOURS + 1)
        given = [f for found in theirs[near] for f in found]
        asked = [f for found in ours[near] for f in found]
        missing = [f for f in ours[number] if _counts(f) and not _stands(f, given)]
        spare = [f for f in theirs[number] if _counts(f) and not _stands(f, asked)]
        if not knows_words(original.language):
            spare = [f for f in spare if not _may_be_words(f)]
        told = list(_unlike(missing, spare, everywhere, covering(pair.text), original.text.prose))
        yield from told
        if strange := [f for f in spare if f.value in YEARS and not _stands(f, everywhere)]:
            scarce = [f for f in ours[number] if f not in missing and _times(f, given) < _times(f, asked)]
            spans = {(miscount.start, miscount.end) for miscount in told}
            apart = {value for f in (*asked, *given) for value in f.values}
            yield from _slips(scarce, [f for f in strange if (f.start, f.end) not in spans], apart)


def _within(found: Sequence[Figure], spans: Sequence[Span]) -> list[Sequence[Figure]]:
    """The figures of each span."""
    starts = [figure.start for figure in found]
    return [found[bisect_left(starts, span.start) : bisect_left(starts, span.end)] for span in spans]


def _unlike(
    missing: Sequence[Figure], spare: Sequence[Figure], everywhere: Sequence[Figure], sentence: Span, prose: str
) -> Iterator[Miscount]:
    left = list(spare)
    for figure in missing:
        twin = next((s for s in left if _comparable(s, figure)), None)
        if twin:
            left.remove(twin)
            yield Miscount(twin.start, twin.end, twin, figure)
        elif _must_stand(figure):
            yield Miscount(*sentence, None, figure)
    for figure in left:
        is_certain = _must_stand(figure) or _is_no_date(figure) or _is_idle(figure, prose)
        if not is_certain or _is_gloss(figure, prose):
            continue
        if not _stands(figure, everywhere) and not _is_dialled(figure, everywhere):
            yield Miscount(figure.start, figure.end, figure, None)


def _slips(scarce: Sequence[Figure], strange: Sequence[Figure], apart: Container[float]) -> Iterator[Miscount]:
    """Years that the source has nowhere and that are one of its own with a slip, which it has more often.

    None is a slip that may be counted from the other: 2018 is 2008 and the ten years that stand there.
    """
    for figure in strange:
        meant = next((f for f in scarce if _is_slip(figure, f) and abs(figure.value - f.value) not in apart), None)
        if meant:
            yield Miscount(figure.start, figure.end, figure, meant)


def _times(figure: Figure, others: Sequence[Figure]) -> int:
    return sum(figure.value == other.value for other in others)


def _counts(figure: Figure) -> bool:
    return figure.is_digits and not (figure.written.isdigit() and figure.value >= _LONGEST)


def _is_dialled(figure: Figure, others: Sequence[Figure]) -> bool:
    """Whether a figure is a part of a telephone number that the source writes without gaps."""
    digits = figure.written.replace(" ", "").replace("\u00a0", "")
    return digits.isdigit() and any(digits in other.written for other in others if len(other.written) >= _DIALLED)


def _must_stand(figure: Figure) -> bool:
    """Whether a figure is one that a translation neither drops nor adds: dates, times and small counts may go."""
    return figure.sort is Sort.PERCENT or (
        figure.sort is Sort.PLAIN and (figure.value >= _FEWEST or figure.value != int(figure.value))
    )


def _is_no_date(figure: Figure) -> bool:
    """Whether a figure stands where dates do and is no day, month, year or decade: August 0218, September 62."""
    if figure.sort is not Sort.DATE or figure.behind.startswith(_DECADE):
        return False
    return figure.value > _DAYS and (figure.value not in YEARS or _has_idle_zero(figure))


def _is_idle(figure: Figure, prose: str) -> bool:
    """Whether a figure has an idle zero and is nothing that something goes by: Agent 007, season 02."""
    return _has_idle_zero(figure) and not _GOES_BY.search(prose, max(0, figure.start - _NAME), figure.start)


def _has_idle_zero(figure: Figure) -> bool:
    """Whether digits begin with a zero that no number is written with: 07 years. Days and months may: 05 June."""
    is_number = figure.sort is Sort.PLAIN or (figure.sort is Sort.DATE and figure.value > _DAYS)
    return is_number and _IDLE_ZERO.fullmatch(figure.written) is not None and not _GOES_ON.match(figure.behind)


def _may_be_words(figure: Figure) -> bool:
    """Whether a source may write a figure in one or two words: 25, one and a half, three hundred thousand."""
    halves = figure.value * 2
    is_short = figure.sort in (Sort.PLAIN, Sort.DATE) and halves == int(halves) and significant(figure.value) <= _WORDS
    return is_short and not _has_idle_zero(figure)


def _is_gloss(figure: Figure, prose: str) -> bool:
    """Whether a figure of the text explains: an ordinal (the 19th Congress), or words in brackets."""
    if prose.startswith(_ORDINAL, figure.end):
        return True
    before = prose.rfind("(", max(0, figure.start - 60), figure.start)
    return before >= 0 and ")" not in prose[before : figure.start]


def _comparable(one: Figure, other: Figure) -> bool:
    """Whether one figure may stand in the other's place: years for years, percentages for percentages."""
    if one.sort is other.sort:
        return one.sort is not Sort.DATE or _is_year(one) == _is_year(other)
    return {one.sort, other.sort} == {Sort.DATE, Sort.PLAIN} and _is_year(one) and _is_year(other)


def _is_year(figure: Figure) -> bool:
    """Whether a figure is written as years are."""
    return len(figure.written) == _YEAR_DIGITS and figure.written.isdigit()


def _is_slip(one: Figure, other: Figure) -> bool:
    """Whether one year is the other with a digit changed, or two swapped."""
    if not (_is_year(one) and _is_year(other)) or abs(one.value - other.value) < _FAR:
        return False
    return OSA.distance(one.written, other.written, score_cutoff=1) == 1


def _stands(figure: Figure, others: Sequence[Figure]) -> bool:
    values = set(figure.values)
    # Mostly the very value stands there, and nothing else need be weighed.
    return any(not values.isdisjoint(other.values) for other in others) or any(_agree(figure, o) for o in others)


def _agree(one: Figure, other: Figure) -> bool:
    """Whether two figures may be one: a value of theirs is the same, or the same measure in other units."""
    for a in one.values:
        for b in other.values:
            if same(a, b):
                return True
    if Sort.PERCENT in (one.sort, other.sort) and one.sort is not other.sort:
        return any(same(a, b / 100) or same(a / 100, b) for a in one.values for b in other.values)
    if one.is_digits and other.is_digits:
        a, b = sorted((one.value, other.value))
        return bool(a) and any(
            abs(b / a - factor) < _OTHER_UNITS * factor or abs(a / b - factor) < _OTHER_UNITS * factor
            for factor in _factors(one.behind, other.behind)
        )
    return False


def _factors(*behind: str) -> list[float]:
    """By what a measure in other units may differ; `behind` is what follows the figures."""
    units = table(__file__, "figures.toml")["units"]
    kinds = list(map(_units, behind))
    factors: list[float] = []
    if any(has_word for has_word, _ in kinds):
        factors += units["conversions"]
    if any(is_metric for _, is_metric in kinds):
        factors += units["metric"]
    return factors


@lru_cache(maxsize=1 << 12)
def _units(behind: str) -> tuple[bool, bool]:
    """Whether a unit with other units beside it follows a figure, and whether a metric one does."""
    units = table(__file__, "figures.toml")["units"]
    return bool(re.match(units["words"], behind)), bool(re.match(units["metric_words"], behind))
