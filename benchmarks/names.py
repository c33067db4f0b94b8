"""Wrong names found: precision and recall on the WMT20 set in context, and on labelled pairs of names.

    python -m benchmarks.names [--show]

1. `name_errors_wmt20.csv` pairs spans that raters marked with the nearest name of the human translation. Its rows
   were checked by hand (benchmarks/name_verdicts.csv): *spelling* is a wrong name within reach of spelling, *far* one
   beyond it, *not* no name error. Every translation of a row's document is audited against benchmarks/wmt20_names.yaml,
   a glossary made by hand from the sources and the human translations. A row counts as found where its wrong form
   is reported with its right form. Recall is over the *spelling* rows.
2. Precision is over all name findings in all system translations. A finding is right where its form is a wrong form of
   a *spelling* or *far* row of that document, or where raters marked the word, no human translation of the document has
   it, and one has the suggestion. All others count as wrong unless benchmarks/name_findings.csv, read by hand, says
   otherwise.
3. `name_bench_cases.csv` holds pairs of names of one or of two persons or organizations. The first is put into a
   sentence, the second into a glossary: a pair is taken for one where the matcher claims or corrects it.
   `rapidfuzz.fuzz.ratio` beside it.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter, defaultdict
from functools import cache

from rapidfuzz import fuzz

from benchmarks.data import ROOT, eval_dir, is_human, markdown_table, wmt20
from mtaudit import Auditor, Entry, Glossary
from mtaudit.glossary.entry import Kind
from mtaudit.names.fold import fold, name_tokens

GLOSSARY = ROOT / "wmt20_names.yaml"


def verdicts() -> list[tuple[str, str, str, str]]:
    """(document, wrong form, right form, verdict) of the rows checked by hand."""
    with (eval_dir() / "name_errors_wmt20.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (ROOT / "name_verdicts.csv").open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        return [
            (v["doc"], rows[int(v["row"])]["wrong"], rows[int(v["row"])]["right"], v["verdict"])
            for v in csv.DictReader(lines)
        ]


def read_by_hand() -> dict[tuple[str, str, str], str]:
    """(document, form, suggestion) → "right" or "wrong", for findings that the data does not settle."""
    path = ROOT / "name_findings.csv"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        return {(r["doc"], r["form"], r["suggestion"]): r["verdict"] for r in csv.DictReader(lines)}


@cache
def tokens_of(document: str, *, human: bool) -> tuple[frozenset[str], frozenset[str]]:
    """Folded tokens of a document's human translations or of its systems', and of the spans raters marked."""
    words: set[str] = set()
    marked: set[str] = set()
    for (system, doc), segments in wmt20().items():
        if doc == document and is_human(system) == human:
            for segment in segments.values():
                words |= {fold(t) for t in name_tokens(segment.target)}
                marked |= {fold(t) for span, *_ in segment.errors for t in name_tokens(span)[:8]}
    return frozenset(words), frozenset(marked)


def findings_by_document(auditor: Auditor) -> dict[str, Counter[tuple[str, str, str]]]:
    """Document → (code, form, first suggestion) → number, of the name findings in all system translations."""
    found: dict[str, Counter[tuple[str, str, str]]] = defaultdict(Counter)
    for (system, doc), segments in wmt20().items():
        if not is_human(system):
            text = "\n".join(segments[n].target for n in sorted(segments))
            for f in auditor.audit(text).findings:
                found[doc][f.code, f.text, f.expected[0] if f.expected else ""] += 1
    return found


def same(one: str, other: str) -> bool:
    """Whether two names share a folded token, which is how a suggestion answers a row's right form."""
    return bool({fold(t) for t in name_tokens(one)} & {fold(t) for t in name_tokens(other)})


def in_context(auditor: Auditor, label: str) -> list[object]:
    rows = verdicts()
    found = findings_by_document(auditor)
    by_hand = read_by_hand()
    reachable = {(doc, wrong, right) for doc, wrong, right, verdict in rows if verdict == "spelling"}
    hits = {
        (doc, wrong, right)
        for doc, wrong, right in reachable
        if any(same(form, wrong) and same(expected, right) for _, form, expected in found[doc])
    }
    right = wrong = 0
    for doc, counts in found.items():
        errors = [(w, r) for d, w, r, verdict in rows if d == doc and verdict != "not"]
        human = tokens_of(doc, human=True)[0]
        marked = tokens_of(doc, human=False)[1]
        for (code, form, expected), number in counts.items():
            form_tokens = {fold(t) for t in name_tokens(form)}
            proven = any(same(form, w) for w, _ in errors) or (
                form_tokens <= marked
                and not form_tokens <= human
                and bool({fold(t) for t in name_tokens(expected)} & human)
            )
            verdict = by_hand.get((doc, form, expected), "right" if proven else "open")
            right += number * (verdict == "right")
            wrong += number * (verdict != "right")
            if "--show" in sys.argv and verdict != "right":
                print(f"{label}: {doc},{form},{expected},{verdict}  {code} ×{number}")
    if "--show" in sys.argv:
        for doc, w, r in sorted(reachable - hits):
            print(f"{label}: missed {doc} {w} ← {r}")
    total = right + wrong
    recall = len(hits) / len(reachable) if reachable else 0.0
    return [label, len(reachable), recall, total, right / total if total else 0.0]


def pair_rows() -> list[list[object]]:
    with (eval_dir() / "name_bench_cases.csv").open(encoding="utf-8", newline="") as file:
        cases = list(csv.DictReader(file))
    results: dict[str, list[tuple[bool, bool]]] = {"mtaudit": [], "rapidfuzz ratio ≥ 80": []}
    for case in cases:
        truth = case["is_match"] == "true"
        kind = Kind.PERSON if case["schema"] == "Person" else Kind.ORGANIZATION
        results["mtaudit"].append((truth, takes_for_one(case["name1"], case["name2"], kind)))
        results["rapidfuzz ratio ≥ 80"].append((truth, fuzz.ratio(case["name1"].lower(), case["name2"].lower()) >= 80))
    rows: list[list[object]] = []
    for label, pairs in results.items():
        said = [truth for truth, taken in pairs if taken]
        caught = [taken for truth, taken in pairs if truth]
        rows.append([label, len(pairs), sum(said) / max(1, len(said)), sum(caught) / len(caught)])
    return rows


def takes_for_one(name: str, known: str, kind: Kind) -> bool:
    """Whether an audit of a sentence with `name` takes it for the entry `known`, right or misspelt."""
    if not any(t[0].isupper() for t in name_tokens(known)):
        return False
    auditor = Auditor([Glossary("pair", (Entry(known, kind),))], default_glossaries=False, select=["N"])
    context = auditor.context(f"The report names {re.sub(r'[.!?;:,]+', ' ', name)} once.")
    return bool(context.names.claims or context.names.decisions)


def main() -> None:
    own = Auditor([GLOSSARY], default_glossaries=False, select=["N101", "N102", "N103"])
    shipped = Auditor(select=["N101", "N102", "N103"])

    rows = [
        in_context(own, "glossary of the set's names"),
        in_context(shipped, "shipped glossaries alone"),
    ]
    print(markdown_table(["WMT20 in context", "spelling rows", "recall", "name findings", "precision"], rows))
    print()
    print(markdown_table(["name_bench_cases.csv", "pairs", "precision", "recall"], pair_rows()))


if __name__ == "__main__":
    main()
