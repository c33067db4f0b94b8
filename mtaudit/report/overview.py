"""What a report says of many articles at once: ranking, scores, checks, wrong names, outlets and days."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, stdev
from typing import Any

BINS = 20
"""Classes of scores in the histogram, five points each."""

_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean score of a group of articles; `low` and `high` are its 95% interval, None under three articles."""

    name: str
    articles: int
    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Ranked:
    """An article in the ranking; `number` counts articles from 1 as they came."""

    value: float
    number: int
    title: str
    verdict: str
    outlet: str
    findings: int


@dataclass(slots=True)
class Overview:
    """Counts over result records, taken one at a time; what it keeps of an article is a line."""

    words: int = 0
    severities: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    checks: Counter[tuple[str, str]] = field(default_factory=Counter)
    names: Counter[tuple[str, str]] = field(default_factory=Counter)
    ranking: list[Ranked] = field(default_factory=list)
    _outlets: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    _days: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, record: Mapping[str, Any]) -> None:
        """Count an article by its result record (`mtaudit.report.result`)."""
        score, findings = record["score"], record["findings"]
        self.words += record["words"]
        self.verdicts[score["verdict"]] += 1
        for finding in findings:
            self.severities[finding["severity"]] += 1
            self.checks[finding["code"], finding["name"]] += 1
            if finding["code"].startswith("N") and finding["expected"]:
                self.names[finding["text"], finding["expected"][0]] += 1
        outlet, day = record.get("outlet") or "", (record.get("date") or "")[:10]
        if outlet:
            self._outlets[outlet].append(score["value"])
        if day:
            self._days[day].append(score["value"])
        title = record.get("title") or record["id"]
        number = len(self.ranking) + 1
        self.ranking.append(Ranked(score["value"], number, title, score["verdict"], outlet, len(findings)))

    @property
    def articles(self) -> int:
        """The number of articles."""
        return len(self.ranking)

    @property
    def findings(self) -> int:
        """The number of findings."""
        return self.severities.total()

    def worst(self) -> list[Ranked]:
        """The articles by score, the worst first."""
        return sorted(self.ranking, key=lambda ranked: (ranked.value, ranked.number))

    def bins(self) -> list[int]:
        """The number of articles in each of `BINS` classes of scores from 0 to 100."""
        counts = [0] * BINS
        for ranked in self.ranking:
            counts[min(BINS - 1, int(ranked.value / 100 * BINS))] += 1
        return counts

    def outlets(self) -> list[Mean]:
        """The mean of each outlet, the worst first."""
        return sorted(_means(self._outlets), key=lambda mean: (mean.value, mean.name))

    def days(self) -> list[Mean]:
        """The mean of each day, in order of days."""
        return sorted(_means(self._days), key=lambda mean: mean.name)


def _means(groups: Mapping[str, Sequence[float]]) -> Iterable[Mean]:
    return (mean_of(name, values) for name, values in groups.items())


def mean_of(name: str, values: Sequence[float]) -> Mean:
    """The mean of scores with Student's 95% interval, kept within 0 and 100."""
    value = fmean(values)
    if len(values) < 3:
        return Mean(name, len(values), value, None, None)
    half = quantile_t(len(values) - 1) * stdev(values) / math.sqrt(len(values))
    return Mean(name, len(values), value, max(0.0, value - half), min(100.0, value + half))


def quantile_t(freedom: int) -> float:
    """The .975 quantile of Student's t, within one per cent from two degrees of freedom on.

    The expansion by powers of 1/freedom is formula 26.7.5 of Abramowitz and Stegun (1964).
    """
    z = _Z
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / math.pow(freedom, power) for power, term in enumerate(terms, 1))
