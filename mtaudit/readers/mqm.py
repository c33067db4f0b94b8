"""MQM ratings of the WMT as tab-separated values (github.com/google/wmt-mqm-human-evaluation).

Each document of each system is an article with a segment as its paragraph. A segment has a row for each error
of each rater, with the error between `<v>` and `</v>` in the target or the source; the marks are taken out.
No column tells the languages; the names of the files do (mqm_newstest2020_zhen.tsv).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mtaudit.article import Article
from mtaudit.readers.jsonl import MAX_DOCUMENT
from mtaudit.readers.source import InputError, Source, UnreadableError, guarded
from mtaudit.readers.table import rows
from mtaudit.readers.units import not_english, one_line, other_language

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARK = re.compile(r"</?v>")
# Letters that run together are a pair only behind a test set and its year: "mqm_open.tsv" is not into English.
_PAIR = re.compile(
    r"^mqm_[^_]*20\d\d_([a-z]{2})-?([a-z]{2})(?=[._]|$)|(?:^|[._])([a-z]{2})-([a-z]{2})(?=[._]|$)", re.IGNORECASE
)
# The names of columns in the sets of different years, lower case.
_NAMES = {
    "system": ("system",),
    "document": ("doc", "document", "docname", "doc_name"),
    "segment": ("seg_id", "globalsegid", "global_seg_id", "segid", "docsegid", "doc_seg_id"),
    "source": ("source",),
    "target": ("target",),
}


@dataclass(slots=True)
class _Segment:
    source: str
    targets: Counter[str] = field(default_factory=Counter)

    @property
    def target(self) -> str:
        """What most rows have; rows of some raters have a part of the target twice, so that the shorter one counts."""
        return min(self.targets, key=lambda target: (-self.targets[target], len(target)))


@dataclass(slots=True)
class _Document:
    line: int
    segments: dict[str, _Segment] = field(default_factory=dict)


def read(source: Source) -> Iterator[Article | InputError]:
    """Yield each document of each system, by the place of its first row."""
    return guarded(source, "MQM TSV", _articles(source))


def language_pair(name: str) -> tuple[str, str] | None:
    """The languages of source and target that the name of a file of ratings tells, or None."""
    found = _PAIR.search(name.rsplit("/", 1)[-1])
    if found is None:
        return None
    source, target = filter(None, found.groups())
    return source.lower(), target.lower()


def _articles(source: Source) -> Iterator[Article | InputError]:
    source_lang, target_lang = language_pair(source.name) or (None, None)
    if other := other_language(target_lang):
        raise UnreadableError(not_english(other))
    documents: dict[tuple[str, str], _Document] = {}
    columns: dict[str, int] = {}
    width = size = 0
    for number, row in rows(source, "\t", quoted=False):
        if isinstance(row, UnreadableError):
            yield InputError(f"{source.name}:{number}", str(row))
            continue
        if not columns:
            columns, width = _columns(row), len(row)
            continue
        if len(row) != width:
            yield InputError(f"{source.name}:{number}", f"the row has {len(row)} fields, the first row names {width}")
            continue
        value = {name: row[index] for name, index in columns.items()}
        document = documents.setdefault((value["system"], value["document"]), _Document(number))
        size += _add(document, value)
        if size > MAX_DOCUMENT:
            raise UnreadableError(f"holds more than {MAX_DOCUMENT >> 20} MiB of text, the limit", number)
    for (system, name), document in documents.items():
        yield _article(system, name, document, source.name, source_lang)
    if not documents:
        yield InputError(source.name, "holds no ratings")


def _add(document: _Document, value: dict[str, str]) -> int:
    """Take in a row; how many characters it adds."""
    segment = document.segments.get(value["segment"])
    if segment is None:
        segment = document.segments[value["segment"]] = _Segment(_clean(value["source"]))
    target = _clean(value["target"])
    is_new = target not in segment.targets
    segment.targets[target] += 1
    return len(target) + len(segment.source) if is_new else 0


def _article(system: str, name: str, document: _Document, file: str, source_lang: str | None) -> Article | InputError:
    segments = sorted(document.segments.items(), key=lambda item: _order(item[0]))
    pairs = [(segment.source, segment.target) for _, segment in segments if segment.target]
    where = f"{file}:{document.line}"
    if not pairs:
        return InputError(where, f"the document {name} of {system} is empty")
    sources = [source for source, _ in pairs]
    return Article(
        id=f"{system}/{name}",
        text="\n\n".join(target for _, target in pairs),
        source="\n\n".join(sources) if all(sources) else None,
        source_lang=source_lang,
        origin=where,
    )


def _columns(header: list[str]) -> dict[str, int]:
    names = [name.strip().lower() for name in header]
    found = {key: names.index(n) for key, known in _NAMES.items() for n in reversed(known) if n in names}
    if missing := [key for key in _NAMES if key not in found]:
        raise UnreadableError(f"is no MQM table: there is no column for the {missing[0]}", 1)
    return found


def _clean(text: str) -> str:
    return one_line(_MARK.sub("", text))


def _order(segment: str) -> tuple[int, int, str]:
    """Numbers in their order, anything else behind them."""
    digits = segment.isascii() and segment.isdigit() and len(segment) < 20
    return (0, int(segment), "") if digits else (1, 0, segment)
