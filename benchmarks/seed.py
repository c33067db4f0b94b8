"""What the audit finds in the seed article, finding by finding.

python -m benchmarks.seed [FILE]
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.data import markdown_table
from mtaudit import Auditor
from mtaudit.glossary.store import shipped_examples


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else shipped_examples() / "seed-article.txt"
    audited = Auditor().audit(path.read_text("utf-8"))
    rows: list[list[object]] = [
        [f.line, f.code, f.severity.value, f.text.replace("\n", " "), ", ".join(f.expected), f.confidence]
        for f in audited.findings
    ]
    print(markdown_table(["line", "code", "severity", "text", "expected", "confidence"], rows))
    score = audited.score
    print(f"\nvalue {score.value:.1f} ({score.low:.1f}–{score.high:.1f}), {score.verdict}, {score.words} words")


if __name__ == "__main__":
    main()
