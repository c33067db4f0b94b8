"""Readers: from what the user names to articles, one module a format family."""

from __future__ import annotations

import io
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, cast

from mtaudit.readers import jsonl, markdown, plain
from mtaudit.readers.paths import STDIN, expand, reason
from mtaudit.readers.source import MAX_BYTES, InputError, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mtaudit.article import Article

__all__ = ["EXTENSIONS", "MAX_BYTES", "READERS", "InputError", "Reader", "Source", "read_inputs"]


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader: `read` yields the articles of one open input, and an error for each it cannot give."""

    name: str
    extensions: tuple[str, ...]
    read: Callable[[Source], Iterator[Article | InputError]]


PLAIN = Reader("plain", (".txt", ".text"), plain.read)
MARKDOWN = Reader("markdown", (".md", ".markdown"), markdown.read)
JSONL = Reader("jsonl", (".jsonl", ".ndjson"), jsonl.read)
JSON = Reader("json", (".json",), jsonl.read_document)

READERS: tuple[Reader, ...] = (PLAIN, MARKDOWN, JSONL, JSON)
"""Every reader; what no reader knows by its extension is read as plain text."""

EXTENSIONS: tuple[str, ...] = tuple(ext for reader in READERS for ext in reader.extensions)
"""What is looked for in directories."""


def read_inputs(inputs: Sequence[str], *, stdin: BinaryIO) -> Iterator[Article | InputError]:
    """Yield every article of the inputs, in order, and an error in the place of each that cannot be read.

    Inputs are files, directories, glob patterns and `-` for `stdin` (see `mtaudit.readers.paths`).
    JSON lines are read one at a time, any other file at once. Never raises for bad input.
    """
    for path in expand(inputs, EXTENSIONS):
        if isinstance(path, InputError):
            yield path
        elif path == STDIN:
            yield from _read_stdin(stdin)
        else:
            yield from _read_file(path)


def reader_for(path: str) -> Reader:
    """The reader that a file's extension asks for."""
    extension = os.path.splitext(path)[1].lower()  # noqa: PTH122 - start-up: pathlib is not needed
    return next((reader for reader in READERS if extension in reader.extensions), PLAIN)


def _read_file(path: str) -> Iterator[Article | InputError]:
    name = path.replace(os.sep, "/")
    try:
        with open(path, "rb") as stream:  # noqa: PTH123
            yield from reader_for(path).read(Source(name, stream))
    except OSError as error:
        yield InputError(name, reason(error))


def _read_stdin(stdin: BinaryIO) -> Iterator[Article | InputError]:
    """Standard input is plain text, or JSON lines where it begins as a JSON object does."""
    stream = stdin if isinstance(stdin, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", stdin))
    try:
        begins = stream.peek(64).removeprefix(b"\xef\xbb\xbf").lstrip()
        reader = JSONL if re.match(rb'\{\s*"', begins) else PLAIN
        yield from reader.read(Source(STDIN, stream))
    except OSError as error:
        yield InputError(STDIN, reason(error))
    finally:
        if stream is not stdin:
            stream.detach()
