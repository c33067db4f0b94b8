"""BLEU, chrF++ and TER by sacreBLEU, with its signatures, so that the numbers are those of the `sacrebleu` command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric: its name, its score (BLEU, chrF++: 0 to 100, higher is better; TER: lower) and its signature."""

    name: str
    score: float
    signature: str

    def to_record(self) -> dict[str, float | str]:
        """The metric as the result record spells it."""
        return {"score": round(self.score, 2), "signature": self.signature}


def one_line(text: str) -> str:
    """A text as the line that stands for it in a file for the `sacrebleu` command."""
    return " ".join(text.split())


def metrics(hypotheses: Sequence[str], references: Sequence[str]) -> tuple[Metric, ...]:
    """BLEU, chrF++ and TER of lines against their references, over all of them (`sacrebleu -m bleu chrf ter`)."""
    found = []
    for metric in _metrics():
        score = metric.corpus_score(list(hypotheses), [list(references)])
        found.append(Metric(score.name, score.score, str(metric.get_signature())))
    return tuple(found)


def chrf(hypothesis: str, reference: str) -> float:
    """The chrF++ of one sentence, 0 to 100."""
    return float(_metrics()[1].sentence_score(hypothesis, [reference]).score)


@cache
def _metrics() -> tuple[Any, ...]:
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF
    from sacrebleu.metrics.ter import TER

    return BLEU(), CHRF(word_order=2), TER()
