"""Readers: from what the user names to articles, one module a format family."""

from __future__ import annotations

import io
import os
from contextlib import nullcontext
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, BinaryIO, cast

from mtaudit.readers.compress import uncompressed
from mtaudit.readers.kinds import EXTENSIONS, FIELDS, READERS, RECORD, Reader, recognise, recognise_fetched
from mtaudit.readers.paths import STDIN, expand, is_url, reason
from mtaudit.readers.source import (
    MAX_BYTES,
    InputError,
    Source,
    UnpackError,
    UnreadableError,
    View,
    input_error,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from mtaudit.article import Article
    from mtaudit.readers.meter import Meter
    from mtaudit.readers.web import Fetch

__all__ = [
    "EXTENSIONS",
    "FIELDS",
    "MAX_BYTES",
    "READERS",
    "InputError",
    "Reader",
    "Source",
    "View",
    "read_inputs",
    "read_stream",
    "reading_problem",
]

BUFFER = 1 << 16
"""How much of an input is held at a time, in bytes; its beginning tells the format."""


def read_inputs(
    inputs: Sequence[str],
    *,
    stdin: BinaryIO,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    view: View = "page",
    follow: bool = False,
    allow_private: bool = False,
    skip: Callable[[str], bool] = lambda _: False,
    meter: Meter | None = None,
) -> Iterator[Article | InputError]:
    """Yield every article of the inputs, in order, and an error in the place of each that cannot be read.

    Inputs are files, directories, glob patterns, web addresses and `-` for `stdin` (see `mtaudit.readers.paths`).
    `format` is the name of a reader that reads all of them; None: each input is recognised by its content
    and its extension. `columns` says which column or key of a record holds a field of the article
    (`{"text": "body"}`). `view`: "page" reads all that a web page shows, so that leftovers are found,
    "article" what the extractor takes for its story. `follow`: in place of the items of feeds and sitemaps, read
    the pages they lead to. `allow_private`: also fetch from addresses that are not on the public internet. A search
    of a directory passes over the files for which `skip` is true, such as the reports of an earlier run. `meter` is
    told how far reading has come. Records are read one at a time, other files at once. Never raises for bad input.
    """
    columns = columns or {}
    if problem := reading_problem(format, columns, view):
        yield InputError("settings", problem)
        return
    from mtaudit.readers.folder import is_system_output, is_test_set, read_system_output, read_test_set

    chosen = next((reader for reader in READERS if reader.name == format), None)
    fetch = None
    if follow or any(map(is_url, inputs)):
        from mtaudit.readers.web import fetcher

        fetch = fetcher(allow_private)
    source = Source("", stdin, columns, view, fetch=fetch if follow else None)
    paths: Iterable[str | InputError] = expand(inputs, EXTENSIONS, is_test_set, skip)
    if meter:
        paths = list(paths)
        meter.expect(paths)
    for path in paths:
        if isinstance(path, InputError):
            yield path
        elif path == STDIN:
            yield from _read_stdin(replace(source, name=STDIN), chosen)
        elif fetch and is_url(path):
            yield from _read_url(path, source, fetch, chosen)
        elif os.path.isdir(path):  # noqa: PTH112
            yield from read_test_set(path)
        elif chosen is None and is_system_output(path):
            yield from read_system_output(path)
        else:
            yield from _read_file(path, source, chosen, meter)


def read_stream(source: Source, reader: Reader | None = None) -> Iterator[Article | InputError]:
    """Yield the articles of an open input, unpacked where it is compressed; `reader` None: it is recognised.

    The stream has to be an `io.BufferedReader`. Raises no error but those of the system.
    """
    try:
        stream = uncompressed(source.stream)
        reader = reader or _recognised(source, stream.peek(BUFFER)[:BUFFER])
        read = getattr(import_module(f"mtaudit.readers.{reader.module}"), reader.function)
        yield from read(replace(source, stream=stream))
    except UnpackError as error:
        yield InputError(source.name, str(error))
    except UnreadableError as error:
        yield input_error(source, error)


def reading_problem(format: str | None, columns: Mapping[str, str], view: str) -> str | None:
    """What is wrong with settings of `read_inputs`, or None."""
    if format is not None and format not in (names := [reader.name for reader in READERS]):
        return f"no input format is called {format!r}; there are {', '.join(names)}"
    if unknown := next((field for field in columns if field not in RECORD), None):
        return f"no field of an article is called {unknown!r}; there are {', '.join(RECORD)}"
    if view not in ("page", "article"):
        return f"no view is called {view!r}; there are page, article"
    return None


def _recognised(source: Source, begins: bytes) -> Reader:
    if source.url:
        return recognise_fetched(source.url, source.media_type, begins)
    return recognise(source.name, begins)


def _read_file(path: str, source: Source, reader: Reader | None, meter: Meter | None) -> Iterator[Article | InputError]:
    name = path.replace(os.sep, "/")
    try:
        with open(path, "rb", BUFFER) as stream, meter.reading(stream) if meter else nullcontext():  # noqa: PTH123
            yield from read_stream(replace(source, name=name, stream=stream), reader)
    except OSError as error:
        yield InputError(name, reason(error))


def _read_url(url: str, source: Source, fetch: Fetch, reader: Reader | None) -> Iterator[Article | InputError]:
    from mtaudit.readers.web import fetched_source

    found = fetched_source(url, fetch, source)
    if isinstance(found, InputError):
        yield found
    else:
        yield from read_stream(found, reader)


def _read_stdin(source: Source, reader: Reader | None) -> Iterator[Article | InputError]:
    given = source.stream
    stream = given if isinstance(given, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", given), BUFFER)
    try:
        yield from read_stream(replace(source, stream=stream), reader)
    except OSError as error:
        yield InputError(STDIN, reason(error))
    finally:
        if stream is not given:
            stream.detach()
