"""What every report format shares: the stream it is given and the settings it may heed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from mtaudit.auditor import AuditedArticle
    from mtaudit.readers.source import InputError


@dataclass(frozen=True, slots=True)
class Options:
    """How to write a report.

    `verbosity`: 0 usual, 1 with the evidence, -1 findings only. `colour`: ANSI colours. `width`: columns
    of the terminal. `sentences`: list the sentences of each article (in the formats that can).
    `statistics`: end with the findings of each check, counted (text).
    """

    verbosity: int = 0
    colour: bool = False
    width: int = 100
    sentences: bool = False
    statistics: bool = False


Item: TypeAlias = "AuditedArticle | InputError"
Writer: TypeAlias = Callable[[Iterable[Item], Options], Iterator[str]]
"""A report format: takes the stream of an audit, yields the report as it comes."""
