"""Loading the development data. It is not part of the repository: set MTAUDIT_EVAL_DIR to where it is."""

from __future__ import annotations

import csv
import lzma
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent
CLEAN_SETS = ("clean_ntrex_news2018.tsv", "clean_gum_wikinews.tsv")
_TAG = re.compile(r"</?v>")
_SPAN = re.compile(r"<v>(.*?)</v>", re.DOTALL)


def eval_dir() -> Path:
    """The folder of the development data; ends the program with a message where it is missing."""
    folder = Path(os.environ.get("MTAUDIT_EVAL_DIR", ROOT.parent.parent / "shared" / "eval"))
    if not folder.is_dir():
        raise SystemExit(f"{folder}: no such folder; set MTAUDIT_EVAL_DIR to the development data")
    return folder


def clean_documents() -> dict[str, str]:
    """Document id → text (a sentence a line) of the clean sets."""
    documents: dict[str, list[str]] = defaultdict(list)
    for name in CLEAN_SETS:
        with (eval_dir() / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                documents[row["doc"]].append(row["sentence"])
    return {doc: "\n".join(sentences) for doc, sentences in documents.items()}


@dataclass(slots=True)
class Segment:
    """One segment of one system: its text, its source, and each rater's error spans (text, category, severity)."""

    source: str
    target: str
    errors: list[tuple[str, str, str, str]] = field(default_factory=list)


@cache
def wmt20() -> dict[tuple[str, str], dict[int, Segment]]:
    """(system, document) → segment number → segment of the WMT20 set, human translations included."""
    out: dict[tuple[str, str], dict[int, Segment]] = defaultdict(dict)
    with lzma.open(eval_dir() / "mqm_newstest2020_zhen.tsv.xz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            segments = out[row["system"], row["doc"]]
            number = int(row["seg_id"])
            plain = _TAG.sub("", row["target"])
            segment = segments.setdefault(number, Segment(row["source"], plain))
            # A row that marks a span may repeat the text behind it: the shortest row is the segment.
            segment.target = min(segment.target, plain, key=len)
            span = _SPAN.search(row["target"])
            if span:
                segment.errors.append((span[1].strip(), row["category"], row["severity"], row["rater"]))
    return out


def is_human(system: str) -> bool:
    """Whether a system of the WMT20 set is a human translation."""
    return system.startswith("Human")


def wmt20_texts() -> Iterator[tuple[str, str, str]]:
    """System, document and text (a segment a line) of every translation of the WMT20 set."""
    for (system, doc), segments in wmt20().items():
        yield system, doc, "\n".join(segments[number].target for number in sorted(segments))


def markdown_table(header: list[str], rows: list[list[object]]) -> str:
    """A Markdown table; numbers with a fraction are shown to three places."""
    shown = [[f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows]
    lines = [header, ["---"] * len(header), *shown]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
