"""Folders of mt-metrics-eval: a test set with its documents, sources, references and the outputs of systems.

The layout is that of github.com/google-research/mt-metrics-eval: `documents/SRC-TGT.docs` (domain and document
of each line), `sources/SRC-TGT.txt`, `references/SRC-TGT.NAME.txt` and `system-outputs/SRC-TGT/NAME.txt`, all
with one segment a line. Each document of each system is an article, with a segment as its paragraph.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtaudit.article import Article
from mtaudit.readers.paths import reason
from mtaudit.readers.source import InputError, Source, UnreadableError, input_error, read_text
from mtaudit.readers.units import not_english, other_language

if TYPE_CHECKING:
    from collections.abc import Iterator

_PARTS = ("documents", "sources", "system-outputs")


@dataclass(frozen=True, slots=True)
class _TestSet:
    """A language pair of a test set: the bounds of its documents, and its segments."""

    folder: str
    pair: str
    documents: tuple[tuple[str, int, int], ...]
    source: list[str]
    references: dict[str, list[str]]


def is_test_set(path: str) -> bool:
    """Whether a path is a folder of mt-metrics-eval."""
    return all(os.path.isdir(os.path.join(path, part)) for part in _PARTS)  # noqa: PTH112, PTH118


def is_system_output(path: str) -> bool:
    """Whether a path is the output of a system in a folder of mt-metrics-eval."""
    folder, part, _, name = _parts(path)
    return part == "system-outputs" and name.endswith(".txt") and is_test_set(folder)


def read_system_output(path: str) -> Iterator[Article | InputError]:
    """Yield each document of the output of one system, which lies in its test set."""
    folder, _, pair, name = _parts(path)
    try:
        test_set = _test_set(folder, pair)
    except _FileError as error:
        yield error.error
    else:
        yield from _articles(test_set, name.removesuffix(".txt"))


def read_test_set(folder: str) -> Iterator[Article | InputError]:
    """Yield each document of each system of a folder, by language pair and system.

    Pairs into other languages than English are passed over where one into English is there.
    """
    found = False
    pairs = [name.removesuffix(".docs") for name in _listed(_join(folder, "documents"), ".docs")]
    for pair in [pair for pair in pairs if not _other_target(pair)] or pairs:
        try:
            test_set = _test_set(folder, pair)
        except _FileError as error:
            found = True
            yield error.error
            continue
        for system in _listed(_join(folder, "system-outputs", test_set.pair), ".txt"):
            found = True
            yield from _articles(test_set, system.removesuffix(".txt"))
    if not found:
        yield InputError(folder.replace(os.sep, "/"), "is a test set without an output of a system")


class _FileError(Exception):
    """A file of a test set that cannot be used."""

    def __init__(self, error: InputError) -> None:
        super().__init__(str(error))
        self.error = error


def _articles(test_set: _TestSet, system: str) -> Iterator[Article | InputError]:
    path = _join(test_set.folder, "system-outputs", test_set.pair, f"{system}.txt")
    try:
        lines = _segments(path, len(test_set.source))
    except _FileError as error:
        yield error.error
        return
    name = path.replace(os.sep, "/")
    reference = next((lines for other, lines in test_set.references.items() if other != system), None)
    for document, start, end in test_set.documents:
        text = _paragraphs(lines, start, end)
        if not text.strip():
            yield InputError(f"{name}:{start + 1}", f"the document {document} is empty")
            continue
        yield Article(
            id=f"{system}/{document}",
            text=text,
            source=_paragraphs(test_set.source, start, end),
            source_lang=test_set.pair.split("-")[0].split("_")[0].lower(),
            reference=None if reference is None else _paragraphs(reference, start, end),
            origin=f"{name}:{start + 1}",
        )


def _other_target(pair: str) -> str | None:
    """The language that a pair is translated into, if that is not English."""
    return other_language(pair.partition("-")[2])


def _test_set(folder: str, pair: str) -> _TestSet:
    path = _join(folder, "documents", f"{pair}.docs")
    if other := _other_target(pair):
        raise _FileError(InputError(path.replace(os.sep, "/"), not_english(other)))
    documents: list[tuple[str, int, int]] = []
    lines = _segments(path)
    for number, line in enumerate(lines):
        words = line.split()
        if len(words) != 2:
            where = f"{path.replace(os.sep, '/')}:{number + 1}"
            raise _FileError(InputError(where, "does not name a domain and a document"))
        name = words[1]
        start = documents.pop()[1] if documents and documents[-1][0] == name else number
        documents.append((name, start, number + 1))
    folders = _join(folder, "references")
    names = [n for n in _listed(folders, ".txt") if n.startswith(f"{pair}.")]
    references = {n[len(pair) + 1 : -len(".txt")]: _segments(_join(folders, n), len(lines)) for n in names}
    source = _segments(_join(folder, "sources", f"{pair}.txt"), len(lines))
    return _TestSet(folder, pair, tuple(documents), source, references)


def _segments(path: str, count: int | None = None) -> list[str]:
    name = path.replace(os.sep, "/")
    try:
        with open(path, "rb") as stream:  # noqa: PTH123
            text = read_text(Source(name, stream))
    except OSError as error:
        raise _FileError(InputError(name, reason(error))) from None
    except UnreadableError as error:
        raise _FileError(input_error(Source(name, stream), error)) from None
    lines = text.removeprefix("\ufeff").removesuffix("\n").split("\n")
    if count is not None and len(lines) != count:
        message = f"has {len(lines)} lines, where documents has {count}: lines of both belong together"
        raise _FileError(InputError(name, message))
    return lines


def _paragraphs(lines: list[str], start: int, end: int) -> str:
    """Segments as paragraphs; an empty one is left out of its text alone."""
    return "\n\n".join(filter(None, map(str.strip, lines[start:end])))


def _parts(path: str) -> tuple[str, str, str, str]:
    """The folder of a test set, the part of it, the language pair and the name of a file."""
    parents, name = os.path.split(path)
    parents, pair = os.path.split(parents)
    folder, part = os.path.split(parents)
    return folder or os.curdir, part, pair, name


def _listed(folder: str, suffix: str) -> list[str]:
    try:
        return sorted(n for n in os.listdir(folder) if n.endswith(suffix) and not n.startswith("."))  # noqa: PTH208
    except OSError:
        return []


def _join(*parts: str) -> str:
    return os.path.join(*parts)  # noqa: PTH118
