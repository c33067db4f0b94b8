"""Memory over JSONL streams of growing size: peak of the whole `mtaudit audit` process.

python -m benchmarks.memory [MEGABYTES …]      (default: 10 and 100)
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

from benchmarks.data import clean_documents, markdown_table, wmt20_texts
from benchmarks.process import Run, run


def write_stream(path: Path, megabytes: float) -> None:
    """A JSONL file of at least that size, of the clean sets and the WMT20 translations over and over."""
    texts = [*clean_documents().values(), *(text for _, _, text in wmt20_texts())]
    size = number = 0
    with path.open("w", encoding="utf-8") as file:
        while size < megabytes * 1e6:
            line = json.dumps({"id": f"a{number}", "text": texts[number % len(texts)]}, ensure_ascii=False) + "\n"
            size += len(line.encode())
            number += 1
            file.write(line)


def measure(path: Path) -> Run:
    """One audit of a file."""
    command = ["-m", "mtaudit", "audit", "--exit-zero", "--format", "jsonl", "-o", os.devnull, str(path)]
    done = run([sys.executable, *command])
    if done.status:
        raise SystemExit(f"the audit of {path} ended with status {done.status}")
    return done


def main() -> None:
    sizes = [float(a) for a in sys.argv[1:]] or [10.0, 100.0]
    rows: list[list[object]] = []
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path = Path(folder, f"{size:g}.jsonl")
            write_stream(path, size)
            done = measure(path)
            speed = path.stat().st_size / 1e6 / done.seconds
            rows.append([f"{size:g} MB", f"{done.peak:.0f} MiB", f"{speed:.2f}"])
    print(markdown_table(["JSONL", "peak memory", "MB/s, reading and writing included"], rows))


if __name__ == "__main__":
    main()
