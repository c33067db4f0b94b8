"""Speed on one core, beside other matchers on the same text and names, in one run.

    python -m benchmarks.speed [--quick]

Text: the clean sets and all translations of the WMT20 set, as articles. Names: made-up people
(benchmarks.people). Each figure is the best of three passes over the text in MB of UTF-8 a second;
"first pass" is mtaudit's first look at the text, before it has seen any token. The slow peers get a
part of the text, and say so. Exact matchers find exact names only and are here as the upper bound.
"""

from __future__ import annotations

import gc
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable

os.environ.setdefault("OMP_NUM_THREADS", "1")

from benchmarks.data import clean_documents, markdown_table, wmt20_texts
from benchmarks.people import made_up_people
from mtaudit import Auditor
from mtaudit.glossary.store import shipped_examples

FLUENCY = ["G406", "G407", "G408", "G409", "G410"]
_WORD = re.compile(r"[A-ZÀ-Þ][\w’'-]+")


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def texts() -> list[str]:
    return [*clean_documents().values(), *(text for _, _, text in wmt20_texts())]


def megabytes(articles: list[str]) -> float:
    return sum(len(a.encode()) for a in articles) / 1e6


def mtaudit_rows(articles: list[str], sizes: list[int]) -> list[list[object]]:
    rows: list[list[object]] = []
    size = megabytes(articles)
    for count in sizes:
        auditor = Auditor([made_up_people(count)], default_glossaries=False, select=["N"])

        def run(auditor: Auditor = auditor) -> None:
            for article in articles:
                auditor.audit(article)

        first = seconds(run)
        best = min(seconds(run) for _ in range(3))
        rows.append([f"mtaudit, names, {count:,} entries", size / best, f"first pass {size / first:.1f}"])
    auditor = Auditor()
    gc.freeze()  # as the command does
    for article in articles:
        auditor.audit(article)
    best = min(seconds(lambda: [auditor.audit(a) for a in articles]) for _ in range(3))
    rows.append(["mtaudit, full default audit", size / best, f"{len(auditor.index.entries):,} entries"])
    auditor = Auditor(ignore=FLUENCY)
    best = min(seconds(lambda: [auditor.audit(a) for a in articles]) for _ in range(4))
    rows.append(["mtaudit, without fluency and coherence", size / best, "--ignore " + ",".join(FLUENCY)])
    return rows


def peer_rows(articles: list[str], count: int) -> list[list[object]]:
    import ahocorasick
    from flashtext import KeywordProcessor
    from rapidfuzz import fuzz
    from rapidfuzz.process import cdist, extractOne

    names = [alias for entry in made_up_people(count) for alias in (entry.aliases or (entry.canonical,))]
    rows: list[list[object]] = []

    def measure(label: str, run: Callable[[list[str]], object], part: list[str], note: str = "") -> None:
        best = min(seconds(lambda: run(part)) for _ in range(3 if megabytes(part) > 0.5 else 1))
        rows.append([label, megabytes(part) / best, note])

    def distinct(part: list[str]) -> list[str]:
        return sorted({word for article in part for word in _WORD.findall(article)})

    measure(
        "rapidfuzz cdist, distinct tokens",
        lambda p: cdist(distinct(p), names, score_cutoff=80, workers=1),
        articles,
    )
    few = articles[:12]
    measure(
        "rapidfuzz extractOne, each token",
        lambda p: [extractOne(w, names, scorer=fuzz.ratio, score_cutoff=80) for a in p for w in _WORD.findall(a)],
        few,
        f"{megabytes(few):.2f} MB",
    )
    processor = KeywordProcessor(case_sensitive=True)
    processor.add_keywords_from_list(names)
    measure("flashtext, exact", lambda p: [processor.extract_keywords(a) for a in p], articles)
    automaton = ahocorasick.Automaton()
    for name in names:
        automaton.add_word(name, name)
    automaton.make_automaton()
    measure("pyahocorasick, exact", lambda p: [list(automaton.iter(a)) for a in p], articles)
    rows += spaczz_row(articles, names)
    return rows


def spaczz_row(articles: list[str], names: list[str]) -> list[list[object]]:
    """spaczz on a hundredth of the names and one article: it compares every phrase with every window."""
    try:
        import spacy
        from spaczz.matcher import FuzzyMatcher
    except Exception as error:  # spaczz pins old releases of spaCy; without it the row says so
        return [["spaczz FuzzyMatcher", "not run", str(error).splitlines()[0][:60]]]
    nlp = spacy.blank("en")
    matcher = FuzzyMatcher(nlp.vocab)
    matcher.add("PERSON", [nlp.make_doc(n) for n in names[:100]])
    text = articles[0]
    doc = nlp.make_doc(text)
    taken = seconds(lambda: matcher(doc))
    return [["spaczz FuzzyMatcher", f"{megabytes([text]) / taken:.5f}", "100 names only"]]


def start_up_rows() -> list[list[object]]:
    command = [
        sys.executable,
        "-m",
        "mtaudit",
        "audit",
        "--exit-zero",
        str(shipped_examples() / "seed-article.txt"),
    ]

    def run() -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    run()
    return [
        [
            "`mtaudit audit` of the seed article, whole process",
            f"{min(seconds(run) for _ in range(5)):.2f} s",
            "",
        ]
    ]


def main() -> None:
    quick = "--quick" in sys.argv
    articles = texts()[:300] if quick else texts()
    sizes = [10_000] if quick else [10_000, 100_000]
    rows = mtaudit_rows(articles, sizes) + peer_rows(articles, 10_000) + start_up_rows()
    print(markdown_table(["what", "MB/s", "note"], rows))
    print(f"\n{megabytes(articles):.1f} MB in {len(articles):,} articles, one core, Python {sys.version.split()[0]}")


if __name__ == "__main__":
    main()
