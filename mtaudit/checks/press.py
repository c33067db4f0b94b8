"""Names of agencies and aggregators, which several checks share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from mtaudit.tables import table


@dataclass(frozen=True, slots=True)
class Press:
    """The lists of press.toml: agencies as written, aggregators and words of site names in lower case."""

    agencies: frozenset[str]
    aggregators: frozenset[str]
    site_words: frozenset[str]


@cache
def press() -> Press:
    """The shipped lists, read once."""
    data = table(__file__, "press.toml")
    return Press(*(frozenset(data[name]) for name in ("agencies", "aggregators", "site_words")))
