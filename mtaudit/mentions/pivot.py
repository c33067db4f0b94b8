"""Guessing the language an article went through, from what is left of it in the article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mtaudit.names.distance import distance

_SCRIPTS = (
    ("ja", re.compile(r"[\u3041-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7a3]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("uk", re.compile(r"[іїєґІЇЄҐ]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
)
_LEAST_PAIRS = 2
_CLEARLY_NEARER = 0.75


def guess_pivot(prose: str, pairs: Sequence[tuple[str, str]]) -> str | None:
    """The pivot language that an article's own text gives away, or None.

    Residue of a script tells it at once. Else `pairs` of a name and its corruption in the article vote:
    a pivot whose costs make all of them together clearly nearer than every other pivot's do.
    """
    if not prose.isascii():
        for pivot, script in _SCRIPTS:
            if script.search(prose):
                return pivot
    distinct = set(pairs)
    if len(distinct) < _LEAST_PAIRS:
        return None
    totals = sorted(
        (sum(distance(name, form, pivot) for name, form in distinct), pivot) for pivot in ("zh", "ru", "ar", "ja", "ko")
    )
    (least, pivot), (next_least, _) = totals[:2]
    return pivot if least < _CLEARLY_NEARER * next_least else None
