"""Fit the weights of mtaudit/mentions/evidence.toml on labelled suspects, and rewrite the file.

    python -m benchmarks.fit_confidence [--write]

Data: the WMT20 set and the clean sets. The human translations of 2, 8, 24 or all documents give glossaries of many
sizes: runs of capitalised words that English does not know. Every suspect weighed against them is labelled
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
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.data import clean_documents, is_human, markdown_table, wmt20
from benchmarks.people import made_up_people
from mtaudit import Auditor, Entry, Glossary
from mtaudit.glossary.entry import Kind
from mtaudit.mentions.evidence import THRESHOLD, Evidence
from mtaudit.mentions.resolve import weighings
from mtaudit.mentions.titles import is_title_word
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
    "canonical": (2.5, 0.5),
    "country": (0.8, 0.4),
    "crowd": (-1.0, 0.5),
    "place": (-1.0, 0.5),
}
EVIDENCE_FILE = Path(__file__).resolve().parent.parent / "mtaudit" / "mentions" / "evidence.toml"
GROUP_SIZES = (2, 8, 24, 155)
"""Documents whose names make one glossary: from a story's to a newsroom's."""
_RUN = re.compile(r"[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)*")


def names_by_document() -> dict[str, list[str]]:
    """Document → names of its human translations: runs of capitalised words with one that English does not know."""
    names: dict[str, dict[str, None]] = defaultdict(dict)
    for (system, doc), segments in wmt20().items():
        if is_human(system):
            for segment in segments.values():
                for run in _RUN.findall(segment.target):
                    words = [w for w in run.split() if not is_title_word(w)]
                    plain = all(w.isalpha() and not w.isupper() for w in words)
                    if 1 <= len(words) <= 3 and plain and zipf(words[-1]) < 3.0:
                        names[doc][" ".join(words)] = None
    return {doc: list(found) for doc, found in names.items()}


def glossary_of(names: Iterable[str]) -> Glossary:
    """A glossary of names: each full name with its last part as alias, where no other full name has it."""
    distinct = sorted({name.casefold(): name for name in names}.values())
    full = [n for n in distinct if " " in n]
    covered = {w.casefold() for n in full for w in n.split()}
    lasts = Counter(n.split()[-1].casefold() for n in full)
    entries = []
    for name in full:
        last = name.split()[-1]
        entries.append(Entry(name, Kind.PERSON, aliases=(last,) if lasts[last.casefold()] == 1 else ()))
    alone = [Entry(n, Kind.PERSON) for n in distinct if " " not in n and n.casefold() not in covered]
    return Glossary("names", tuple(entries + alone))


def labelled() -> list[tuple[str, Evidence, int]]:
    """(document, evidence, label) of every suspect that can be labelled, for glossaries of all sizes."""
    by_document = names_by_document()
    documents = sorted(by_document)
    rows: list[tuple[str, Evidence, int]] = []
    for size in GROUP_SIZES:
        for start in range(0, len(documents), size):
            group = documents[start : start + size]
            glossary = glossary_of(name for doc in group for name in by_document[doc])
            auditor = Auditor([glossary], default_glossaries=False)
            rows += translated(auditor, group)
            rows += clean(auditor, every=max(1, 24 // size))
    rows += clean(Auditor([made_up_people(10_000)], default_glossaries=False))
    return rows


def translated(auditor: Auditor, documents: Collection[str]) -> list[tuple[str, Evidence, int]]:
    """The labelled suspects of all system translations of some documents."""
    rows: list[tuple[str, Evidence, int]] = []
    for (system, doc), segments in wmt20().items():
        if is_human(system) or doc not in documents:
            continue
        right = references()[doc]
        text = "\n".join(segments[n].target for n in sorted(segments))
        spans = [span for segment in segments.values() for span, *_ in segment.errors]
        marked = {fold(w) for span in spans for w in re.findall(r"[^\W\d_]+", span)[:6]}
        for w in weighings(auditor.context(text)):
            token = fold(w.token)
            if token in right and w.name in right:
                continue  # the human translators disagree
            if token in right or w.name not in right:
                rows.append((doc, w.evidence, 0))
            elif token in marked:
                rows.append((doc, w.evidence, 1))
    return rows


def clean(auditor: Auditor, every: int = 1) -> list[tuple[str, Evidence, int]]:
    """The suspects of (every n-th document of) clean news, none of them an error."""
    texts = list(clean_documents().items())[::every]
    return [(doc, w.evidence, 0) for doc, text in texts for w in weighings(auditor.context(text))]


@cache
def references() -> dict[str, set[str]]:
    """Document → folded words of its human translations."""
    out: dict[str, set[str]] = defaultdict(set)
    for (system, doc), segments in wmt20().items():
        if is_human(system):
            for segment in segments.values():
                out[doc] |= {fold(w) for w in re.findall(r"[^\W\d_]+", segment.target)}
    return out


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
