"""Paragraphs left out: `python -m benchmarks.paragraphs`.

From each human translation of the WMT20 set one paragraph is taken, never the first and none that is short; it is found
where A702 points at its source. The translations as they are show the false alarms.
"""

from __future__ import annotations

import random

from benchmarks.data import is_human, markdown_table, wmt20
from mtaudit import Article, Auditor

SEED = 2
SHORTEST = 80  # characters, as the check has it
FEWEST = 4  # paragraphs


def main() -> None:
    auditor = Auditor(select=["A702"])
    draw = random.Random(SEED)
    articles = damaged = found = named = alarms = 0
    for (system, doc), segments in sorted(wmt20().items()):
        if not is_human(system):
            continue
        sources = [segments[number].source for number in sorted(segments)]
        texts = [segments[number].target for number in sorted(segments)]
        source = "\n".join(sources)
        articles += 1
        alarms += len(auditor.audit(Article(doc, "\n".join(texts), source=source, source_lang="zh")).findings)
        long = [number for number, text in enumerate(texts) if number and len(text) >= SHORTEST]
        if len(texts) < FEWEST or not long:
            continue
        gone = draw.choice(long)
        start = len("\n".join(sources[:gone])) + 1
        kept = "\n".join(text for number, text in enumerate(texts) if number != gone)
        findings = auditor.audit(Article(doc, kept, source=source, source_lang="zh")).findings
        damaged += 1
        found += bool(findings)
        named += any(finding.evidence.get("source_start") == start for finding in findings)
    rows: list[list[object]] = [[damaged, found, named, articles, alarms]]
    print(markdown_table(["one left out", "told", "at its place", "as they are", "false alarms"], rows))


if __name__ == "__main__":
    main()
