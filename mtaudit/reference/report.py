"""What a reference says of a text."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from mtaudit.article import Span
from mtaudit.names.fold import fold
from mtaudit.reference.metrics import Metric, chrf, metrics, one_line, recall
from mtaudit.source.align import align
from mtaudit.source.figures import Figure, figures, same
from mtaudit.source.original import covering
from mtaudit.tables import table
from mtaudit.text import Text

_WORST = 3
_SHORTEST = 200  # characters: in shorter texts a ratio says little
_LEAST_LENGTH = 0.6  # of a reference to its text; human translations of one article differ by a fifth
_GOOD_ENOUGH = 50.0  # chrF++ of a sentence, of 100: most sentences of a second human translation have more
_NAME = re.compile(r"(?<=[\w,;:)’'] )[A-Z][^\W\d_][\w'’-]*(?: [A-Z][^\W\d_][\w'’-]*)*")
_TOKEN = re.compile(r"[^\W\d_][\w'’-]*")


class Doubt(StrEnum):
    """Why a reference cannot be used."""

    EMPTY = "is empty"
    IDENTICAL = "is the text itself"
    SHORT = "is much shorter than the text: something is added, or the reference is cut"
    UNRELATED = "shares hardly a word with the text: it seems to be of another article"


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the text, what the reference has there, and the chrF++ of the two."""

    start: int
    end: int
    reference: str
    chrf: float

    def to_record(self) -> dict[str, Any]:
        """The passage as the result record spells it."""
        return {"start": self.start, "end": self.end, "chrf": round(self.chrf, 1), "reference": self.reference}


@dataclass(frozen=True)
class Reference:
    """A reference beside a text. `doubt` says why it cannot be used; then there is nothing else."""

    text: Text
    reference: Text

    @cached_property
    def doubt(self) -> Doubt | None:
        """Why the reference cannot be used, or None."""
        ours, theirs = one_line(self.text.prose), one_line(self.reference.prose)
        if not theirs:
            return Doubt.EMPTY
        if ours == theirs:
            return Doubt.IDENTICAL
        if len(ours) >= _SHORTEST and len(theirs) < _LEAST_LENGTH * len(ours):
            return Doubt.SHORT
        words, others = (set(_TOKEN.findall(t.lower())) for t in (ours, theirs))
        fewer = min(len(words), len(others))
        return Doubt.UNRELATED if fewer and len(words & others) < fewer / 5 else None

    @cached_property
    def metrics(self) -> tuple[Metric, ...]:
        """BLEU, chrF++ and TER of the whole text as one line."""
        return () if self.doubt else metrics([one_line(self.text.prose)], [one_line(self.reference.prose)])

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """The sentences of the text with those of the reference, in order."""
        return () if self.doubt else tuple(self._passages())

    def _passages(self) -> Iterator[Passage]:
        ours, theirs = self.text, self.reference
        for bead in align(theirs.prose, theirs.paragraphs, ours.prose, ours.paragraphs):
            left = [s for p in bead.source for s in theirs.sentences if p.start <= s.start < p.end]
            right = [s for p in bead.text for s in ours.sentences if p.start <= s.start < p.end]
            for pair in align(theirs.prose, left, ours.prose, right):
                if pair.text:
                    span = covering(pair.text)
                    given = one_line(theirs.prose[slice(*covering(pair.source))]) if pair.source else ""
                    yield Passage(*span, given, chrf(one_line(ours.prose[slice(*span)]), given) if given else 0.0)

    @cached_property
    def worst(self) -> tuple[Passage, ...]:
        """The passages that are least like the reference, the worst first."""
        bad = [passage for passage in self.passages if passage.chrf < _GOOD_ENOUGH]
        return tuple(sorted(bad, key=lambda passage: passage.chrf)[:_WORST])

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The names and figures of the reference that stand nowhere in the text, each once."""
        if self.doubt:
            return ()
        prose = self.reference.prose
        words = {fold(word) for word in _TOKEN.findall(self.text.prose)}
        names = [m[0] for m in _NAME.finditer(prose) if not any(fold(part) in words for part in m[0].split())]
        given = figures(self.text.prose, Span(0, len(self.text.prose)), "en")
        counts = [f for f in figures(prose, Span(0, len(prose)), "en") if f.is_digits and not _stands(f, given)]
        return tuple(dict.fromkeys([*names, *(figure.written for figure in counts)]))

    @cached_property
    def shortfalls(self) -> Mapping[str, float]:
        """By how many points, of 100, the text's recall of words and its chrF++ stay below what is enough."""
        if self.doubt:
            return {}
        ours, theirs = one_line(self.text.prose), one_line(self.reference.prose)
        reached = {"recall": recall(ours, theirs), "chrf": chrf(ours, theirs)}
        return {name: max(0.0, data["enough"] - reached[name]) for name, data in _weights().items()}

    @property
    def points(self) -> float:
        """Penalty points per 100 words for what the text lacks in likeness to the reference (points.toml)."""
        return math.fsum(_weights()[name]["points"] * short for name, short in self.shortfalls.items())

    def to_record(self) -> dict[str, Any]:
        """What the result record says of the reference."""
        if self.doubt:
            return {"doubt": f"the reference {self.doubt}"}
        scores = {metric.name.lower().rstrip("+"): metric.to_record() for metric in self.metrics}
        worst = [passage.to_record() for passage in self.worst]
        return {**scores, "worst": worst, "missing": list(self.missing)}


@dataclass(frozen=True, slots=True)
class KeptReference:
    """What the result record says of a reference, where the texts themselves are gone."""

    record: dict[str, Any]

    def to_record(self) -> dict[str, Any]:
        """What the result record says of the reference."""
        return self.record


def _weights() -> Mapping[str, Mapping[str, float]]:
    return table(__file__, "points.toml")


def _stands(figure: Figure, others: list[Figure]) -> bool:
    return any(same(a, b) for a in figure.values for other in others for b in other.values)
