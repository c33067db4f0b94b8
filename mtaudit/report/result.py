"""The result record: what the JSON formats say of one audited article, and the summary of a run."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from mtaudit.finding import Severity

if TYPE_CHECKING:
    from mtaudit.auditor import AuditedArticle
    from mtaudit.readers.source import InputError

SCHEMA = 1
"""The version of the record format."""

VERDICTS = ("pass", "undetermined", "fail")


def result_record(audited: AuditedArticle, *, sentences: bool = False) -> dict[str, Any]:
    """The result record of an article, ready for JSON; `sentences`: with the list of sentences."""
    record: dict[str, Any] = {
        "schema": SCHEMA,
        "id": audited.article.id,
        "words": audited.score.words,
        "score": plain(audited.score.to_record()),
        "findings": [plain(finding.to_record()) for finding in audited.findings],
    }
    article = audited.article
    known = {
        "title": article.title,
        "date": article.date and article.date.isoformat(),
        "url": article.url,
        "outlet": article.outlet,
    }
    record |= {key: value for key, value in known.items() if value}
    if audited.ignored:
        record["ignored"] = audited.ignored
    if audited.known:
        record["known"] = audited.known
    if audited.reference:
        record["reference"] = audited.reference.to_record()
    if audited.comet:
        record["comet"] = plain(audited.comet)
    if sentences:
        record["sentences"] = [plain(sentence) for sentence in audited.sentences]
    return record


def plain(value: Any) -> Any:
    """A value as JSON can hold it: no number beyond the reals, no type of our own."""
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((plain(item) for item in value), key=str)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return str(value)


@dataclass(slots=True)
class Summary:
    """Counts over the articles of a run, taken one at a time so that a stream of any length fits.

    `penalty` is exact, so that parts of a run that are counted apart come to the same sum in any order.
    """

    articles: int = 0
    words: int = 0
    penalty: Fraction = Fraction()
    severities: Counter[Severity] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    checks: Counter[tuple[str, str]] = field(default_factory=Counter)
    ignored: int = 0
    known: int = 0
    errors: list[InputError] = field(default_factory=list)

    def add(self, audited: AuditedArticle) -> None:
        """Count an article."""
        self.articles += 1
        self.words += audited.score.words
        self.penalty += Fraction(audited.score.penalty)
        self.verdicts[audited.score.verdict] += 1
        for finding in audited.findings:
            self.severities[finding.severity] += 1
            self.checks[finding.code, finding.name] += 1
        self.ignored += audited.ignored
        self.known += audited.known

    def add_error(self, error: InputError) -> None:
        """Count an input that could not be read."""
        self.errors.append(error)

    def merge(self, other: Summary) -> None:
        """Count what another part of the run counted."""
        self.articles += other.articles
        self.words += other.words
        self.penalty += other.penalty
        self.severities.update(other.severities)
        self.verdicts.update(other.verdicts)
        self.checks.update(other.checks)
        self.ignored += other.ignored
        self.known += other.known
        self.errors += other.errors

    @property
    def findings(self) -> int:
        """The number of findings of every severity."""
        return self.severities.total()

    def to_record(self) -> dict[str, Any]:
        """The summary as the JSON format spells it; `penalty_per_100_words` is over all words of the run."""
        per_100 = float(100 * self.penalty / self.words) if self.words else 0.0
        return {
            "articles": self.articles,
            "words": self.words,
            "findings": {"total": self.findings} | {s.value: self.severities[s] for s in reversed(Severity)},
            "verdicts": {verdict: self.verdicts[verdict] for verdict in VERDICTS},
            "penalty_per_100_words": round(per_100, 2),
            "errors": [{"where": e.where, "message": e.message} for e in self.errors],
        }
