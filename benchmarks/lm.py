"""The second opinion of the extra `lm`, measured: `python -m benchmarks.lm` (some twenty minutes on two cores).

1. WMT20: all garbled sentences and a sample of 1,000 unmarked ones (see `benchmarks.fit_fluency`): the n-gram model's
   fluency, the neural model's mean surprisal, and both with the logarithm of the words in a logistic regression that
   is fitted on other documents (five folds).
2. Suspect sentences of the clean sets and of the same sentences damaged (see `benchmarks.fit_fluency`): how many reach
   the limits of mtaudit/fluency/opinion.toml.
"""

from __future__ import annotations

import random

import numpy as np

from benchmarks.data import is_human, markdown_table, wmt20
from benchmarks.fit_fluency import SEED, Array, _auc, _damaged, _documents, _is_garbled, _rows, fit
from mtaudit.fluency.neural import NeuralModel, load
from mtaudit.fluency.opinion import opinion
from mtaudit.fluency.sentence import _weights, limits
from mtaudit.tables import table

UNMARKED = 1000
SUSPECTS = 200
FOLDS = 5
LONGEST = 1500  # characters of a segment


def main() -> None:
    model = load()
    print(model.name, wmt(model), damaged(model), sep="\n\n")


def wmt(model: NeuralModel) -> str:
    garbled, unmarked = [], []
    for (system, doc), segments in wmt20().items():
        for segment in segments.values() if not is_human(system) else ():
            raters = {rater for _, category, severity, rater in segment.errors if _is_garbled(category, severity)}
            if len(raters) != 1:
                (garbled if raters else unmarked).append((doc, segment.target[:LONGEST]))
    chosen = garbled + random.Random(SEED).sample(unmarked, UNMARKED)
    labels = np.array([0.0] * len(garbled) + [1.0] * UNMARKED)
    texts = [text for _, text in chosen]
    rows = _rows(texts)
    ngram = rows @ np.array(_weights())
    bits = -np.array([float(np.mean(values or [0.0])) for values in model.surprisals(texts)])
    length = rows[:, -1]
    features = np.column_stack([np.ones(len(chosen)), ngram, bits, length])
    documents = sorted({doc for doc, _ in chosen})
    random.Random(SEED).shuffle(documents)
    both = np.zeros(len(chosen))
    for fold in range(FOLDS):
        held = np.array([doc in set(documents[fold::FOLDS]) for doc, _ in chosen])
        both[held] = features[held] @ fit(features[~held], labels[~held])
    table: list[list[object]] = []
    for name, values in (("n-gram fluency", ngram), ("mean surprisal", bits), ("both", both), ("length", -length)):
        good, bad = values[labels > 0], values[labels == 0]
        recall = float((bad < np.quantile(good, 0.02)).mean())
        table.append([name, _auc(good, bad), _within_length(values, length, labels), recall])
    header = ["WMT20, garbled against unmarked", "AUROC", "within equal length", "recall at 2 % false positives"]
    return markdown_table(header, table)


def _within_length(values: Array, length: Array, labels: Array) -> float:
    bad = labels == 0
    tenth = np.digitize(length, np.quantile(length[bad], np.linspace(0, 1, 11)[1:-1]))
    areas = [
        (_auc(values[~bad & (tenth == t)], values[bad & (tenth == t)]), (bad & (tenth == t)).sum()) for t in range(10)
    ]
    return float(sum(area * n for area, n in areas) / sum(n for _, n in areas))


def damaged(model: NeuralModel) -> str:
    documents = _documents(None)
    sets = {"clean news": [s for d in documents for s in d], "the same, damaged": [s for s, _ in _damaged(documents)]}
    gain = table(opinion.__code__.co_filename, "opinion.toml")["gain"]
    rows: list[list[object]] = []
    for name, sentences in sets.items():
        low = _rows(sentences) @ np.array(_weights()) < limits().suspect
        suspects = [s for s, is_low in zip(sentences, low, strict=True) if is_low]
        read = [opinion(model, s) for s in random.Random(SEED).sample(suspects, SUSPECTS)]
        mendable = sum(found.repair is not None and found.repair.gain >= gain for found in read)
        fluent = sum(found.is_fluent for found in read)
        rows.append([name, len(suspects), SUSPECTS, mendable / SUSPECTS, fluent / SUSPECTS])
    header = ["sentences", "suspects", "read", f"a repair gains {gain:g} bits", "overruled"]
    return markdown_table(header, rows)


if __name__ == "__main__":
    main()
