"""Where the shipped term rules fire: on clean news, where each hit must be right, and on the WMT20 set.

    python -m benchmarks.term_hits [--show]

A rule that fires on clean news without being right is narrowed or dropped. On the WMT20 set a rule should find
more in the outputs of the systems (eight) than in the human translations (two).
"""

from __future__ import annotations

import argparse
from collections import Counter

from benchmarks.data import clean_documents, is_human, markdown_table, wmt20_texts
from mtaudit.article import Article
from mtaudit.auditor import Auditor
from mtaudit.finding import Finding
from mtaudit.glossary.entry import Kind

CODES = ("T201", "T202", "T203")


def main() -> None:
    """Print the rules that fire, with their hits by kind of text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="show every hit on clean news and in human translations")
    options = parser.parse_args()
    auditor = Auditor(select=CODES)
    hits: dict[str, Counter[str]] = {kind: Counter() for kind in ("clean", "people", "systems")}
    texts = [("clean", doc, text) for doc, text in clean_documents().items()]
    texts += [("people" if is_human(system) else "systems", doc, text) for system, doc, text in wmt20_texts()]
    for kind, doc, text in texts:
        for finding in auditor.audit(Article(doc, text)).findings:
            hits[kind][rule(finding)] += 1
            if options.show and kind != "systems":
                around = text[max(0, finding.start - 60) : finding.end + 60].replace("\n", " ⏎ ")
                print(f"{kind}  {doc}  {rule(finding)}  … {around} …")
    rules = sum(1 for entry in auditor.index.entries if entry.kind is Kind.TERM and entry.forbidden)
    fired = sorted(set().union(*hits.values()), key=lambda name: (-hits["systems"][name], name))
    rows: list[list[object]] = [[name, *(hits[kind][name] for kind in hits)] for name in fired]
    rows.append(["all", *(sum(hits[kind].values()) for kind in hits)])
    print(markdown_table(["rule", "clean", "human translations (2)", "systems (8)"], rows))
    print(f"\n{rules} term rules, {len(fired)} fire")


def rule(finding: Finding) -> str:
    """The rule of a finding: its entry and the wrong form."""
    return f"{finding.text} → {finding.entry}"


if __name__ == "__main__":
    main()
