"""What the source adds: wrong names on the WMT20 set with the source and without, and rapidfuzz beside them.

    python -m benchmarks.source [--show]

Names: benchmarks/wmt20_names.yaml, made by hand from the sources and the human translations. Recall: the rows of
`name_errors_wmt20.csv` that are wrong names (*spelling* or *far* in benchmarks/name_verdicts.csv) of an entry whose
native form stands in the sources of the document; a row is found where its wrong form is reported with its right
form in a translation of the document. Precision: as in `benchmarks.names`, over all name findings in the eight
systems' translations. The baseline takes every capitalised word for a wrong name that has `rapidfuzz.fuzz.ratio`
of 80 or more with a part of a name, and is none.
"""

from __future__ import annotations

import csv
import gc
import sys
import time
from collections import Counter, defaultdict

from rapidfuzz import fuzz
from rapidfuzz.process import extractOne

from benchmarks.data import eval_dir, is_human, markdown_table, wmt20
from benchmarks.names import GLOSSARY, read_by_hand, same, tokens_of, verdicts
from mtaudit import Article, Auditor
from mtaudit.names.fold import fold, name_tokens

Findings = dict[str, Counter[tuple[str, str, tuple[str, ...]]]]  # document → (code, form, right forms) → number
CODES = ("N101", "N102", "N103", "N106")
LANGUAGE = "zh"
BASELINE = "rapidfuzz ratio ≥ 80"


def articles() -> list[Article]:
    """The systems' translations, each with its source."""
    out = []
    for (system, doc), segments in wmt20().items():
        if not is_human(system):
            target = "\n".join(segments[n].target for n in sorted(segments))
            source = "\n".join(segments[n].source for n in sorted(segments))
            out.append(Article(id=doc, text=target, source=source, source_lang=LANGUAGE))
    return out


def audited(auditor: Auditor, given: list[Article], *, with_source: bool) -> tuple[Findings, float]:
    """The findings, and the speed in MB of text a second."""
    found: Findings = defaultdict(Counter)
    forms = {entry.canonical: entry.accepted for entry in auditor.index.entries}
    started = time.process_time()
    for article in given:
        shown = article if with_source else Article(id=article.id, text=article.text)
        for f in auditor.audit(shown).findings:
            if f.code in CODES:
                found[article.id][f.code, f.text, (*f.expected[:1], *forms.get(f.entry or "", ()))] += 1
    return found, sum(len(a.text.encode()) for a in given) / 1e6 / (time.process_time() - started)


def baseline(auditor: Auditor, given: list[Article]) -> Findings:
    """Words nearly like a part of a name."""
    parts = sorted({t for e in auditor.index.entries for name in e.accepted for t in name_tokens(name) if len(t) > 2})
    known = set(parts)
    found: Findings = defaultdict(Counter)
    for article in given:
        for token in name_tokens(article.text):
            if token[0].isupper() and len(token) > 2 and token not in known:
                best = extractOne(token, parts, scorer=fuzz.ratio, score_cutoff=80)
                if best:
                    found[article.id]["ratio", token, (best[0],)] += 1
    return found


def in_sources(auditor: Auditor, given: list[Article]) -> set[tuple[str, str, str]]:
    """The rows (document, wrong, right) of names that the glossary proves in the document's source."""
    natives = auditor.index.natives(LANGUAGE)
    entries = {a.id: [auditor.index.entries[n.entry] for n in natives.find(a.source or "")] for a in given}
    return {
        (doc, wrong, right)
        for doc, wrong, right, verdict in verdicts()
        if verdict != "not" and any(same(right, name) for entry in entries.get(doc, ()) for name in entry.accepted)
    }


def measured(label: str, found: Findings, rows: set[tuple[str, str, str]]) -> list[object]:
    by_hand = read_by_hand()
    hits = {
        (doc, wrong, right)
        for doc, wrong, right in rows
        if any(same(form, wrong) and any(same(name, right) for name in names) for _, form, names in found[doc])
    }
    right = total = 0
    for doc, counts in found.items():
        errors = [wrong for d, wrong, _, verdict in verdicts() if d == doc and verdict != "not"]
        human = tokens_of(doc, human=True)[0]
        marked = tokens_of(doc, human=False)[1]
        for (code, form, names), number in counts.items():
            expected = names[0]
            tokens = {fold(t) for t in name_tokens(form)}
            proven = any(same(form, wrong) for wrong in errors) or (
                bool(tokens & marked) and not tokens <= human and bool({fold(t) for t in name_tokens(expected)} & human)
            )
            verdict = by_hand.get((doc, form, expected), "right" if proven else "open")
            right += number * (verdict == "right")
            total += number
            if "--show" in sys.argv and verdict != "right" and label != BASELINE:
                print(f"{label}: {doc},{form},{expected},{verdict}  {code} ×{number}")
    if "--show" in sys.argv and label != BASELINE:
        for row in sorted(rows - hits):
            print(f"{label}: missed", *row)
    weights = occurrences()
    weighed = sum(weights[wrong, right] for _, wrong, right in hits) / sum(
        weights[wrong, right] for _, wrong, right in rows
    )
    return [label, len(rows), len(hits) / max(1, len(rows)), weighed, total, right / max(1, total)]


def occurrences() -> Counter[tuple[str, str]]:
    """How often raters marked each wrong form."""
    with (eval_dir() / "name_errors_wmt20.csv").open(encoding="utf-8", newline="") as file:
        return Counter({(row["wrong"], row["right"]): int(row["occurrences"]) for row in csv.DictReader(file)})


def main() -> None:
    own = Auditor([GLOSSARY], default_glossaries=False, select=["N"])
    given = articles()
    rows = in_sources(own, given)
    proven = {n.entry for a in given for n in own.index.natives(LANGUAGE).find(a.source or "")}
    table = []
    for label, with_source in (("with the source", True), ("text alone", False)):
        found, _ = audited(own, given, with_source=with_source)
        table.append(measured(label, found, rows))
    table.append(measured(BASELINE, baseline(own, given), rows))
    print(
        markdown_table(["wrong names, WMT20", "rows", "recall", "recall by occurrence", "findings", "precision"], table)
    )
    print(f"\n{len(proven)} names of the glossary stand in the sources")
    full = Auditor()
    gc.freeze()  # as the command does
    for label, with_source in (("with the source", True), ("text alone", False)):
        audited(full, given[:50], with_source=with_source)
        print(f"full audit {label}: {audited(full, given, with_source=with_source)[1]:.2f} MB/s")


if __name__ == "__main__":
    main()
