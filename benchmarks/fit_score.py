"""Fits and measures the score on rated articles: `python -m benchmarks.fit_score [--write]`.

Data: the WMT20 MQM set, 155 articles in ten translations, three raters each; an article's rating is its mean penalty.
Measure: of two translations of one article, how often has the one with fewer rated points the better score (ties in
the score count half). Weights are fitted on pairs of the articles of four fifths and measured on the others; a weight
is never below zero, so that more of a kind of damage never raises the score. `--write` fits on all articles and
rewrites mtaudit/fluency/damage.toml.
"""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.data import Segment, is_human, markdown_table, wmt20
from mtaudit import Article, Auditor
from mtaudit.fluency import damage
from mtaudit.fluency.sentence import fluency
from mtaudit.scoring import penalty

Array = np.ndarray[Any, np.dtype[np.float64]]
Translation = tuple[str, str]  # document, system
KINDS = ("findings", "stray capitals", "echoes", "garbled share", "mean fluency")
USED = ("findings", "stray capitals", "echoes")
CLEAN_ECHOES = 0.2  # per 100 words: four of five articles of the clean sets have no more
LOW_FLUENCY = -1.0
MOST = 4.0  # a minor finding and its company together cost no more than a major one
FOLDS = 5
DRAWS = 1000
SEED = 4


def main() -> None:
    """Audit, fit, print the tables, and write the numbers if asked."""
    segments = {(doc, system): found for (system, doc), found in wmt20().items()}
    rated = {key: rating(list(found.values())) for key, found in segments.items()}
    evidence = audits(segments)
    words = {key: evidence[key].pop("words") for key in evidence}
    humans = {key: is_human(key[1]) for key in segments}
    everything = sorted(segments)
    systems = [key for key in everything if not humans[key]]
    rows: list[list[object]] = []

    def row(name: str, value: Callable[[list[Translation]], dict[Translation, float]]) -> None:
        cells: list[object] = [name]
        for chosen in (everything, systems):
            values = value(chosen)
            low, high = bootstrap(values, rated)
            cells += [accuracy(values, rated), f"{low:.3f}–{high:.3f}"]
        cells.append(pearson(value(everything), rated))
        rows.append(cells)

    row("score", lambda chosen: fitted(USED, chosen, evidence, rated))
    for kind in USED:
        rest = tuple(other for other in USED if other != kind)
        row(f"score without {kind}", lambda chosen, rest=rest: fitted(rest, chosen, evidence, rated))  # type: ignore[misc]
    for kind in KINDS[len(USED) :]:
        kinds = (*USED, kind)
        row(f"score and {kind} (left out)", lambda chosen, kinds=kinds: fitted(kinds, chosen, evidence, rated))  # type: ignore[misc]
    row("score, texts shuffled among articles", lambda chosen: shuffled(fitted(USED, chosen, evidence, rated)))
    row("the value of `mtaudit audit`", lambda chosen: {key: evidence[key]["value"] for key in chosen})
    row("random", lambda chosen: {key: random.Random(str(key)).random() for key in chosen})
    row("-length", lambda chosen: {key: -float(words[key]) for key in chosen})
    row("chrF with a human reference", lambda chosen: referenced(chosen, segments, "chrf"))
    row("BLEU with a human reference", lambda chosen: referenced(chosen, segments, "bleu"))
    header = ["", "ten translations", "95 %", "eight systems", "95 %", "Pearson"]
    print(markdown_table(header, rows))
    weights = fit(USED, everything, evidence, rated)
    scaled = weights / weights[0]
    print("\npoints beside one point of a finding:", dict(zip(USED, scaled.round(2).tolist(), strict=True)))
    if "--write" in sys.argv:
        _write(scaled)


def rating(segments: Sequence[Segment]) -> float:
    """The mean penalty points of an article's segments over three raters, as WMT counts them."""
    points = 0.0
    for segment in segments:
        for _, category, severity, _ in segment.errors:
            if category == "Non-translation!":
                points += 25
            elif severity in ("Major", "Minor"):
                points += 5 if severity == "Major" else 0.1 if category == "Fluency/Punctuation" else 1
    return points / 3


def audits(segments: dict[Translation, dict[int, Segment]]) -> dict[Translation, dict[str, float]]:
    """The evidence on each translation, each kind per 100 words, and its words."""
    auditor = Auditor()
    out = {}
    for (doc, system), found in segments.items():
        text = "\n".join(found[number].target for number in sorted(found))
        article = Article(doc, text, source_lang="zh")
        audited, measures = auditor.audit(article), auditor.context(article).measures
        words = audited.text.word_count
        stray = [penalty(f) for f in audited.findings if f.code == "G402"]
        judged = sum(found.words for found in measures) or 1
        values = [(m.words, value) for m in measures if (value := fluency(m)) is not None]
        echoes = 100 * sum(m.echoes for m in measures) / words
        out[doc, system] = {
            "words": float(words),
            "value": audited.score.value,
            "findings": 100 * sum(map(penalty, audited.findings)) / words,
            "stray capitals": 100 * len(stray) / words,
            "echoes": max(0.0, echoes - CLEAN_ECHOES),
            "garbled share": sum(n for n, value in values if value < LOW_FLUENCY) / judged,
            "mean fluency": -sum(n * value for n, value in values) / judged,
        }
    return out


def accuracy(values: dict[Translation, float], rated: dict[Translation, float]) -> float:
    """The share of pairs within an article that the values order as the raters do."""
    counts = _right(values, rated)
    return float(sum(right for right, _ in counts) / sum(pairs for _, pairs in counts))


def bootstrap(values: dict[Translation, float], rated: dict[Translation, float]) -> tuple[float, float]:
    """The 95 % interval of the accuracy, articles drawn anew."""
    counts = np.array(_right(values, rated))
    drawn = np.random.default_rng(SEED).integers(0, len(counts), (DRAWS, len(counts)))
    sums = counts[drawn].sum(axis=1)
    low, high = np.quantile(sums[:, 0] / sums[:, 1], [0.025, 0.975])
    return float(low), float(high)


def _right(values: dict[Translation, float], rated: dict[Translation, float]) -> list[tuple[float, int]]:
    counts = []
    for pairs in _pairs(values, rated).values():
        right = sum(0.5 if values[a] == values[b] else float(values[a] > values[b]) for a, b in pairs)
        counts.append((right, len(pairs)))
    return counts


def _pairs(
    keys: Sequence[Translation] | dict[Translation, float], rated: dict[Translation, float]
) -> dict[str, list[tuple[Translation, Translation]]]:
    """By document, the pairs that raters tell apart, the better one first."""
    by_document: dict[str, list[Translation]] = defaultdict(list)
    for key in keys:
        by_document[key[0]].append(key)
    return {
        doc: [(a, b) if rated[a] < rated[b] else (b, a) for a, b in combinations(found, 2) if rated[a] != rated[b]]
        for doc, found in by_document.items()
    }


def fitted(
    kinds: Sequence[str],
    chosen: Sequence[Translation],
    evidence: dict[Translation, dict[str, float]],
    rated: dict[Translation, float],
) -> dict[Translation, float]:
    """A value for each translation, by weights that were fitted on other articles."""
    documents = sorted({doc for doc, _ in chosen})
    random.Random(SEED).shuffle(documents)
    out = {}
    for fold in range(FOLDS):
        held_out = set(documents[fold::FOLDS])
        weights = fit(kinds, [key for key in chosen if key[0] not in held_out], evidence, rated)
        for key in chosen:
            if key[0] in held_out:
                out[key] = -float(_vector(evidence[key], kinds) @ weights)
    return out


def fit(
    kinds: Sequence[str],
    chosen: Sequence[Translation],
    evidence: dict[Translation, dict[str, float]],
    rated: dict[Translation, float],
) -> Array:
    """Weights, none below zero, of a logistic regression on the differences of pairs (projected gradient)."""
    pairs = [pair for found in _pairs(chosen, rated).values() for pair in found]
    rows = np.array([_vector(evidence[worse], kinds) - _vector(evidence[better], kinds) for better, worse in pairs])
    scale = rows.std(axis=0)
    rows = rows / scale
    weights = np.full(len(kinds), 0.1)
    for _ in range(2000):
        slope = (rows * (1 / (1 + np.exp(rows @ weights)))[:, None]).mean(axis=0)
        weights = np.maximum(0.0, weights + 0.5 * slope)
    result: Array = weights / scale
    return result


def _vector(evidence: dict[str, float], kinds: Sequence[str]) -> Array:
    return np.array([evidence[kind] for kind in kinds])


def pearson(values: dict[Translation, float], rated: dict[Translation, float]) -> float:
    """The correlation with the negative ratings per article, each article's mean taken out."""
    by_document: dict[str, list[Translation]] = defaultdict(list)
    for key in values:
        by_document[key[0]].append(key)
    x, y = [], []
    for keys in by_document.values():
        own, theirs = np.array([values[k] for k in keys]), np.array([-rated[k] for k in keys])
        x.append(own - own.mean())
        y.append(theirs - theirs.mean())
    return float(np.corrcoef(np.concatenate(x), np.concatenate(y))[0, 1])


def shuffled(values: dict[Translation, float]) -> dict[Translation, float]:
    """The values, dealt out anew among all translations: what their distribution alone reaches."""
    dealt = list(values.values())
    random.Random(SEED).shuffle(dealt)
    return dict(zip(values, dealt, strict=True))


def referenced(
    chosen: Sequence[Translation], segments: dict[Translation, dict[int, Segment]], metric: str
) -> dict[Translation, float]:
    """chrF or BLEU of each translation against a human one (for a human one: against the other)."""
    import sacrebleu

    measure = sacrebleu.sentence_chrf if metric == "chrf" else sacrebleu.sentence_bleu

    def text(key: Translation) -> str:
        return "\n".join(segments[key][number].target for number in sorted(segments[key]))

    out = {}
    for doc, system in chosen:
        reference = "Human-B.0" if system == "Human-A.0" else "Human-A.0"
        out[doc, system] = measure(text((doc, system)), [text((doc, reference))]).score
    return out


def _write(weights: Array) -> None:
    points = dict(zip(USED, weights, strict=True))
    lines = [
        "# Penalty points for damage around the findings (`mtaudit/fluency/damage.py`), beside those of the findings.",
        "# `python -m benchmarks.fit_score --write` fits them on the WMT20 MQM ratings.",
        "",
        "[echoes]",
        f"clean = {CLEAN_ECHOES}  # per 100 words: four of five articles of clean news have no more",
        f"points = {points['echoes']:.2f}  # for each above that",
        "",
        "[findings]",
        f"G402 = {min(MOST, points['stray capitals']):.2f}  # a stray capital",
    ]
    path = Path(damage.__file__).with_name("damage.toml")
    path.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"\nwrote {path.name}")


if __name__ == "__main__":
    main()
