"""Damage around the findings: penalty points that stand for more than any one finding says.

Two signs of translation that nobody edited were fitted on translations that people rated (`benchmarks/fit_score.py`),
where each helps to order articles that the fit had not seen: content words that stand again within four words, as far
as there are more than in clean news; and findings of a few checks, which come in company of damage that no check
names. Mean surprisal, or the share of garbled sentences, order translations no better than chance, and stay out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mtaudit.fluency.sentence import Measure
from mtaudit.tables import table


def damage(measures: Sequence[Measure], codes: Iterable[str], words: int) -> float:
    """Penalty points per 100 words for an article of `words` words: its sentences' measures, its findings' codes."""
    if not words:
        return 0.0
    data = table(__file__, "damage.toml")
    echoes = 100 * sum(found.echoes for found in measures) / words
    company = 100 * sum(data["findings"].get(code, 0.0) for code in codes) / words
    points: float = company + data["echoes"]["points"] * max(0.0, echoes - data["echoes"]["clean"])
    return points
