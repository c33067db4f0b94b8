"""Time from 1,000 audited articles to a page of HTML, and the same for every other format.

    python -m benchmarks.report [ARTICLES]

The articles are WMT20 translations, over again until there are enough; the audit itself is not timed.
"""

from __future__ import annotations

import sys
import time
from itertools import cycle, islice

from benchmarks.data import markdown_table, wmt20_texts
from mtaudit import Article, Auditor
from mtaudit.report import WRITERS, Options


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    auditor = Auditor()
    texts = islice(cycle(list(islice(wmt20_texts(), number))), number)
    audited = [
        auditor.audit(Article(f"{system}/{doc}/{n}", text, outlet=system, origin=f"all.jsonl:{n}"))
        for n, (system, doc, text) in enumerate(texts, 1)
    ]
    size = sum(len(item.article.text) for item in audited) / 1e6
    rows: list[list[object]] = []
    for name, write in WRITERS.items():
        began = time.process_time()
        length = sum(map(len, write(iter(audited), Options())))
        rows.append([name, f"{time.process_time() - began:.2f}", f"{length / 1e6:.2f}"])
    print(f"{number} articles, {size:.1f} million characters")
    print(markdown_table(["format", "seconds", "million characters"], rows))


if __name__ == "__main__":
    main()
