"""Tables as text: CSV, and TSV with or without quotes. Each row is a record as in JSON lines.

The first row names the columns. A field of a CSV file may hold line ends where it is quoted. In a TSV file
quotes count as in CSV if some line of its beginning has another number of tabs than the first one, as then
there must be quoted line ends; otherwise each line is a row.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, cast

from mtaudit.readers.jsonl import RecordError, article
from mtaudit.readers.source import MAX_BYTES, InputError, Source, UnreadableError, decode, guarded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtaudit.article import Article

_SAMPLE = 1 << 16
_DELIMITERS = ",;\t|"
_PARTED = re.compile(r"[\s,;]+")
_QUOTED = re.compile(r'"((?:[^"]|"")*+)"')


def read(source: Source) -> Iterator[Article | InputError]:
    """Yield the article of each row of a CSV file; comma, semicolon, tab and | are told by the first line."""
    return guarded(source, "CSV", _articles(source, None))


def read_tabs(source: Source) -> Iterator[Article | InputError]:
    """Yield the article of each row of a TSV file."""
    return guarded(source, "TSV", _articles(source, "\t"))


def rows(
    source: Source, delimiter: str | None, quoted: bool = True
) -> Iterator[tuple[int, list[str] | UnreadableError]]:
    """The rows of a table with the lines they begin in, empty ones left out; a row that is no text is an error.

    Raises `UnreadableError` where the rest cannot be read: a row is too large, or the quotes are in disorder.
    """
    lines = _Lines(source)
    if quoted:
        # The limit of a field is one for the whole process; larger does no harm to others.
        csv.field_size_limit(max(csv.field_size_limit(), MAX_BYTES))
        found: Iterator[list[str]] = csv.reader(lines, delimiter=delimiter or _delimiter(_beginning(source)))
    else:
        found = (_unquoted(line.rstrip("\r\n").split(delimiter or "\t")) for line in lines)
    while True:
        began = lines.number + 1
        lines.size = 0
        try:
            row = next(found)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableError(f"is not readable CSV: {error}", began) from None
        if lines.ended:
            raise UnreadableError("a quote is not closed, so that the row goes on to the end of the file", began)
        if lines.problem:
            yield lines.number, lines.problem
            lines.problem = None
        elif row and row != [""]:
            yield began, row


class _Lines:
    """The lines of a source as text; in place of one that is none stands an empty one, and `problem` says why.

    `size` counts the bytes since it was set to 0: those of one row. `ended`: a line was asked for that is not there.
    """

    def __init__(self, source: Source) -> None:
        self.stream = source.stream
        self.number = 0
        self.size = 0
        self.problem: UnreadableError | None = None
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.stream.readline(MAX_BYTES + 1)
        if not line:
            self.ended = True
            raise StopIteration
        self.number += 1
        self.size += len(line)
        if self.size > MAX_BYTES:
            limit = f"{MAX_BYTES >> 20} MiB, the limit for one article"
            raise UnreadableError(f"the row is larger than {limit} (is a quote not closed?)", self.number)
        if line[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise UnreadableError("is a table in UTF-16, or no text; save it as UTF-8", self.number)
        if self.number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        try:
            return decode(line)
        except UnreadableError as error:
            self.problem = UnreadableError(str(error), self.number, line.decode("utf-8", "replace").rstrip("\r\n"))
            return "\n"


def _articles(source: Source, delimiter: str | None) -> Iterator[Article | InputError]:
    quoted = delimiter is None or _has_quoted_lines(_beginning(source))
    header: list[str] = []
    found = False
    for number, row in rows(source, delimiter, quoted):
        where = f"{source.name}:{number}"
        if isinstance(row, UnreadableError):
            yield InputError(where, str(row), {"raw": row.raw} if row.raw is not None else None)
            if not header:
                return
            found = True
            continue
        if not header:
            header = [name.strip() for name in row]
            if problem := header_problem(header, source):
                yield InputError(where, problem)
                return
            continue
        found = True
        if len(row) != len(header):
            problem = f"the row has {_count(len(row))}, the first row names {len(header)}"
            yield InputError(where, problem, {"raw": _line(row, delimiter)})
            continue
        record = _record(header, row, source.columns.get("ignore", "ignore"))
        try:
            yield article(record, where, source.columns)
        except RecordError as error:
            yield InputError(where, str(error), record)
    if not found:
        yield InputError(source.name, "holds no rows" if header else "is empty")


def _line(row: list[str], delimiter: str | None) -> str:
    """A row as a line again."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter or ",", lineterminator="").writerow(row)
    return out.getvalue()


def header_problem(header: list[str], source: Source) -> str | None:
    """What makes the names of columns unusable, or None."""
    for field in ("id", "text"):
        column = source.columns.get(field, field)
        if column not in header:
            known = ", ".join(" ".join(name.split())[:30] for name in header[:10])
            return f"there is no column {column!r} for the {field}; there are {known} (map one with {field}=NAME)"
        if header.count(column) > 1:
            return f"two columns are called {column!r}"
    return None


def _record(header: list[str], row: list[str], ignore: str) -> dict[str, str | list[str] | None]:
    """A row by column; an empty field is none, and the column called `ignore` a list."""
    return {
        name: (_PARTED.split(value.strip()) if name == ignore else value) if value else None
        for name, value in zip(header, row, strict=True)
    }


def _count(columns: int) -> str:
    return "one field" if columns == 1 else f"{columns} fields"


def _beginning(source: Source) -> str:
    """The beginning of a source, as far as it is in the buffer, without taking it."""
    begins = cast("io.BufferedReader", source.stream).peek(_SAMPLE)[:_SAMPLE]
    return begins.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")


def _delimiter(text: str) -> str:
    """The sign that parts the columns in the first line, where most of them stand outside of quotes."""
    header = _QUOTED.sub("", text.split("\n", 1)[0])
    return max(_DELIMITERS, key=header.count)


def _has_quoted_lines(text: str) -> bool:
    lines = text.split("\n")[:-1]
    return any(line.count("\t") != lines[0].count("\t") for line in lines if line.strip())


def _unquoted(values: list[str]) -> list[str]:
    """The fields of a line of which some may be quoted, as a doubled quote in one tells, or quotes around all."""
    matches = [_QUOTED.fullmatch(value) if value.startswith('"') else None for value in values]
    if all(matches):
        return [match[1].replace('""', '"') for match in matches if match]
    return [
        match[1].replace('""', '"') if match and '""' in match[1] else value
        for match, value in zip(matches, values, strict=True)
    ]
