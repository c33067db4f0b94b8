"""Excerpts: the carets stand under the span, in columns, whatever stands before it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtaudit.report.cells import cell, excerpt, safe


def columns(text: str) -> int:
    return sum(cell(char)[1] for char in text)


@pytest.mark.parametrize(
    ("text", "span", "shown", "carets"),
    [
        ("Mr Brinken said", "Brinken", "Mr Brinken said", "   ^^^^^^^"),
        ("中文 Brinken", "Brinken", "中文 Brinken", "     ^^^^^^^"),
        ("a 中文", "中文", "a 中文", "  ^^^^"),
        ("e\u0301te\u0301 Brinken", "Brinken", "e\u0301te\u0301 Brinken", "    ^^^^^^^"),
        ("a\tBrinken", "Brinken", "a Brinken", "  ^^^^^^^"),
        ("\x1b[1mBrinken", "Brinken", "\\x1b[1mBrinken", " " * 7 + "^^^^^^^"),
        ("a\u202eBrinken", "Brinken", "a\\u202eBrinken", " " * 7 + "^^^^^^^"),
        ("שלום Brinken", "Brinken", "שלום Brinken", "     ^^^^^^^"),
        ("ab", "", "ab", "^"),
    ],
)
def test_carets_stand_under_the_span(text: str, span: str, shown: str, carets: str) -> None:
    start = text.index(span)
    assert excerpt(text, start, start + len(span), 80) == (shown, carets)


def test_a_long_line_is_cut_on_both_sides() -> None:
    shown, carets = excerpt("x" * 500 + "Brinken" + "y" * 500, 500, 507, 41)
    assert shown == "…" + "x" * 16 + "Brinken" + "y" * 16 + "…"
    assert carets == " " * 17 + "^" * 7


def test_a_long_line_is_cut_on_one_side_at_its_ends() -> None:
    assert excerpt("Brinken" + "y" * 500, 0, 7, 20)[0] == "Brinken" + "y" * 11 + "…"
    assert excerpt("x" * 500 + "Brinken", 500, 507, 20)[0] == "…" + "x" * 11 + "Brinken"


def test_a_span_too_long_to_show_is_cut() -> None:
    shown, carets = excerpt("a " + "b" * 500, 2, 502, 20)
    assert shown == "…" + "b" * 18 + "…"
    assert carets == " " + "^" * 18


CHARS = st.text(st.characters() | st.sampled_from("中👩\u200d\u0301שa\t\x1b\ud800"), max_size=80)


@given(CHARS, CHARS.filter(bool), CHARS, st.integers(20, 60))
def test_an_excerpt_fits_and_marks_the_span(before: str, span: str, after: str, width: int) -> None:
    text = before + span + after
    shown, carets = excerpt(text, len(before), len(before) + len(span), width)
    assert columns(shown) <= width
    assert carets.lstrip(" ").strip("^") == ""
    assert len(carets) <= max(columns(shown), 1)
    if columns(safe(text)) <= width:
        assert shown == safe(text)
        assert len(carets) == columns(safe(before)) + max(1, columns(safe(span)))
