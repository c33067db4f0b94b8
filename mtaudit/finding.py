"""What a check reports: a problem at a span, and the finding an audit makes of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any


class Severity(StrEnum):
    """How much a finding hurts a reader, with the MQM weight of each step.

    The weights 0, 1, 5 and 25 are those of the MQM core (Lommel et al., "The Multi-Range Theory
    of Translation Quality Measurement", 2024); `mtaudit.scoring` applies them.
    """

    NEUTRAL = "neutral"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def weight(self) -> float:
        """Penalty points of one certain finding of this severity."""
        return _WEIGHTS[self]

    def at_least(self, other: Severity) -> bool:
        """Whether this severity is as bad as `other`, or worse."""
        return self.weight >= other.weight


_WEIGHTS = {Severity.NEUTRAL: 0.0, Severity.MINOR: 1.0, Severity.MAJOR: 5.0, Severity.CRITICAL: 25.0}


class Category(StrEnum):
    """The MQM error types that findings are filed under (themqm.org typology, lower case)."""

    MISTRANSLATION = "accuracy/mistranslation"
    ADDITION = "accuracy/addition"
    OMISSION = "accuracy/omission"
    UNTRANSLATED = "accuracy/untranslated"
    TERMINOLOGY = "terminology/wrong-term"
    TERM_INCONSISTENT = "terminology/inconsistent"
    GRAMMAR = "fluency/grammar"
    PUNCTUATION = "fluency/punctuation"
    SPELLING = "fluency/spelling"
    ENCODING = "fluency/character-encoding"
    COHERENCE = "fluency/coherence"
    INCONSISTENCY = "fluency/inconsistency"
    NUMBER_FORMAT = "locale-convention/number-format"
    STYLE = "style/organizational"


@dataclass(frozen=True, slots=True)
class Problem:
    """What one check saw at one place, before the auditor completes it into a `Finding`.

    `start` and `end` are half-open code-point offsets into the article's text. `severity` is None
    where the check's own default holds. `confidence` is the probability that an editor would agree.
    """

    start: int
    end: int
    message: str
    expected: tuple[str, ...] = ()
    severity: Severity | None = None
    confidence: float = 1.0
    entry: str | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of an article, complete: `article.text[start:end] == text`.

    `start` and `end` are half-open code-point offsets, `line` and `column` count from 1.
    `expected` holds suggestions, best first. `entry` is the canonical form of the glossary entry
    that proves it. `fingerprint` stays the same when other parts of the article change.
    """

    code: str
    name: str
    category: Category
    severity: Severity
    start: int
    end: int
    line: int
    column: int
    text: str
    message: str
    expected: tuple[str, ...] = ()
    entry: str | None = None
    confidence: float = 1.0
    evidence: Mapping[str, Any] = field(default_factory=dict)
    fingerprint: str = ""

    def to_record(self) -> dict[str, Any]:
        """The finding as the result record of the JSON formats spells it."""
        return {
            "code": self.code,
            "name": self.name,
            "category": self.category.value,
            "severity": self.severity.value,
            "start": self.start,
            "end": self.end,
            "line": self.line,
            "column": self.column,
            "text": self.text,
            "expected": list(self.expected),
            "entry": self.entry,
            "confidence": round(self.confidence, 3),
            "message": self.message,
            "evidence": dict(self.evidence),
            "fingerprint": self.fingerprint,
        }


@lru_cache(maxsize=4)
def folded(sentence: str) -> str:
    """A sentence whatever its white space and capitals; kept for a while, since many findings may stand in one."""
    return " ".join(sentence.split()).casefold()


def fingerprint(code: str, text: str, surroundings: str, repeat: int) -> str:
    """Sixteen hex digits that name a finding across edits elsewhere in its article.

    `surroundings` is the sentence the finding stands in; `repeat` counts earlier findings of the
    same code, text and sentence, so that two findings of one article never share a fingerprint.
    """
    material = "\x1f".join((code, text, folded(surroundings), str(repeat)))
    return hashlib.sha256(material.encode("utf-8", "surrogatepass")).hexdigest()[:16]
