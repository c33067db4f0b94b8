"""The second opinion: a neural model judges the sentences that the n-gram model suspects, and no others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mtaudit.fluency.neural import NeuralModel
from mtaudit.fluency.repair import Repair, repairs
from mtaudit.tables import table

BUDGET = 8
"""Sentences of an article that are judged at most."""

_REPAIRS = 6  # a sentence, those that the n-gram model likes best


@dataclass(frozen=True, slots=True)
class Reader:
    """A model with the number of sentences of an article that it may judge."""

    model: NeuralModel
    budget: int = BUDGET

    @property
    def signature(self) -> str:
        """The model and the budget, for the signature of a score."""
        return f"{self.model.name}:{self.budget}"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the model thinks of a sentence: mean bits a token, and the repair that saves most bits, if any does."""

    bits: float
    repair: Repair | None

    @property
    def is_fluent(self) -> bool:
        """Whether the model finds the sentence likelier than damaged ones ever are."""
        fluent: float = table(__file__, "opinion.toml")["fluent"]
        return self.bits < fluent

    @property
    def is_mendable(self) -> bool:
        """Whether a repair saves more bits than any does on clean news."""
        gain: float = table(__file__, "opinion.toml")["gain"]
        return self.repair is not None and self.repair.gain >= gain


def opinion(model: NeuralModel, written: str) -> Opinion:
    """The opinion on one sentence."""
    tokens = max(1, len(model.tokens(written)))
    bits, past = model.read(written)
    best = None
    for repair in _likely(written):
        mended = written[: repair.start] + repair.replacement + written[repair.end :]
        gain = -model.read_again(mended, past)
        if gain > 0 and (best is None or gain > best.gain):
            best = replace(repair, gain=gain)
    return Opinion(bits / tokens, best)


def _likely(written: str) -> Sequence[Repair]:
    return sorted(repairs(written), key=lambda repair: -repair.gain)[:_REPAIRS]
