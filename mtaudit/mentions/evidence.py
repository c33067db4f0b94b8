"""What speaks for and against a token being a corrupted name, and how much all of it is worth."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache, lru_cache

from mtaudit.tables import table

THRESHOLD = 0.8
"""Decisions below this confidence are not reported."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence about one form of one entry in one article.

    `distance` is pivot-aware (see `mtaudit.names.distance`), `zipf` the form's Zipf frequency,
    `length` its letters, `partner_zipf` the frequency of the right name beside it (0 if none is), `crowd`
    the natural logarithm of the glossary's name parts in thousands: the more names, the more chance likenesses;
    the others are 0 or 1 (see evidence.toml for what each one means).
    """

    distance: float
    zipf: float
    length: int
    partner_exact: int = 0
    partner_near: int = 0
    partner_zipf: float = 0.0
    pinyin: int = 0
    conflict: int = 0
    title: int = 0
    title_conflict: int = 0
    canonical: int = 0
    country: int = 0
    place: int = 0
    crowd: float = 0.0

    def features(self) -> dict[str, float]:
        """The numbers that the model weighs, by the names of their weights."""
        values = {f.name: float(getattr(self, f.name)) for f in fields(self)}
        return {**values, "length": max(-2.0, min(4.0, self.length - 6.0))}


@cache
def _weights() -> Mapping[str, float]:
    return table(__file__, "evidence.toml")


@lru_cache(maxsize=1 << 15)
def confidence(evidence: Evidence) -> float:
    """The probability, by the fitted logistic model, that an editor would call the form an error."""
    weights = _weights()
    total = weights["bias"] + sum(weights[name] * value for name, value in evidence.features().items())
    return 1.0 / (1.0 + math.exp(-total))


@lru_cache(maxsize=1 << 12)
def may_speak_alone(zipf: float, length: int, crowd: float) -> bool:
    """Whether a form could be believed with nothing around it to speak for it, were it as near as can be."""
    return confidence(Evidence(0.0, zipf, length, crowd=crowd)) >= THRESHOLD
