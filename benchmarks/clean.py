"""False alarms on clean news: findings per 1,000 words by check, whole documents, all shipped glossaries.

    python -m benchmarks.clean [--show] [--check]

The clean sets are edited English news, so every finding counts as a false alarm, true or not;
`--show` prints each one to be read; `--check` ends with 1 where a limit is passed.
"""

from __future__ import annotations

import sys
from collections import Counter

from benchmarks.data import clean_documents, markdown_table
from mtaudit import Auditor, Severity
from mtaudit.checks import CHECKS

LIMITS = {"names": 0.05, "major or worse": 0.3, "all": 1.5}
"""Most findings per 1,000 words."""


def main() -> None:
    auditor = Auditor()
    words = 0
    counts: Counter[str] = Counter()
    grave: Counter[str] = Counter()
    for doc, text in clean_documents().items():
        audited = auditor.audit(text)
        words += audited.text.word_count
        for f in audited.findings:
            counts[f.code] += 1
            grave[f.code] += f.severity.at_least(Severity.MAJOR)
            if "--show" in sys.argv:
                around = text[max(0, f.start - 60) : f.end + 60].replace("\n", " ⏎ ")
                print(f"{doc} {f.code} {f.severity.value} {f.text!r} → {f.expected} {f.confidence:.2f} | {around}")
    rate = 1000.0 / words
    rows: list[list[object]] = [
        [c.code, c.name, counts[c.code], counts[c.code] * rate, grave[c.code] * rate] for c in CHECKS if counts[c.code]
    ]
    names = sum(n for code, n in counts.items() if code.startswith("N"))
    rows.append(["N…", "all name checks", names, names * rate, sum(grave[c] for c in grave if c[0] == "N") * rate])
    rows.append(["", "all checks", counts.total(), counts.total() * rate, grave.total() * rate])
    print(markdown_table(["code", "check", "findings", "per 1,000 words", "major or worse per 1,000 words"], rows))
    print(f"\n{words:,} words")
    reached = {"names": names * rate, "major or worse": grave.total() * rate, "all": counts.total() * rate}
    if "--check" in sys.argv and any(reached[what] > limit for what, limit in LIMITS.items()):
        raise SystemExit(f"above the limits {LIMITS}: {reached}")


if __name__ == "__main__":
    main()
