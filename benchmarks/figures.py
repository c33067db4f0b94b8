"""Changed figures: precision and recall by hand and on real segments, `python -m benchmarks.figures [--show]`.

1. By hand: benchmarks/figures.tsv, six languages; each source with two right and two wrong translations.
2. Real: 200 segments of the WMT20 set with a figure, in a human translation. Into every other one a change is put: two
   digits swapped, a digit replaced, the scale word changed, or the figure dropped.
3. All human translations of the set as they are: each finding is printed with `--show`, to be read.
"""

from __future__ import annotations

import csv
import itertools
import random
import re
import sys

from benchmarks.data import ROOT, is_human, markdown_table, wmt20
from mtaudit import Article, Auditor

SEED = 5
SEGMENTS = 200
_FIGURE = re.compile(r"(?<![\w.,])\d[\d.,]*\d(?![\w-])")
_SCALES = {"million": "billion", "billion": "million", "thousand": "million"}


def by_hand() -> list[tuple[str, str, str, bool]]:
    """(language, source, text, whether a figure is wrong)."""
    with (ROOT / "figures.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader((line for line in file if not line.startswith("#")), delimiter="\t"))
    return [(row[0], row[1], text, number > 1) for row in rows for number, text in enumerate(row[2:6])]


def real() -> list[tuple[str, str, str, bool]]:
    """Segments of human translations with two-digit figures; every other one damaged."""
    draw = random.Random(SEED)
    segments = [
        (segment.source, segment.target)
        for (system, _), found in sorted(wmt20().items())
        if is_human(system)
        for segment in found.values()
        if _FIGURE.search(segment.target)
    ]
    chosen = draw.sample(segments, SEGMENTS)
    return [
        ("zh", source, damaged(text, draw) if number % 2 else text, bool(number % 2))
        for number, (source, text) in enumerate(chosen)
    ]


def damaged(text: str, draw: random.Random) -> str:
    """A text with one figure changed."""
    match = draw.choice(list(_FIGURE.finditer(text)))
    behind = re.match(r" (million|billion|thousand)\b", text[match.end() :])
    if behind and draw.random() < 0.5:
        return text[: match.end()] + " " + _SCALES[behind[1]] + text[match.end() + behind.end() :]
    digits = list(match[0])
    places = [at for at, sign in enumerate(digits) if sign.isdigit()]
    pairs = [(a, b) for a, b in itertools.pairwise(places) if digits[a] != digits[b]]
    if pairs and draw.random() < 0.5:
        one, other = draw.choice(pairs)
        digits[one], digits[other] = digits[other], digits[one]
    else:
        at = draw.choice(places)
        digits[at] = draw.choice([d for d in "123456789" if d != digits[at]])
    return text[: match.start()] + "".join(digits) + text[match.end() :]


def row(label: str, cases: list[tuple[str, str, str, bool]], auditor: Auditor) -> list[object]:
    hits = alarms = 0
    for language, source, text, is_wrong in cases:
        found = auditor.audit(Article(id="case", text=text, source=source, source_lang=language)).findings
        hits += bool(found) and is_wrong
        alarms += bool(found) and not is_wrong
        if "--show" in sys.argv and bool(found) != is_wrong:
            print(label, "false alarm" if found else "missed", source, "|", text, "|", [f.message for f in found])
    wrong = sum(case[3] for case in cases)
    return [label, len(cases), wrong, hits / (hits + alarms), hits / wrong]


def main() -> None:
    auditor = Auditor(select=["F502"], default_glossaries=False)
    rows = [row("made by hand", by_hand(), auditor), row("WMT20 segments", real(), auditor)]
    print(markdown_table(["figures", "segments", "changed", "precision", "recall"], rows))
    count = articles = 0
    for (system, doc), segments in wmt20().items():
        if is_human(system):
            articles += 1
            text = "\n".join(segments[n].target for n in sorted(segments))
            source = "\n".join(segments[n].source for n in sorted(segments))
            for finding in auditor.audit(Article(id=doc, text=text, source=source, source_lang="zh")).findings:
                count += 1
                if "--show" in sys.argv:
                    print(doc, finding.text[:80], "|", finding.message)
    print(f"\n{count} findings in {articles} human translations as they are")


if __name__ == "__main__":
    main()
