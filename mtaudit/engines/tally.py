"""What is counted of a part of a run, so that the parts can be put together and any gate be asked afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from mtaudit.finding import Severity
from mtaudit.readers.source import InputError
from mtaudit.report.result import Summary

if TYPE_CHECKING:
    from mtaudit.report.base import Item


@dataclass(slots=True)
class Tally:
    """The summary of a part of a run, and the lowest value of an article in it (None: there is no article)."""

    summary: Summary = field(default_factory=Summary)
    lowest: float | None = None

    def add(self, item: Item) -> None:
        """Count an audited article, or an error."""
        if isinstance(item, InputError):
            self.summary.add_error(item)
        else:
            self.summary.add(item)
            self._lower(item.score.value)

    def merge(self, other: Tally) -> None:
        """Count what another part of the run counted."""
        self.summary.merge(other.summary)
        if other.lowest is not None:
            self._lower(other.lowest)

    def _lower(self, value: float) -> None:
        self.lowest = value if self.lowest is None else min(self.lowest, value)

    def to_record(self) -> dict[str, Any]:
        """The tally as JSON, of which `from_record` makes an equal one; the penalty is exact, as a fraction."""
        summary = self.summary
        return {
            "articles": summary.articles,
            "words": summary.words,
            "penalty": str(summary.penalty),
            "severities": {severity.value: number for severity, number in summary.severities.items()},
            "verdicts": dict(summary.verdicts),
            "checks": [[*check, number] for check, number in summary.checks.items()],
            "ignored": summary.ignored,
            "known": summary.known,
            "errors": [[error.where, error.message] for error in summary.errors],
            "lowest": self.lowest,
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Tally:
        """The tally that a record spells. Raises `KeyError`, `TypeError` or `ValueError` where it spells none."""
        summary = Summary(
            articles=record["articles"],
            words=record["words"],
            penalty=Fraction(record["penalty"]),
            severities=Counter({Severity(name): number for name, number in record["severities"].items()}),
            verdicts=Counter(record["verdicts"]),
            checks=Counter({(code, name): number for code, name, number in record["checks"]}),
            ignored=record["ignored"],
            known=record["known"],
            errors=[InputError(where, message) for where, message in record["errors"]],
        )
        return cls(summary, record["lowest"])
