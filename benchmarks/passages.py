"""Passages in other languages: `python -m benchmarks.passages [--show]`.

benchmarks/passages.tsv holds lines that are to be left alone and passages that are to be told (S305); the clean sets
and all translations of the WMT20 set show the false alarms on real news.
"""

from __future__ import annotations

import sys

from benchmarks.data import ROOT, clean_documents, markdown_table, wmt20_texts
from mtaudit import Auditor

ENGLISH = "English"


def main() -> None:
    auditor = Auditor(select=["S305"], default_glossaries=False)
    lines = (ROOT / "passages.tsv").read_text("utf-8").splitlines()
    cases = [tuple(line.split("\t", 1)) for line in lines if not line.startswith("#")]
    told = {case: bool(auditor.audit(case[1]).findings) for case in cases}
    for (language, text), is_told in told.items():
        if "--show" in sys.argv and is_told == (language == ENGLISH):
            print("false alarm" if is_told else f"missed ({language})", "|", text)
    left = [is_told for (language, _), is_told in told.items() if language == ENGLISH]
    foreign = [is_told for (language, _), is_told in told.items() if language != ENGLISH]
    news = [*clean_documents().values(), *(text for _, _, text in wmt20_texts())]
    alarms = sum(len(auditor.audit(text).findings) for text in news)
    rows: list[list[object]] = [
        ["lines to be left alone", len(left), sum(left)],
        ["passages in other languages", len(foreign), sum(foreign)],
        ["articles in English", len(news), alarms],
    ]
    print(markdown_table(["", "number", "told"], rows))


if __name__ == "__main__":
    main()
