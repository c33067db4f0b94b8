"""How often each check is right, measured on decisions."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mtaudit.review.decision import Action, Decision

_Z95 = 1.959964


@dataclass(frozen=True, slots=True)
class Precision:
    """A check's decisions. A corrected finding counts as right: it named an error, if not the remedy.

    `findings` counts what the check finds in the articles as last audited; the decisions also count those on
    findings that are gone since. `low`–`high` is the Wilson interval of `value` at 95 %.
    """

    code: str
    findings: int
    accepted: int
    corrected: int
    rejected: int

    @property
    def decided(self) -> int:
        """The number of decisions."""
        return self.accepted + self.corrected + self.rejected

    @property
    def value(self) -> float | None:
        """The share of findings that were right, from 0 to 1; None where nothing is decided."""
        return (self.accepted + self.corrected) / self.decided if self.decided else None

    @property
    def interval(self) -> tuple[float, float]:
        """The interval of the value."""
        return wilson(self.accepted + self.corrected, self.decided)


def precisions(found: Mapping[str, int], decisions: Iterable[Decision]) -> list[Precision]:
    """Each check that found something or was decided on, by code; and last, as code "all", all of them together.

    `found` counts findings by code.
    """
    said = Counter((d.item.code, d.action) for d in decisions)
    codes = sorted({*found, *(code for code, _ in said)})
    each = [Precision(code, found.get(code, 0), *(said[code, a] for a in _ORDER)) for code in codes]
    total = Precision("all", sum(found.values()), *(sum(n for (_, b), n in said.items() if b is a) for a in _ORDER))
    return [*each, total]


_ORDER = (Action.ACCEPTED, Action.CORRECTED, Action.REJECTED)


def wilson(right: int, of: int) -> tuple[float, float]:
    """The 95 % score interval of a share (Wilson 1927); from 0 to 1 where nothing was counted."""
    if not of:
        return 0.0, 1.0
    share, square = right / of, _Z95 * _Z95
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _Z95 * math.sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return (0.0 if right == 0 else middle - half), (1.0 if right == of else middle + half)
