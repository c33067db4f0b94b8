"""Given names that have several right spellings."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from mtaudit.tables import table


def same_name(one: str, other: str) -> bool:
    """Whether two folded tokens are one given name in two right spellings ("mohammed", "muhammad")."""
    groups = _groups()
    return one == other or groups.get(one, one) == groups.get(other, other)


@cache
def _groups() -> Mapping[str, str]:
    """Spelling → the first spelling of its group."""
    lines = [line.split() for line in table(__file__, "variants.toml")["groups"]]
    return {name: names[0] for names in lines for name in names}
