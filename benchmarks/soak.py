"""Soak: many articles through one process, some of them bad; nothing may be lost, and memory may not grow.

    python -m benchmarks.soak [ARTICLES] [--hostile SHARE]      (default: 100,000, and one record in a hundred)

Text: the first four lines of the clean sets and the WMT20 translations over and over, each copy with a number of its
own, so that nothing is answered from a memory of articles. Bad records are of each kind a JSON lines file can hold.
Every article comes back as a result, in order, and every bad record as an error; memory is what the process holds after
each tenth.
"""

from __future__ import annotations

import argparse
import io
import itertools
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.data import clean_documents, markdown_table, wmt20_texts
from mtaudit import Auditor
from mtaudit.readers import InputError, read_inputs

BAD = (
    b'{"id": "bad", "text": ',
    b'{"id": "bad"}',
    b'{"id": "bad", "text": "half \\ud800 character"}',
    b'{"id": "bad", "text": "caf\xe9"}',
    b'{"id": "bad", "text": 7}',
    b"\0\0\0",
    b'{"id": "bad", "text": "a", "date": "then"}',
    b"[" * 5000,
)
"""A bad record of each kind."""


@dataclass(frozen=True, slots=True)
class Count:
    """What went in and came out: good and bad records, results and errors, and MiB held at each look."""

    good: int
    bad: int
    results: int
    errors: int
    memory: tuple[float, ...]

    @property
    def lost(self) -> int:
        """Records that are neither a result nor an error."""
        return self.good + self.bad - self.results - self.errors


class Stream(io.RawIOBase):
    """Lines as a stream of bytes, made as they are read."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self.lines = lines
        self.rest = b""

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: memoryview) -> int:
        """As much of the next line as fits."""
        if not self.rest:
            self.rest = next(self.lines, b"")
        taken = self.rest[: len(buffer)]
        self.rest = self.rest[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)


def records(texts: list[str], count: int, every: int) -> Iterator[bytes]:
    """JSON lines: `count` records, of which each `every`-th is bad."""
    bad = itertools.cycle(BAD)
    for number in range(count):
        if number % every == every - 1:
            yield next(bad) + b"\n"
        else:
            text = f"{texts[number % len(texts)]}\nReport {number} of the day."
            yield json.dumps({"id": str(number), "text": text}).encode() + b"\n"


def soak(auditor: Auditor, texts: list[str], count: int, every: int, looks: int = 10) -> Count:
    """Audit a stream of records in one process. Raises `AssertionError` where a result is not its article's."""
    good = count - count // every
    stream = io.BufferedReader(Stream(records(texts, count, every)))
    results = errors = 0
    expected = (str(number) for number in range(count) if number % every != every - 1)
    memory: list[float] = []
    for item in read_inputs(["-"], stdin=stream, format="jsonl"):
        if isinstance(item, InputError):
            errors += 1
        else:
            result = auditor.audit(item)
            assert result.article.id == next(expected), "results are in the order of their articles"
            results += 1
        if (results + errors) % max(1, count // looks) == 0:
            memory.append(held())
    return Count(good, count - good, results, errors, tuple(memory))


def held() -> float:
    """MiB of memory that this process holds now (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / (1 << 20)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=int, nargs="?", default=100_000)
    parser.add_argument("--hostile", type=float, default=0.01, help="the share of bad records")
    arguments = parser.parse_args()
    whole = [*clean_documents().values(), *(text for _, _, text in wmt20_texts())]
    texts = ["\n".join(text.split("\n")[:4]) for text in whole]
    began = time.perf_counter()
    found = soak(Auditor(), texts, arguments.articles, max(2, round(1 / arguments.hostile)))
    seconds = time.perf_counter() - began
    rows: list[list[object]] = [
        ["articles in", f"{found.good:,}"],
        ["bad records in", f"{found.bad:,}"],
        ["results", f"{found.results:,}"],
        ["errors", f"{found.errors:,}"],
        ["lost", f"{found.lost:,}"],
        ["memory after each tenth, MiB", ", ".join(f"{held:.0f}" for held in found.memory)],
        ["articles a second", f"{arguments.articles / seconds:.0f}"],
    ]
    print(markdown_table(["", f"{arguments.articles:,} records"], rows))
    if found.lost or found.results != found.good or found.errors != found.bad:
        raise SystemExit("records were lost")


if __name__ == "__main__":
    main()
