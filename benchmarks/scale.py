"""Throughput on a lot of news, time against size, and cost against the size of a glossary.

    python -m benchmarks.scale throughput [MB] [ROW …]  (default 1000 and all rows: JSONL and Parquet, 1 and 2
                                                         processes, Dask; `jsonl-1` … `parquet-dask` are the rows)
    python -m benchmarks.scale speedup [MB]             (1 and 2 processes in turn, three times; default 30)
    python -m benchmarks.scale peers [MB]               (other tools on the same text; default 10)
    python -m benchmarks.scale sizes [MB …]             (default 10 30 100 300)
    python -m benchmarks.scale glossary [ENTRIES …]     (default 100 to 1,000,000)

The text is made from real news: each article is some twenty sentences drawn from the clean sets and the translations
of the WMT20 set, its figures dealt anew, so that no two articles are the same, nor is the company of a sentence.
Each row is a process of its own, from its start to its end; memory is that of its largest process.
"""

from __future__ import annotations

import json
import os
import random
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from shutil import which

from benchmarks.data import clean_documents, markdown_table, wmt20_texts
from benchmarks.process import run

SEED = 7
SENTENCES = range(12, 30)
_DIGIT = re.compile(r"[1-9]")
HARPER = """
import sys, time
from harper import Linter
linter = Linter()
for line in open(sys.argv[1], encoding="utf-8"):
    linter.lint(line)
"""
LOAD = """
import sys, time
began = time.perf_counter()
from mtaudit import Auditor
auditor = Auditor([sys.argv[1]], default_glossaries=False, select=["N"])
loaded = time.perf_counter()
articles = open(sys.argv[2], encoding="utf-8").read().split("\\n\\n")
for article in articles:
    auditor.audit(article)
first = time.perf_counter()
for article in articles:
    auditor.audit(article)
print(loaded - began, first - loaded, time.perf_counter() - first)
"""


def articles(megabytes: float) -> Iterator[str]:
    """Texts of articles until they come to that size in UTF-8."""
    chance = random.Random(SEED)
    pool = [s for text in (*clean_documents().values(), *(t for _, _, t in wmt20_texts())) for s in text.split("\n")]
    size = 0
    while size < megabytes * 1e6:
        drawn = (chance.choice(pool) for _ in range(chance.choice(SENTENCES)))
        text = "\n".join(_DIGIT.sub(lambda _: str(chance.randint(1, 9)), sentence) for sentence in drawn)
        size += len(text.encode())
        yield text


def write_jsonl(path: Path, megabytes: float) -> tuple[int, int]:
    """Write articles as JSON lines; their number, and the size of their texts."""
    number = size = 0
    with path.open("w", encoding="utf-8") as file:
        for text in articles(megabytes):
            file.write(json.dumps({"id": f"a{number}", "text": text}, ensure_ascii=False) + "\n")
            number, size = number + 1, size + len(text.encode())
    return number, size


def write_parquet(path: Path, megabytes: float) -> None:
    """Write the same articles as Parquet."""
    import pyarrow as pa
    from pyarrow import parquet

    schema = pa.schema([("id", pa.string()), ("text", pa.string())])
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        rows: list[dict[str, str]] = []
        for number, text in enumerate(articles(megabytes)):
            rows.append({"id": f"a{number}", "text": text})
            if len(rows) == 5000:
                writer.write_table(pa.Table.from_pylist(rows, schema))
                rows.clear()
        writer.write_table(pa.Table.from_pylist(rows, schema))


def audit(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "mtaudit", "audit", "--isolated", "--exit-zero", *arguments]


def throughput(folder: Path, megabytes: float, wanted: Sequence[str]) -> None:
    labels = {"1": "1 process", "2": "2 processes", "dask": "Dask, 2 workers"}
    names = [f"{kind}-{engine}" for kind in ("jsonl", "parquet") for engine in labels]
    if unknown := set(wanted) - set(names):
        raise SystemExit(f"no row is called {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    jsonl, parquet = folder / "news.jsonl", folder / "news.parquet"
    number, size = write_jsonl(jsonl, megabytes)
    write_parquet(parquet, megabytes)
    print(f"{number:,} articles, {size / 1e6:.0f} MB of text, {jsonl.stat().st_size / 1e6:.0f} MB as JSON lines\n")
    print(markdown_table(["", "s", "MB/s", "articles/s", "peak MiB"], []), flush=True)
    for name in wanted or names:
        kind, engine = name.split("-")
        path = str(parquet if kind == "parquet" else jsonl)
        if engine == "dask":
            command = audit(path, "--engine", "dask", "-j", "2", "-o", str(folder / f"dask-{kind}"))
        else:
            command = audit(path, "-j", engine, "--format", "jsonl", "-o", str(folder / "out.jsonl"))
        label = f"{'Parquet' if kind == 'parquet' else 'JSON lines'}, {labels[engine]}"
        done = run(command)
        if done.status:
            raise SystemExit(f"{label} ended with {done.status}: {done.output[-500:]}")
        speed = f"{size / 1e6 / done.seconds:.2f} | {number / done.seconds:.0f}"
        print(f"| {label} | {done.seconds:.0f} | {speed} | {done.peak:.0f} |", flush=True)


def speedup(folder: Path, megabytes: float) -> None:
    path = folder / "news.jsonl"
    write_jsonl(path, megabytes)
    rows: list[list[object]] = []
    for _ in range(3):
        one, two = (run(audit(str(path), "-j", j, "--format", "jsonl", "-o", os.devnull)).seconds for j in "12")
        rows.append([f"{one:.1f}", f"{two:.1f}", f"{one / two:.2f}"])
    print(markdown_table(["s, 1 process", "s, 2 processes", "times as fast"], rows))


def peers(folder: Path, megabytes: float) -> None:
    rows: list[list[object]] = []
    tools: tuple[tuple[str, Callable[[Path], list[str]], float], ...] = (
        ("mtaudit, 1 process", lambda p: audit(str(p), "--format", "jsonl", "-o", os.devnull), 1.0),
        ("typos", lambda p: ["typos", "--format", "json", str(p)], 1.0),
        ("codespell", lambda p: ["codespell", str(p)], 1.0),
        ("proselint", lambda p: ["proselint", "check", str(p)], 0.1),
        ("Harper (harper-py)", lambda p: [sys.executable, "-c", HARPER, str(p)], 0.1),
    )
    for label, command, part in tools:
        if not which(command(folder)[0]):
            raise SystemExit(f"{label} is missing: pip install '.[bench]'")
        path = folder / f"{part:g}.txt"
        texts = list(articles(megabytes * part))
        path.write_text("\n\n".join(texts) + "\n", "utf-8")
        size = path.stat().st_size
        if label.startswith("mtaudit"):
            path = folder / "news.jsonl"
            write_jsonl(path, megabytes * part)
        done = run(command(path))
        speed = [f"{size / 1e6 / done.seconds:.2f}", f"{size / 1e6 / done.processor:.2f}"]
        rows.append([label, f"{size / 1e6:.1f}", *speed, f"{done.peak:.0f}"])
    print(markdown_table(["", "MB", "MB/s", "MB/s of processor time", "peak MiB"], rows))


def sizes(folder: Path, megabytes: Sequence[float]) -> None:
    rows: list[list[object]] = []
    for wanted in megabytes:
        path = folder / "news.jsonl"
        number, size = write_jsonl(path, wanted)
        done = run(audit(str(path), "--format", "jsonl", "-o", os.devnull))
        cost = f"{done.processor / size * 1e6:.3f}"
        rows.append([f"{wanted:g} MB", f"{number:,}", f"{done.seconds:.0f}", cost, f"{done.peak:.0f}"])
    print(markdown_table(["text", "articles", "s", "processor s a MB", "peak MiB"], rows))


def glossary(folder: Path, counts: Sequence[int]) -> None:
    from benchmarks.people import made_up_people
    from mtaudit.glossary.files import dump_glossary

    text = folder / "news.txt"
    text.write_text("\n\n".join(articles(5)), "utf-8")
    size = text.stat().st_size / 1e6
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    rows: list[list[object]] = []
    for count in counts:
        path = folder / f"{count}.csv"
        path.write_text(dump_glossary(made_up_people(count), "csv"), "utf-8")
        command = [sys.executable, "-c", LOAD, str(path), str(text)]
        compiled = float(run(command).output.split()[0])
        done = run(command)
        loaded, first, again = map(float, done.output.split())
        speed = [f"{size / first:.1f}", f"{size / again:.1f}"]
        rows.append([f"{count:,}", f"{compiled:.1f}", f"{loaded:.2f}", *speed, f"{done.peak:.0f}"])
        print(markdown_table(["entries", "s to compile", "s to load", "MB/s", "MB/s again", "peak MiB"], rows[-1:]))
    print()
    print(markdown_table(["entries", "s to compile", "s to load", "MB/s", "MB/s again", "peak MiB"], rows))


def main() -> None:
    what, *numbers = sys.argv[1:] or ["throughput"]
    with tempfile.TemporaryDirectory() as folder:
        if what == "throughput":
            megabytes, *rows = numbers or ["1000"]
            throughput(Path(folder), float(megabytes), rows)
        elif what == "speedup":
            speedup(Path(folder), *map(float, numbers or [30]))
        elif what == "peers":
            peers(Path(folder), *map(float, numbers or [10]))
        elif what == "sizes":
            sizes(Path(folder), [float(n) for n in numbers or [10, 30, 100, 300]])
        elif what == "glossary":
            glossary(Path(folder), [int(n) for n in numbers or [100, 1000, 10_000, 100_000, 1_000_000]])
        else:
            raise SystemExit(f"there is no {what!r}; see the top of this module")


if __name__ == "__main__":
    main()
