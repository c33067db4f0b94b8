"""Fits and measures the fluency of sentences: `python -m benchmarks.fit_fluency [--write]`.

Training data: the sentences of the clean sets (NTREX news, Wikinews; see the data's README), each once as it is and
twice damaged in one of the ways in which translation breaks text, chosen by a generator with a fixed seed: neighbours
swapped, function words replaced, dropped or doubled, words moved, a stretch shuffled, two pieces joined. A logistic
regression (iteratively reweighted least squares, ridge 1) on five features; half of the documents is held out for the
table. `--write` fits on all and rewrites mtaudit/fluency/fluency.toml; the same data give the same file.
"""

from __future__ import annotations

import json
import lzma
import random
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.data import clean_documents, eval_dir, is_human, markdown_table, wmt20
from mtaudit.article import Span
from mtaudit.fluency import sentence
from mtaudit.fluency.sentence import features, measure

Array = np.ndarray[Any, np.dtype[np.float64]]
SEED = 20
WAYS = ("swap", "swap twice", "replace", "drop", "double", "insert", "shuffle", "shuffle six", "join")
_FUNCTION_WORDS = """
of to in on for at by with from into over about against between as the a an and or but that which who is are was were be
been has have had will would can could may not it its this these those he she they his her their
"""
ALARMS = 0.2  # per 1,000 words of clean news
GAIN = 12.0  # bits: on clean news hardly any repair reaches it, and half of those are mistakes indeed
NAMES = ("bias", "mean", "surprise", "repeats", "log_words")


def main() -> None:
    """Fit, print the tables, and write the numbers if asked."""
    held_out, train = _documents(1), _documents(0)
    weights = fit(*_labelled(train))
    clean, damaged = _rows(s for d in held_out for s in d), _damaged(held_out)
    words = sum(len(s.split()) for d in held_out for s in d)
    alarm = _threshold(clean @ weights, words)
    rows: list[list[object]] = []
    for way in WAYS:
        values = _rows(text for text, used in damaged if used == way) @ weights
        rows.append([way, len(values), float((values < alarm).mean()), _auc(clean @ weights, values)])
    print(markdown_table(["damage (held out)", "sentences", f"found at {ALARMS} alarms / 1,000 words", "AUROC"], rows))
    print(demetr(weights), wmt(weights, alarm), sep="\n\n")
    if "--write" in sys.argv:
        everything = _documents(None)
        weights = fit(*_labelled(everything))
        words = sum(len(s.split()) for d in everything for s in d)
        alarm = _threshold(_rows(s for d in everything for s in d) @ weights, words)
        _write(weights, alarm)


def _documents(parity: int | None) -> list[list[str]]:
    return [
        [line for line in text.split("\n") if len(line.split()) >= 6]
        for name, text in sorted(clean_documents().items())
        if parity is None or sum(map(ord, name)) % 2 == parity
    ]


def _labelled(documents: list[list[str]]) -> tuple[Array, Array]:
    clean, damaged = _rows(s for d in documents for s in d), _rows(text for text, _ in _damaged(documents))
    return np.vstack([clean, damaged]), np.concatenate([np.ones(len(clean)), np.zeros(len(damaged))])


def _rows(texts: Any) -> Array:
    listed = list(texts)
    joined, spans, at = "\n".join(listed), [], 0
    for text in listed:
        spans.append(Span(at, at + len(text)))
        at += len(text) + 1
    return np.array([features(found) for found in measure(joined, spans)])


def _damaged(documents: list[list[str]]) -> list[tuple[str, str]]:
    chance = random.Random(SEED)
    return [(damage(s, way, chance), way) for d in documents for s in d for way in chance.sample(WAYS, 2)]


def damage(text: str, way: str, chance: random.Random) -> str:
    """A sentence of six words or more, damaged in one way."""
    words, listed = text.split(), sorted(_FUNCTION_WORDS.split())
    at = chance.randrange(1, len(words) - 2)
    function = [i for i, word in enumerate(words) if word in listed] or [at]
    if way.startswith("swap"):
        for place in [at, chance.randrange(1, len(words) - 2)][: 1 + way.endswith("twice")]:
            words[place], words[place + 1] = words[place + 1], words[place]
    elif way == "replace":
        for place in chance.sample(function, min(2, len(function))):
            words[place] = chance.choice(listed)
    elif way == "drop":
        for place in sorted(chance.sample(function, min(2, len(function))), reverse=True):
            del words[place]
    elif way == "double":
        words.insert(at, words[at])
    elif way == "insert":
        words.insert(at, chance.choice(words))
        words.insert(chance.randrange(1, len(words)), chance.choice(words))
    elif way == "join":
        other = chance.randrange(1, len(words) - 1)
        words = words[:at] + words[other : other + 5] + words[at:]
    else:
        first, last = (at, at + 6) if way.endswith("six") else (1, len(words) - 1)
        piece = words[first:last]
        chance.shuffle(piece)
        words[first:last] = piece
    return " ".join(words)


def fit(rows: Array, labels: Array) -> Array:
    """Weights of a logistic regression with a ridge of 1 on all but the bias; both classes weigh the same."""
    weights = np.zeros(rows.shape[1])
    share = np.where(labels > 0, 0.5 / labels.mean(), 0.5 / (1 - labels.mean()))
    ridge = np.diag([0.0] + [1.0] * (rows.shape[1] - 1))
    for _ in range(50):
        expected = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (share * (labels - expected)) - ridge @ weights
        curve = (rows * (share * expected * (1 - expected))[:, None]).T @ rows + ridge
        step = np.linalg.solve(curve, slope)
        weights += step
        if np.abs(step).max() < 1e-9:
            break
    return weights


def _threshold(values: Array, words: int) -> float:
    return float(np.sort(values)[max(0, int(ALARMS * words / 1000) - 1)])


def _auc(good: Array, bad: Array) -> float:
    """The chance that a good value lies above a bad one, ties counted half."""
    ranks = np.sort(bad)
    below = np.searchsorted(ranks, good, "left") + np.searchsorted(ranks, good, "right")
    return float(below.mean() / 2 / len(bad))


def demetr(weights: Array) -> str:
    """The share of DEMETR's pairs in which the damaged side is less fluent, by kind."""
    pairs: dict[str, list[tuple[str, str]]] = defaultdict(list)
    with lzma.open(eval_dir() / "demetr_pairs.jsonl.xz", "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            if row["check"]:
                pairs[row["perturbation"]].append((row["clean"], row["perturbed"]))
    rows: list[list[object]] = []
    for kind, found in sorted(pairs.items()):
        good, bad = (_rows(side) @ weights for side in zip(*found, strict=True))
        rows.append([kind, len(found), float((bad < good).mean())])
    return markdown_table(["DEMETR", "pairs", "damaged side less fluent"], rows)


def wmt(weights: Array, alarm: float) -> str:
    """Garbled against unmarked sentences of the WMT20 systems, also within tenths of equal length."""
    texts, marks = [], []
    for (system, _), segments in wmt20().items():
        if is_human(system):
            continue
        for segment in segments.values():
            raters = {rater for _, category, severity, rater in segment.errors if _is_garbled(category, severity)}
            texts.append(segment.target)
            marks.append(len(raters))
    rows, garbled = _rows(texts), np.array(marks) >= 2
    values, clean, length = rows @ weights, np.array(marks) == 0, rows[:, -1]
    edges = np.quantile(length[garbled], np.linspace(0, 1, 11)[1:-1])
    tenth = np.digitize(length, edges)
    areas = [
        (_auc(values[clean & (tenth == t)], values[garbled & (tenth == t)]), (garbled & (tenth == t)).sum())
        for t in range(10)
    ]
    stratified = sum(a * n for a, n in areas if n) / sum(n for _, n in areas)
    cut = np.quantile(values[clean], 0.02)
    table: list[list[object]] = [
        ["fluency", _auc(values[clean], values[garbled]), float(stratified), float((values[garbled] < cut).mean())],
        ["length alone", _auc(-length[clean], -length[garbled]), 0.5, float("nan")],
    ]
    found = float((values[garbled] < alarm).mean()), float((values[clean] < alarm).mean())
    header = ["WMT20, garbled against unmarked", "AUROC", "within equal length", "recall at 2 % false positives"]
    alarms = f"at the alarm: {found[0]:.3f} of garbled, {found[1]:.4f} of unmarked sentences"
    return f"{markdown_table(header, table)}\n\n{alarms}"


def _is_garbled(category: str, severity: str) -> bool:
    style = category == "Fluency/Grammar" or category.startswith("Style/")
    return category == "Non-translation!" or (severity == "Major" and style)


def _write(weights: Array, alarm: float) -> None:
    lines = [
        "# The fluency of a sentence: weights of a logistic model over the word-PMI of the n-gram model, in bits.",
        "# `python -m benchmarks.fit_fluency --write` fits them on clean news and the same sentences damaged.",
        "",
        f"alarm = {alarm:.3f}  # below this, {ALARMS} sentences per 1,000 words of clean news lie",
        "suspect = 0.0  # below this, a sentence is less likely whole than damaged,",
        f"gain = {GAIN:.1f}  # and is reported where one repair saves so many bits",
        "",
        "[weights]",
        *(f"{name} = {weight:.4f}" for name, weight in zip(NAMES, weights, strict=True)),
    ]
    path = Path(sentence.__file__).with_name("fluency.toml")
    path.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"\nwrote {path.name}")


if __name__ == "__main__":
    main()
