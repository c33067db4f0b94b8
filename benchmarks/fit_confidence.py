"""Fit the weights of mtaudit/mentions/evidence.toml on labelled suspects, and rewrite the file.

    python -m benchmarks.fit_confidence [--write]

Data: the WMT20 set and the clean sets. Its human translations give a glossary: runs of capitalised
words that English does not know. Every suspect that the matcher weighs against it is labelled
  error      raters marked the word, no human translation of the document has it, and one has the name;
  no error   a human translation of the document has the word, or none has the name, or the text is clean.
Clean text is also weighed against 10,000 made-up people, so that the weights hold for large glossaries.
What is neither, or spelt in both ways by the human translators, is left out.
The model is a logistic regression with a Gaussian prior around weights set by expertise, since
offices, countries and titles hardly occur in such a glossary (MAP estimate by Newton's method).
Cross-validated by document; the report shows calibration and the confusion at the threshold.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

from benchmarks.data import clean_documents, is_human, markdown_table, wmt20
from benchmarks.people import made_up_people
from mtaudit import Auditor, Entry, Glossary
from mtaudit.glossary.entry import Kind
from mtaudit.mentions.evidence import Evidence
from mtaudit.mentions.resolve import THRESHOLD, weighings
from mtaudit.names.fold import fold
from mtaudit.names.lexicon import zipf

# Weight: (prior mean, prior standard deviation).
PRIOR = {
    "bias": (0.0, 2.0),
    "distance": (-14.0, 6.0),
    "zipf": (-0.9, 0.5),
    "length": (0.15, 0.2),
    "partner_exact": (3.0, 1.0),
    "partner_near": (1.2, 1.0),
    "partner_zipf": (-0.3, 0.3),
    "pinyin": (-1.0, 1.0),
    "conflict": (-5.0, 1.0),
    "title": (2.2, 0.5),
    "title_conflict": (-1.5, 0.5),
    "canonical": (1.6, 0.6),
    "country": (0.8, 0.4),
    "place": (-1.0, 0.5),
}
EVIDENCE_FILE = Path(__file__).resolve().parent.parent / "mtaudit" / "mentions" / "evidence.toml"
_RUN = re.compile(r"[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)*")


def reference_glossary() -> Glossary:
    """Names of the human translations: runs of capitalised words with one that English does not know."""
    names: dict[str, set[str]] = defaultdict(set)
    for (system, _), segments in wmt20().items():
        if is_human(system):
            for segment in segments.values():
                for run in _RUN.findall(segment.target):
                    words = run.split()
                    if (
                        1 <= len(words) <= 3
                        and zipf(words[-1]) < 3.0
                        and all(w.isalpha() and not w.isupper() for w in words)
                    ):
                        names[run].add(words[-1])
    full = [n for n in names if " " in n]
    covered = {w for n in full for w in n.split()}
    singles = [n for n in names if " " not in n and n not in covered]
    last_of: dict[str, list[str]] = defaultdict(list)
    for name in full:
        last_of[name.split()[-1]].append(name)
    entries = [
        Entry(n, Kind.PERSON, aliases=(n.split()[-1],) if len(last_of[n.split()[-1]]) == 1 else ())
        for n in sorted(full)
    ]
    return Glossary("reference", tuple(entries + [Entry(n, Kind.PERSON) for n in sorted(singles)]))


def labelled() -> list[tuple[str, Evidence, int]]:
    """(document, evidence, label) of every suspect that can be labelled."""
    data = wmt20()
    references: dict[str, set[str]] = defaultdict(set)
    for (system, doc), segments in data.items():
        if is_human(system):
            for segment in segments.values():
                references[doc] |= {fold(w) for w in re.findall(r"[^\W\d_]+", segment.target)}
    auditor = Auditor([reference_glossary()], default_glossaries=False)
    rows: list[tuple[str, Evidence, int]] = []
    for (system, doc), segments in data.items():
        if is_human(system):
            continue
        text = "\n".join(segments[n].target for n in sorted(segments))
        marked = {
            fold(w) for s in segments.values() for span, *_ in s.errors for w in re.findall(r"[^\W\d_]+", span)[:6]
        }
        for w in weighings(auditor.context(text)):
            token = fold(w.token)
            if token in references[doc] and w.name in references[doc]:
                continue  # the human translators disagree
            if token in references[doc] or w.name not in references[doc]:
                rows.append((doc, w.evidence, 0))
            elif token in marked:
                rows.append((doc, w.evidence, 1))
    crowd = Auditor([made_up_people(10_000)], default_glossaries=False)
    for doc, text in clean_documents().items():
        for judge in (auditor, crowd):
            rows += [(doc, w.evidence, 0) for w in weighings(judge.context(text))]
    return rows


def fit(features: np.ndarray, labels: np.ndarray, names: list[str]) -> np.ndarray:
    """MAP weights of the logistic model by Newton's method."""
    mean = np.array([PRIOR[n][0] for n in names])
    precision = np.diag([PRIOR[n][1] ** -2.0 for n in names])

    def loss(w: np.ndarray) -> float:
        logits = features @ w
        return float(np.logaddexp(0, logits).sum() - labels @ logits + (w - mean) @ precision @ (w - mean) / 2)

    weights = mean.copy()
    for _ in range(100):
        p = 1.0 / (1.0 + np.exp(-np.clip(features @ weights, -40, 40)))
        gradient = features.T @ (labels - p) - precision @ (weights - mean)
        hessian = (features * (p * (1 - p))[:, None]).T @ features + precision
        step = np.linalg.solve(hessian, gradient)
        while loss(weights + step) > loss(weights) and np.abs(step).max() > 1e-9:
            step = step / 2
        weights = weights + step
        if np.abs(step).max() < 1e-9:
            break
    return weights


def main() -> None:
    rows = labelled()
    names = list(PRIOR)
    features = np.array([[1.0, *(e.features()[n] for n in names[1:])] for _, e, _ in rows])
    labels = np.array([label for *_, label in rows], dtype=float)
    documents = np.array([doc for doc, *_ in rows])
    print(f"{len(rows)} labelled suspects, {int(labels.sum())} errors, {len(set(documents))} documents\n")
    held_out = np.zeros(len(rows))
    folds = {doc: number % 10 for number, doc in enumerate(sorted(set(documents)))}
    which = np.array([folds[d] for d in documents])
    for number in range(10):
        weights = fit(features[which != number], labels[which != number], names)
        held_out[which == number] = 1.0 / (1.0 + np.exp(-features[which == number] @ weights))
    table: list[list[object]] = []
    for low, high in (
        (0, 0.1),
        (0.1, 0.3),
        (0.3, 0.5),
        (0.5, 0.7),
        (0.7, 0.8),
        (0.8, 0.9),
        (0.9, 0.97),
        (0.97, 1.01),
    ):
        inside = (held_out >= low) & (held_out < high)
        if inside.any():
            table.append(
                [
                    f"{low}–{min(high, 1)}",
                    int(inside.sum()),
                    float(held_out[inside].mean()),
                    float(labels[inside].mean()),
                ]
            )
    print(markdown_table(["confidence (held out)", "suspects", "mean confidence", "share of errors"], table))
    over = held_out >= THRESHOLD
    print(
        f"\nat {THRESHOLD}: precision {labels[over].mean():.3f}, "
        f"recall of weighed errors {labels[over].sum() / labels.sum():.3f}"
    )
    weights = fit(features, labels, names)
    lines = EVIDENCE_FILE.read_text("utf-8").splitlines()
    fitted = dict(zip(names, weights, strict=True))
    out = []
    for line in lines:
        key = line.split(" = ")[0]
        if key in fitted:
            comment = line.split("#", 1)[1] if "#" in line else ""
            value = f"{key} = {fitted[key]:.3f}"
            line = f"{value:<26}#{comment}" if comment else value
        out.append(line)
    print("\n" + "\n".join(out))
    if "--write" in sys.argv:
        EVIDENCE_FILE.write_text("\n".join(out) + "\n", "utf-8")


if __name__ == "__main__":
    main()
