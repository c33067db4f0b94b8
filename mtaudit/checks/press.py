"""Names of agencies and aggregators, which several checks share."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Press:
    """The lists of press.toml: agencies as written, aggregators and words of site names in lower case."""

    agencies: frozenset[str]
    aggregators: frozenset[str]
    site_words: frozenset[str]


@cache
def press() -> Press:
    """The shipped lists, read once."""
    data = tomllib.loads(files("mtaudit.checks").joinpath("press.toml").read_text("utf-8"))
    return Press(*(frozenset(data[name]) for name in ("agencies", "aggregators", "site_words")))
