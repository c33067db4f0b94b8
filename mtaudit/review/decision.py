"""What a reviewer says of a finding, and the finding as the review keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from mtaudit.finding import Severity


class Action(StrEnum):
    """What a reviewer decides: it is an error, it is none, or it is one and this is the right form."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Item:
    """A finding as the review keeps it: its result record, the sentence it stands in, the kind of its entry.

    `kind` is None where the finding names no entry of a glossary.
    """

    fingerprint: str
    record: Mapping[str, Any]
    sentence: str = ""
    kind: str | None = None

    @property
    def code(self) -> str:
        """The code of the check."""
        return str(self.record["code"])

    @property
    def text(self) -> str:
        """The words that were found."""
        return str(self.record["text"])

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return Severity(self.record["severity"])

    @property
    def start(self) -> int:
        """Where they begin, in code points."""
        return int(self.record["start"])

    @property
    def end(self) -> int:
        """Where they end."""
        return int(self.record["end"])

    @property
    def expected(self) -> tuple[str, ...]:
        """The suggestions, best first."""
        return tuple(self.record["expected"])

    @property
    def entry(self) -> str | None:
        """The canonical form of the glossary entry that proves it."""
        entry = self.record["entry"]
        return None if entry is None else str(entry)

    @property
    def evidence(self) -> Mapping[str, Any]:
        """What spoke for it."""
        return dict(self.record["evidence"])


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as it stands: on which finding of which article, what, and when (UTC, ISO 8601).

    `number` counts decisions from the first; `article` is the article's number in the store, `article_id` its own
    id. `item` is the finding as it was last seen. `kind` is what a correction names (see `mtaudit.glossary.entry`).
    """

    number: int
    article: int
    article_id: str
    item: Item
    action: Action
    correction: str | None
    kind: str | None
    time: str


@dataclass(frozen=True, slots=True)
class Row:
    """An article in the queue: its facts, its score, and how many of its findings are decided."""

    number: int
    id: str
    title: str
    outlet: str | None
    date: str | None
    value: float
    low: float
    high: float
    verdict: str
    words: int
    findings: int
    decided: int

    @property
    def open(self) -> int:
        """The findings that wait for a decision."""
        return self.findings - self.decided


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An article with its text, its findings in reading order, and the decisions by fingerprint."""

    row: Row
    text: str
    items: tuple[Item, ...]
    decisions: Mapping[str, Decision] = field(default_factory=dict)
