"""What the shipped glossaries hold, and how many of the names in the news they know.

    python -m benchmarks.coverage [--missed KIND]

Prints the entries by kind, the native forms by language, and the time and memory of loading; then the share of mentions
that an entry claims in a sample of human translations of the WMT20 set and of the clean sets. `mentions.csv` lists
each distinct name of the sampled documents with its kind, as a reader marked it (private people are those whom
news names once: victims, witnesses, local officials); a mention counts as known where an
entry claims it, or where it is part of the name of a person whom an entry claims elsewhere in the document. `--missed`
lists the names of a kind that no entry knows.
"""

from __future__ import annotations

import argparse
import csv
import re
import subprocess
import sys
import time
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Iterator

from benchmarks.data import ROOT, clean_documents, markdown_table, wmt20_texts
from mtaudit.article import Article
from mtaudit.context import Context
from mtaudit.glossary.entry import Kind
from mtaudit.glossary.index import GlossaryIndex
from mtaudit.glossary.store import compile_glossaries
from mtaudit.names.fold import fold, name_tokens

HUMAN = "Human-A.0"
KINDS = ("person", "private person", "organization", "country", "capital", "place")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--missed", choices=KINDS, help="list the names of a kind that no entry knows")
    options = parser.parse_args()
    index = compile_glossaries()
    if options.missed:
        missed: Counter[str] = Counter()
        for _, _, kind, name, known in mentions(index):
            missed[name] += kind == options.missed and not known
        for name, count in missed.most_common():
            print(*((count, name) if count else ()), sep="\t", end="\n" if count else "")
        return
    print(holdings(index), coverage(index), loading(), sep="\n\n")


def holdings(index: GlossaryIndex) -> str:
    """Entries by kind, and their native forms by language."""
    languages = ("zh", "ru", "uk", "ar", "ja", "ko")
    rows: list[list[object]] = []
    for kind in Kind:
        entries = [entry for entry in index.entries if entry.kind is kind]
        counts = Counter(language for entry in entries for language in entry.native)
        other = sum(count for language, count in counts.items() if language not in languages)
        rows.append([kind.value, len(entries), *(counts[language] for language in languages), other])
    return markdown_table(["kind", "entries", *languages, "other languages"], rows)


def coverage(index: GlossaryIndex) -> str:
    """The share of mentions that are known, by kind and set."""
    known: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for source, _, kind, _, is_known in mentions(index):
        known[kind, source].append(is_known)
        known[kind, "all"].append(is_known)
    sets = ("wmt20", "ntrex", "gum", "all")
    for source in sets:
        known["all people", source] = known["person", source] + known["private person", source]
    rows: list[list[object]] = [
        [kind, *(f"{share(known[kind, s]):.2f} ({len(known[kind, s])})" for s in sets)]
        for kind in ("all people", *KINDS)
    ]
    return markdown_table(["mentions known (of)", *sets], rows)


def share(known: list[bool]) -> float:
    """The share of true values; 0 where there are none."""
    return sum(known) / max(1, len(known))


def mentions(index: GlossaryIndex) -> Iterator[tuple[str, str, str, str, bool]]:
    """Set, document, kind and name of each mention in the sample, and whether the glossaries know it."""
    texts = {doc: text for system, doc, text in wmt20_texts() if system == HUMAN} | clean_documents()
    names: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    with (ROOT / "mentions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names[row["set"], row["doc"]][row["mention"]] = row["kind"]
    for (source, doc), kinds in names.items():
        text = texts[doc]
        claims = [c for c in Context(Article(doc, text), index).names.claims if c.entry.kind is not Kind.TERM]
        story = {
            fold(token)
            for claim in claims
            if claim.entry.kind is Kind.PERSON
            for form in claim.entry.accepted
            for token in name_tokens(form)
        }
        longest_first = sorted(kinds, key=lambda name: (-len(name), name))
        for found in re.finditer("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in longest_first), text):
            kind = kinds[found[0]]
            known = any(c.start < found.end() and found.start() < c.end for c in claims)
            known = known or ("person" in kind and {fold(t) for t in name_tokens(found[0])} <= story)
            yield source, doc, kind, found[0], known


def loading() -> str:
    """Seconds that compiling, loading and a whole process take, and the memory of the index."""
    started = time.perf_counter()
    subprocess.run(  # a fresh process, so that nothing is loaded yet
        [sys.executable, "-c", "from mtaudit.glossary.store import compile_glossaries as c; c()"], check=True
    )
    process = time.perf_counter() - started
    tracemalloc.start()
    kept = compile_glossaries()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    started = time.perf_counter()
    compile_glossaries()
    load = time.perf_counter() - started
    rows: list[list[object]] = [
        ["index from the cache", f"{load:.2f} s"],
        ["a process that loads it", f"{process:.2f} s"],
        ["memory of the index", f"{held / 2**20:.0f} MiB"],
    ]
    return markdown_table(["loading", ""], rows)


if __name__ == "__main__":
    main()
