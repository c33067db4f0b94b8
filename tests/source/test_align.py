"""Aligning: every unit in one bead, in order, whatever is added or left out."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtaudit.article import Span
from mtaudit.source.align import Mark, _best, align


def units(lengths: list[int]) -> tuple[str, list[Span]]:
    text, spans = "", []
    for length in lengths:
        spans.append(Span(len(text), len(text) + length))
        text += "x" * length + "\n"
    return text, spans


def shape(source: list[int], text: list[int], marks: tuple[list[Mark], list[Mark]] = ([], [])) -> list[tuple[int, int]]:
    return [(len(b.source), len(b.text)) for b in align(*units(source), *units(text), marks)]


def test_units_of_like_length_pair_off() -> None:
    assert shape([20, 60, 35], [60, 180, 100]) == [(1, 1)] * 3


def test_a_unit_left_out_and_one_split_in_two() -> None:
    assert shape([20, 200, 35, 90], [60, 105, 270]) == [(1, 1), (1, 0), (1, 1), (1, 1)]
    assert shape([30, 120, 30], [90, 180, 180, 90]) == [(1, 1), (1, 2), (1, 1)]


def test_a_long_unit_may_be_told_in_four() -> None:
    assert shape([90], [77, 75, 82, 78]) == [(1, 4)]


def test_shared_names_and_figures_settle_what_lengths_leave_open() -> None:
    source, text = [40, 40, 40], [120, 120]
    starts = [0, 41, 82], [0, 121]
    marks = (
        [Mark(at, key) for at, key in zip(starts[0], ("a", "b", "c"), strict=True)],
        [Mark(starts[1][0], "a"), Mark(starts[1][1], "c")],
    )
    assert shape(source, text, marks) == [(1, 1), (1, 0), (1, 1)]


@given(st.lists(st.integers(1, 400), max_size=12), st.lists(st.integers(1, 900), max_size=12))
def test_every_unit_stands_in_one_bead(source: list[int], text: list[int]) -> None:
    beads = align(*units(source), *units(text))
    assert [s for b in beads for s in b.source] == units(source)[1]
    assert [s for b in beads for s in b.text] == units(text)[1]


UNIT = st.tuples(st.integers(1, 60), st.integers(1, 180), *[st.frozensets(st.sampled_from("abcde"), max_size=3)] * 2)


@given(st.lists(UNIT, min_size=1, max_size=9))
def test_what_is_passed_over_is_on_no_better_way(units: list[tuple[int, int, frozenset[str], frozenset[str]]]) -> None:
    ours, theirs, ours_tied, theirs_tied = map(list, zip(*units, strict=True))
    with pytest.MonkeyPatch.context() as patch:
        found = _best((ours, theirs), (ours_tied, theirs_tied), 3.0)
        patch.setattr("mtaudit.source.align._diagonal", lambda *_: inf)
        assert found == _best((ours, theirs), (ours_tied, theirs_tied), 3.0)
