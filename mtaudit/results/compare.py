"""Whether one outlet, day or audit scores better than another, by bootstrap over articles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

RESAMPLES = 4000
_SEED = 12345
_KINDS = ("outlet", "date", "audit")


COLUMNS = (
    "first", "second", "first_articles", "second_articles", "first_mean", "second_mean", "difference", "low", "high",
    "paired",
)  # fmt: skip
"""The columns of a table of comparisons."""


class UnknownGroupError(ValueError):
    """A name that no outlet, date or audit has; the message says which there are."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two groups of articles: mean scores, and the difference first − second with its 95% interval.

    `paired`: the same articles (by id) are in both, and the difference is taken article by article.
    """

    first: str
    second: str
    articles: tuple[int, int]
    means: tuple[float, float]
    difference: float
    low: float
    high: float
    paired: bool

    def row(self) -> tuple[object, ...]:
        """The comparison as a row with `COLUMNS`."""
        numbers = (*self.means, self.difference, self.low, self.high)
        rounded = (round(number, 2) for number in numbers)
        return (self.first, self.second, *self.articles, *rounded, "yes" if self.paired else "no")

    def __str__(self) -> str:
        how = "the same articles, paired" if self.paired else "different articles"
        sizes = f"{self.articles[0]} and {self.articles[1]} articles"
        verdict = (
            f"{self.first} scores higher"
            if self.low > 0
            else f"{self.second} scores higher"
            if self.high < 0
            else "these articles do not tell them apart"
        )
        means = f"{self.first} {self.means[0]:.1f}, {self.second} {self.means[1]:.1f}"
        interval = f"{self.difference:+.1f} points, 95% interval {self.low:+.1f} to {self.high:+.1f}"
        return f"{means}: {interval} ({sizes}; {how}): {verdict}"


def compare(table: pd.DataFrame, first: str, second: str) -> Comparison:
    """Compare two outlets, two dates or two audits of a table of articles (`mtaudit.results.load`).

    The interval is the percentile bootstrap over articles (Efron and Tibshirani 1993), with a fixed seed;
    articles that both groups have are drawn as pairs where at least half of each group are such.

    Raises `UnknownGroupError` where no column holds both names.
    """
    import numpy as np

    kind = _kind(table, first, second)
    one, two = table[table[kind] == first], table[table[kind] == second]
    pairs = one.merge(two, on="id", suffixes=("_one", "_two"))
    paired = kind != "outlet" and 2 * len(pairs) >= max(len(one), len(two)) and len(pairs) > 0
    random = np.random.default_rng(_SEED)
    if paired:
        values = (pairs["value_one"] - pairs["value_two"]).to_numpy()
        draws = values[random.integers(0, len(values), (RESAMPLES, len(values)))].mean(axis=1)
        means = (float(pairs["value_one"].mean()), float(pairs["value_two"].mean()))
        sizes = (len(pairs), len(pairs))
    else:
        sample, other = one["value"].to_numpy(), two["value"].to_numpy()
        draws = sample[random.integers(0, len(sample), (RESAMPLES, len(sample)))].mean(axis=1)
        draws = draws - other[random.integers(0, len(other), (RESAMPLES, len(other)))].mean(axis=1)
        means = (float(sample.mean()), float(other.mean()))
        sizes = (len(sample), len(other))
    low, high = (float(value) for value in np.percentile(draws, (2.5, 97.5)))
    return Comparison(first, second, sizes, means, means[0] - means[1], low, high, paired)


def _kind(table: pd.DataFrame, first: str, second: str) -> str:
    known = {kind: sorted(set(table[kind]) - {""}) for kind in _KINDS}
    for kind, names in known.items():
        if first in names and second in names:
            return kind
    missing = next((name for name in (first, second) if not any(name in names for names in known.values())), None)
    what = f"{missing!r} is" if missing else f"{first!r} and {second!r} are not both"
    listed = "; ".join(f"{kind}s: {', '.join(names[:10])}" for kind, names in known.items() if names)
    raise UnknownGroupError(f"{what} {'no' if missing else 'an'} outlet, date or audit of these results ({listed})")
