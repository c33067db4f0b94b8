"""MQM-style scoring: findings in, penalty, value, interval and verdict out. Pure arithmetic.

The linear raw-score model of MQM (Lommel et al., "The Multi-Range Theory of Translation Quality
Measurement: MQM scoring models and Statistical Quality Control", 2024): each finding costs the
weight of its severity, here times its confidence; to the sum comes the damage that no finding names, calibrated on
rated translations (`mtaudit.fluency.damage`); all is normed to 100 words.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from mtaudit.finding import Category, Finding, Severity

MINOR_PUNCTUATION_WEIGHT = 0.1
"""Penalty of a minor punctuation finding (the WMT practice, Freitag et al. 2021)."""

ZERO_AT = 50.0
"""Penalty points per 100 words at which the value reaches 0."""

PASS_MARK = 90.0
"""Default pass mark for the value."""

_Z95 = 1.96
_RULE_OF_THREE = 3.0


@dataclass(frozen=True, slots=True)
class Score:
    """The score of one article.

    `value`, `low` and `high` run from 0 (unusable) to 100 (nothing found), `low`–`high` being the
    95% interval. `penalty` counts MQM points, `penalty_per_100_words` norms them; `damage` is the
    part of the latter that belongs to no finding. `verdict` is "pass", "fail" or "undetermined".
    `signature` says how the number came about.
    """

    value: float
    penalty: float
    penalty_per_100_words: float
    low: float
    high: float
    verdict: str
    signature: str
    words: int
    damage: float = 0.0

    def to_record(self) -> dict[str, float | str]:
        """The score as the result record of the JSON formats spells it."""
        return {
            "value": round(self.value, 1),
            "penalty": round(self.penalty, 2),
            "penalty_per_100_words": round(self.penalty_per_100_words, 2),
            "low": round(self.low, 1),
            "high": round(self.high, 1),
            "verdict": self.verdict,
            "signature": self.signature,
        }


def penalty(finding: Finding) -> float:
    """Penalty points of one finding: the weight of its severity times its confidence."""
    if finding.severity is Severity.MINOR and finding.category is Category.PUNCTUATION:
        return MINOR_PUNCTUATION_WEIGHT * finding.confidence
    return finding.severity.weight * finding.confidence


def value_of(penalty_per_100_words: float) -> float:
    """The value from 0 to 100 that belongs to a normed penalty: linear down to 0 at `ZERO_AT`."""
    return 100.0 * max(0.0, 1.0 - penalty_per_100_words / ZERO_AT)


def score(
    findings: Iterable[Finding],
    words: int,
    signature: str = "",
    pass_mark: float = PASS_MARK,
    damage: float = 0.0,
) -> Score:
    """Score one article of `words` words, with `damage` points per 100 words beside those of its findings.

    The interval takes findings as Poisson events: the standard error of the penalty sum is the
    root of the summed squared penalties. Above, it reaches at least three points further: by the
    rule of three (Hanley & Lippman-Hand 1983), seeing no event is compatible with three, counted
    as minor ones. So the interval of a short text is wide even when nothing was found.
    A text without words has value 100 and the widest interval.
    """
    findings = list(findings)
    points = [penalty(f) for f in findings]
    total = math.fsum(points) + damage * words / 100
    if words == 0:
        return Score(100.0, total, 0.0, 0.0, 100.0, "undetermined", signature, 0)
    error = _Z95 * math.sqrt(math.fsum(p * p for p in points))
    per_100 = 100.0 / words
    value = value_of(total * per_100)
    low = value_of((total + max(error, _RULE_OF_THREE)) * per_100)
    high = value_of(max(0.0, total - error) * per_100)
    critical = any(f.severity is Severity.CRITICAL for f in findings)
    verdict = "fail" if critical else verdict_of(low, high, pass_mark)
    return Score(value, total, total * per_100, low, high, verdict, signature, words, damage)


def verdict_of(low: float, high: float, pass_mark: float) -> str:
    """Pass or fail where the whole interval lies on one side of the pass mark, else undetermined."""
    if low >= pass_mark:
        return "pass"
    return "fail" if high < pass_mark else "undetermined"
