"""BLEU, chrF++ and TER by sacreBLEU, with its signatures, so that the numbers are those of the `sacrebleu` command."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

_WORD = re.compile(r"[^\W\d_][\w'’-]*|\d[\d.,]*")


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


def recall(hypothesis: str, reference: str) -> float:
    """The share of the words and figures of a reference that a text has, 0 to 100; case is left out.

    A word counts as often as both have it (ROUGE-1 recall, Lin 2004). 100 for a reference without words.
    """
    ours, theirs = (Counter(_WORD.findall(text.lower())) for text in (hypothesis, reference))
    total = theirs.total()
    return 100.0 * (ours & theirs).total() / total if total else 100.0


@cache
def _metrics() -> tuple[Any, ...]:
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF
    from sacrebleu.metrics.ter import TER

    return BLEU(), CHRF(word_order=2), TER()
