"""Inputs cut into partitions that are read apart: row ranges of Parquet files, line ranges of JSON lines, whole files.

A partition is a few pieces that lie side by side, and about as large as the others. Whatever cannot be cut
(compressed, or of another format) is one piece, and small files are put together. What is read of all partitions in
their order is what `mtaudit.readers.read_inputs` yields, with the same files, lines and rows in messages; only, where
a part of a file is damaged, the parts behind it are read all the same.
"""

from __future__ import annotations

import io
import os
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from mtaudit.readers import BUFFER, EXTENSIONS, READERS, InputError, Reader, Source, View, read_stream
from mtaudit.readers.compress import MAGIC_SIZE, compression
from mtaudit.readers.folder import is_system_output, is_test_set
from mtaudit.readers.kinds import recognise
from mtaudit.readers.paths import STDIN, expand, reason
from mtaudit.readers.source import UnreadableError
from mtaudit.readers.table import header_problem

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

    from mtaudit.article import Article

_BLOCK = 1 << 20
_PACKED = 3  # news packs to a third of its size, or less
_MOST_CUTS = 32  # of a row group: each of its parts is found by reading what lies in front of it


@dataclass(frozen=True, slots=True)
class InputFile:
    """An input: its name as the user gave it, where it lies, its size in bytes, and when it was last changed."""

    name: str
    path: str
    size: int
    changed: int

    def to_record(self) -> dict[str, Any]:
        """The file as plans and manifests spell it; `changed` is in nanoseconds since 1970."""
        return {"name": self.name, "path": self.path, "size": self.size, "changed": self.changed}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a file: all of it, the lines between two bytes, or the rows between two numbers (from 0).

    `first` is the number of the first line. `weight` is about the number of bytes that are to be audited.
    """

    file: InputFile
    unit: Literal["file", "lines", "rows"]
    start: int
    stop: int
    weight: int
    first: int = 1

    def to_record(self) -> dict[str, Any]:
        """The piece as manifests spell it."""
        record: dict[str, Any] = {"file": self.file.name, "unit": self.unit}
        return record if self.unit == "file" else record | {"start": self.start, "stop": self.stop}


@dataclass(frozen=True, slots=True)
class Partition:
    """What one task audits; inputs that cannot be read at all are among its pieces, in their places."""

    number: int
    pieces: tuple[Piece | InputError, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """How inputs are read (see `mtaudit.readers.read_inputs`)."""

    format: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    view: View = "page"

    @property
    def reader(self) -> Reader | None:
        """The reader of all inputs, None where each is recognised."""
        return next((reader for reader in READERS if reader.name == self.format), None)


class ChangedError(Exception):
    """A file that is another one than when the run began, or that this machine does not have."""


def cut(paths: Sequence[str], reading: Reading, size: int) -> tuple[list[InputFile | InputError], list[Partition]]:
    """The files that `paths` name, and partitions of about `size` bytes of what is in them, in order.

    Plain JSON lines are read through once, to number the lines. An input that cannot be opened is an error in both.
    """
    pieces = [piece for path in expand(paths, EXTENSIONS, is_test_set) for piece in _pieces(path, reading, size)]
    files = dict.fromkeys(piece if isinstance(piece, InputError) else piece.file for piece in pieces)
    return list(files), [Partition(number, group) for number, group in enumerate(_grouped(pieces, size))]


def read_partition(partition: Partition, reading: Reading) -> Iterator[Article | InputError]:
    """Yield the articles of a partition, and an error in the place of each that cannot be read.

    Raises `ChangedError`, and `OSError` where the system fails: what was read then is not to be used.
    """
    for piece in partition.pieces:
        if isinstance(piece, InputError):
            yield piece
            continue
        try:
            stream = open(piece.file.path, "rb", BUFFER)  # noqa: PTH123, SIM115
        except FileNotFoundError:
            message = "is not there; inputs have to lie under the same path on every machine"
            raise ChangedError(f"{piece.file.path}: {message}") from None
        with stream:
            if os.fstat(stream.fileno()).st_size != piece.file.size:
                raise ChangedError(f"{piece.file.path}: has changed since the run began")
            yield from _read(piece, stream, reading)


def _read(piece: Piece, stream: BinaryIO, reading: Reading) -> Iterator[Article | InputError]:
    source = Source(piece.file.name, stream, reading.columns, reading.view)
    if piece.unit == "file":
        return read_stream(source, reading.reader)
    if piece.unit == "rows":
        from mtaudit.readers.arrow import read_rows

        return read_rows(source, piece.start, piece.stop)
    from mtaudit.readers.jsonl import read_part

    window = io.BufferedReader(_Window(stream, piece.start, piece.stop), BUFFER)
    return read_part(replace(source, stream=window), piece.first)


class _Window(io.RawIOBase):
    """The bytes of a file between two places, as a stream."""

    def __init__(self, stream: BinaryIO, start: int, stop: int) -> None:
        self._stream = stream
        self._left = stop - start
        stream.seek(start)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        data = self._stream.read(min(len(view), self._left))
        self._left -= len(data)
        view[: len(data)] = data
        return len(data)


def _pieces(path: str | InputError, reading: Reading, size: int) -> list[Piece | InputError]:
    if isinstance(path, InputError):
        return [path]
    name = path.replace(os.sep, "/")
    if path == STDIN:
        return [InputError(name, "other processes cannot read standard input; name a file")]
    if os.path.isdir(path) or (reading.format is None and is_system_output(path)):  # noqa: PTH112
        return [InputError(name, "test sets are not read in parts; use --engine local")]
    try:
        with open(path, "rb", BUFFER) as stream:  # noqa: PTH123
            state = os.fstat(stream.fileno())
            file = InputFile(name, os.path.abspath(path), state.st_size, state.st_mtime_ns)  # noqa: PTH100
            return list(_pieces_of(file, stream, reading, size))
    except OSError as error:
        return [InputError(name, reason(error))]


def _pieces_of(file: InputFile, stream: BinaryIO, reading: Reading, size: int) -> Iterator[Piece]:
    begins = stream.read(BUFFER)
    stream.seek(0)
    packed = compression(begins[:MAGIC_SIZE])
    whole = Piece(file, "file", 0, file.size, file.size * (_PACKED if packed else 1))
    kind = None if packed else _kind(file.name, begins, reading)
    if kind == "parquet":
        yield from _row_pieces(Source(file.name, stream, reading.columns), file, size) or [whole]
    elif kind == "jsonl" and file.size > size and _is_text(begins):
        ranges = _line_ranges(stream, size)
        yield from [Piece(file, "lines", start, stop, stop - start, first) for start, stop, first in ranges] or [whole]
    else:
        yield whole


def _kind(name: str, begins: bytes, reading: Reading) -> str | None:
    try:
        return (reading.reader or recognise(name, begins)).name
    except UnreadableError:  # the reader says what is wrong with it
        return None


def _is_text(begins: bytes) -> bool:
    """Whether a file begins as JSON lines can; the reader says of others what is wrong with them."""
    return b"\0" not in begins and begins[:2] not in (b"\xff\xfe", b"\xfe\xff")


def _row_pieces(source: Source, file: InputFile, size: int) -> list[Piece]:
    """The pieces of a Parquet file; none where it has no articles, of which the reader will complain once."""
    from pyarrow import parquet

    try:
        metadata = parquet.read_metadata(source.stream)
        if header_problem(metadata.schema.to_arrow_schema().names, source):
            return []
        groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
        return list(_row_ranges(file, [(group.num_rows, group.total_byte_size) for group in groups], size))
    except Exception:  # what a damaged file makes pyarrow raise cannot be listed
        return []


def _row_ranges(file: InputFile, groups: Sequence[tuple[int, int]], size: int) -> Iterator[Piece]:
    begin = 0
    for rows, weight in filter(all, groups):
        parts = max(1, min(-(-weight // size), rows, _MOST_CUTS))
        bounds = [begin + rows * part // parts for part in range(parts + 1)]
        for start, stop in pairwise(bounds):
            yield Piece(file, "rows", start, stop, weight // parts)
        begin += rows


def _line_ranges(stream: BinaryIO, size: int) -> list[tuple[int, int, int]]:
    """Ranges of bytes of at least `size` that end with lines (but the last), each with the number of its first line.

    None where all lines are empty, which is for the reader of the whole file to say.
    """
    ranges: list[tuple[int, int, int]] = []
    blank = True
    start = position = 0
    first = line = 1
    while block := stream.read(_BLOCK):
        blank = blank and not block.removeprefix(BOM_UTF8).strip()
        counted = 0
        while (due := max(start + size - position - 1, counted)) < len(block):
            end = block.find(b"\n", due) + 1
            if not end:
                break
            line += block.count(b"\n", counted, end)
            counted = end
            ranges.append((start, position + end, first))
            start, first = position + end, line
        line += block.count(b"\n", counted)
        position += len(block)
    if start < position:
        ranges.append((start, position, first))
    return [] if blank else ranges


def _grouped(pieces: Iterable[Piece | InputError], size: int) -> Iterator[tuple[Piece | InputError, ...]]:
    """Neighbours together, as long as they weigh no more than `size`; row ranges that touch become one."""
    group: list[Piece | InputError] = []
    weight = 0
    for piece in pieces:
        added = piece.weight if isinstance(piece, Piece) else 0
        if group and weight + added > size:
            yield tuple(group)
            group, weight = [], 0
        last = group[-1] if group else None
        if isinstance(last, Piece) and isinstance(piece, Piece) and last.unit == "rows" and last.file == piece.file:
            group[-1] = replace(last, stop=piece.stop, weight=last.weight + piece.weight)
        else:
            group.append(piece)
        weight += added
    if group:
        yield tuple(group)
