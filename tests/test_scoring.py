"""Scoring: worked examples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtaudit.finding import Category, Finding, Severity
from mtaudit.scoring import penalty, score, value_of


def finding(severity: Severity, confidence: float = 1.0, category: Category = Category.MISTRANSLATION) -> Finding:
    return Finding("X000", "made-up", category, severity, 0, 1, 1, 1, "x", "message", confidence=confidence)


@pytest.mark.parametrize(
    ("severity", "confidence", "category", "points"),
    [
        (Severity.NEUTRAL, 1.0, Category.GRAMMAR, 0.0),
        (Severity.MINOR, 1.0, Category.GRAMMAR, 1.0),
        (Severity.MAJOR, 0.8, Category.MISTRANSLATION, 4.0),
        (Severity.CRITICAL, 1.0, Category.MISTRANSLATION, 25.0),
        (Severity.MINOR, 1.0, Category.PUNCTUATION, 0.1),
        (Severity.MAJOR, 1.0, Category.PUNCTUATION, 5.0),
    ],
)
def test_penalty(severity: Severity, confidence: float, category: Category, points: float) -> None:
    assert penalty(finding(severity, confidence, category)) == pytest.approx(points)


def test_worked_example() -> None:
    """Two major findings in 200 words: 10 points, 5 per 100 words, value 90; the interval 1.96·√50 wide each way."""
    result = score([finding(Severity.MAJOR), finding(Severity.MAJOR)], 200, "sig")
    assert result.penalty == 10
    assert result.penalty_per_100_words == 5
    assert result.value == pytest.approx(90)
    assert result.low == pytest.approx(value_of((10 + 1.96 * 50**0.5) / 2))
    assert result.high == 100
    assert result.verdict == "undetermined"
    assert result.signature == "sig"


def test_nothing_found_reaches_three_points_down_by_the_rule_of_three() -> None:
    result = score([], 300)
    assert (result.value, result.high, result.verdict) == (100, 100, "pass")
    assert result.low == pytest.approx(98)


def test_a_few_words_tell_nothing() -> None:
    assert score([], 20).verdict == "undetermined"
    assert score([], 0).verdict == "undetermined"


def test_one_critical_finding_fails_whatever_the_length() -> None:
    result = score([finding(Severity.CRITICAL)], 100_000)
    assert result.value > 99 and result.verdict == "fail"


def test_the_value_never_falls_below_zero() -> None:
    assert score([finding(Severity.MAJOR)] * 50, 10).value == 0


SEVERITIES = st.sampled_from([Severity.MINOR, Severity.MAJOR])


@given(st.lists(st.builds(finding, SEVERITIES, st.floats(0.5, 1.0)), max_size=30), st.integers(1, 5000))
def test_one_more_finding_never_helps(findings: list[Finding], words: int) -> None:
    before = score(findings, words)
    after = score([*findings, finding(Severity.MINOR)], words)
    assert 0 <= before.low <= before.value <= before.high <= 100
    assert after.value <= before.value and after.low <= before.low


@given(st.lists(st.builds(finding, SEVERITIES), max_size=10), st.integers(50, 2000))
def test_the_interval_narrows_with_length(findings: list[Finding], words: int) -> None:
    short, long = score(findings, words), score(findings * 4, words * 4)
    assert long.high - long.low <= short.high - short.low + 1e-9
