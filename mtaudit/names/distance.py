"""Edit distance whose costs follow how names are corrupted on the way through another language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate

from mtaudit.names.fold import fold
from mtaudit.tables import table

PIVOTS = ("zh", "ru", "uk", "ar", "ja", "ko")
"""The pivot languages that have a cost table."""

_VOWELS = "aeiouy"
_DOUBLED = 0.05
_TRANSPOSED = 0.5


@dataclass(frozen=True, slots=True)
class Costs:
    """The confusion costs of one pivot: what it costs that the text has `b` where the name has `a`.

    `swaps` maps pairs of letter groups, `lost` and `added` single letters (and groups); every
    letter that they don't mention costs 1.
    """

    swaps: Mapping[tuple[str, str], float]
    groups: Mapping[str, tuple[tuple[str, float], ...]]
    """What stands for a group of letters, and its cost, where one side has more than one letter."""
    longest: int
    """The letters of the longest group on either side."""


@cache
def costs_for(pivot: str | None) -> Costs:
    """The cost table of a pivot language; the general one for None and for languages without a table.

    A pivot's own costs lower those of the general table and never raise them.
    """
    general = _load("general")
    if pivot not in PIVOTS:
        return _costs(general)
    own = _load("ru" if pivot == "uk" else pivot)
    return _costs({part: _cheaper(general[part], own[part]) for part in ("swap", "lost", "added")})


def _load(name: str) -> dict[str, dict[str, float]]:
    return table(__file__, f"pivots/{name}.toml")


def _cheaper(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    flipped = {_flip(key): cost for key, cost in one.items()}
    return {key: min(cost, one.get(key, 9.0), flipped.get(key, 9.0)) for key, cost in ({**one, **other}).items()}


def _flip(key: str) -> str:
    return "/".join(reversed(key.split("/")))


def _costs(table: Mapping[str, Mapping[str, float]]) -> Costs:
    swaps: dict[tuple[str, str], float] = {}

    def put(a: str, b: str, cost: float) -> None:
        swaps[a, b] = min(cost, swaps.get((a, b), 9.0))

    for key, cost in table["swap"].items():
        a, b = key.split("/")
        put(a, b, cost)
        put(b, a, cost)
    for letter in "abcdefghijklmnopqrstuvwxyz":
        put(letter * 2, letter, _DOUBLED)
        put(letter, letter * 2, _DOUBLED)
    for part, side in (("lost", 0), ("added", 1)):
        for key, cost in table[part].items():
            if key == "g after n":
                put("n", "ng", cost)
            for unit in _VOWELS if key == "vowel" else [key] if " " not in key else []:
                put(*((unit, "") if side == 0 else ("", unit)), cost)
    groups: dict[str, list[tuple[str, float]]] = {}
    for (a, b), cost in swaps.items():
        if max(len(a), len(b)) > 1:
            groups.setdefault(a, []).append((b, cost))
    longest = max(len(side) for pair in swaps for side in pair)
    return Costs(swaps, {a: tuple(found) for a, found in groups.items()}, longest)


def distance(name: str, form: str, pivot: str | None = None) -> float:
    """How far `form`, seen in a text, is from `name`: 0 for the same letters, about 1 for unrelated ones.

    The cheapest way to turn the name's letters into the form's, divided by the longer length.
    Case, accents and everything but letters are left out. Symmetric but for lost and added letters.
    """
    return _distance(_letters(name), _letters(form), pivot)


@lru_cache(maxsize=1 << 16)
def _letters(name: str) -> str:
    return re.sub(r"[^a-z]", "", fold(name))


@lru_cache(maxsize=1 << 16)
def _distance(a: str, b: str, pivot: str | None) -> float:
    if a == b:
        return 0.0
    costs = costs_for(pivot)
    swaps = costs.swaps
    added = [swaps.get(("", letter), 1.0) for letter in b]
    ends = _ends(b, costs.longest)
    table = [[0.0, *accumulate(added)]]
    for i, letter in enumerate(a, 1):
        jumps = _jumps(a[:i], ends, costs)
        above, lost = table[-1], swaps.get((letter, ""), 1.0)
        row = [above[0] + lost]
        table.append(row)
        for j, other in enumerate(b, 1):
            step = 0.0 if letter == other else swaps.get((letter, other), 1.0)
            best = min(above[j] + lost, row[j - 1] + added[j - 1], above[j - 1] + step)
            for k, m, cost in jumps.get(j, ()):
                best = min(best, table[i - k][j - m] + cost)
            if i > 1 and j > 1 and letter == b[j - 2] and other == a[i - 2]:
                best = min(best, table[i - 2][j - 2] + _TRANSPOSED)
            row.append(best)
    return table[-1][-1] / max(len(a), len(b), 1)


def _ends(letters: str, longest: int) -> dict[str, list[int]]:
    """Where each group of at most so many letters ends."""
    ends: dict[str, list[int]] = {}
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - longest), end + 1):
            ends.setdefault(letters[start:end], []).append(end)
    return ends


def _jumps(letters: str, ends: Mapping[str, Sequence[int]], costs: Costs) -> dict[int, list[tuple[int, int, float]]]:
    """By its end in the form, what stands there for a group at the end of `letters`: both lengths and the cost."""
    found: dict[int, list[tuple[int, int, float]]] = {}
    for k in range(min(costs.longest, len(letters)) + 1):
        for group, cost in costs.groups.get(letters[len(letters) - k :], ()):
            for end in ends.get(group, ()):
                found.setdefault(end, []).append((k, len(group), cost))
    return found
