"""What every glossary format is read into: plain data, and the line on which each entry begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Plain:
    """A glossary as plain data, not validated: the file's keys with `entries` as a list of mappings.

    `lines` runs parallel to `entries` and holds the line each one begins on, from 1. `problems` are
    those that the format found and that do not stand in the way of reading on.
    """

    data: Mapping[str, Any]
    lines: Sequence[int]
    problems: Sequence[str] = ()
