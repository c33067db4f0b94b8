"""Parquet and Arrow (files, streams, Feather 2), by pyarrow: read in batches, each row a record as in JSON lines."""

from __future__ import annotations

import datetime
import io
from typing import TYPE_CHECKING, Any, cast

from mtaudit.readers.jsonl import RecordError, article
from mtaudit.readers.kinds import FIELDS
from mtaudit.readers.source import (
    MAX_BYTES,
    InputError,
    MissingPackageError,
    Source,
    UnreadableError,
    guarded,
    read_bytes,
)
from mtaudit.readers.table import header_problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtaudit.article import Article

_ROWS = 256  # of a batch
_MAX_GROUP = 4 << 30  # bytes of a column of a row group, unpacked
_MAX_HELD = 16 * MAX_BYTES  # bytes of a file that cannot be read in any order, such as a pipe


def read_parquet(source: Source) -> Iterator[Article | InputError]:
    """Yield the article of each row of a Parquet file."""
    return guarded(source, "Parquet", _parquet(source))


def read_rows(source: Source, start: int, stop: int) -> Iterator[Article | InputError]:
    """Yield the article of each row of a Parquet file from row `start` (from 0) to before row `stop`."""
    return guarded(source, "Parquet", _parquet(source, start, stop))


def read(source: Source) -> Iterator[Article | InputError]:
    """Yield the article of each row of an Arrow file or stream."""
    return guarded(source, "Arrow", _arrow(source))


def _parquet(source: Source, start: int = 0, stop: int | None = None) -> Iterator[Article | InputError]:
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise MissingPackageError("Parquet", "pyarrow", "tables") from error
    # What is read ahead is kept until the file is closed: all of it in the end.
    file = parquet.ParquetFile(_seekable(source), pre_buffer=False)
    if problem := _problem(file.schema_arrow.names, source):
        yield problem
        return
    wanted = _wanted(file.schema_arrow, source)
    groups, passed = _groups(file.metadata, start, stop)
    for group in groups:
        columns = file.metadata.row_group(group)
        for index in range(columns.num_columns):
            column = columns.column(index)
            if column.path_in_schema in wanted and column.total_uncompressed_size > _MAX_GROUP:
                size = f"{_MAX_GROUP >> 30} GiB, the limit"
                raise UnreadableError(f"column {column.path_in_schema} of row group {group + 1} is larger than {size}")
    batches = file.iter_batches(batch_size=_ROWS, row_groups=groups, columns=wanted)
    if stop is not None:
        batches = _between(batches, start - passed, stop - passed)
    yield from _articles(batches, source, start)


def _groups(metadata: Any, start: int, stop: int | None) -> tuple[list[int], int]:
    """The row groups that hold the rows from `start` to before `stop` (None: all), and the rows in front of them."""
    groups: list[int] = []
    row = passed = 0
    for group in range(metadata.num_row_groups):
        end = row + metadata.row_group(group).num_rows
        if stop is None or (end > start and row < stop):
            passed = passed if groups else row
            groups.append(group)
        row = end
    return groups, passed


def _between(batches: Iterator[Any], start: int, stop: int) -> Iterator[Any]:
    """The rows of batches from `start` to before `stop`, counted over all of them."""
    row = 0
    for batch in batches:
        begin, end = max(start - row, 0), min(stop - row, batch.num_rows)
        if begin < end:
            yield batch.slice(begin, end - begin)
        row += batch.num_rows
        if row >= stop:
            return


def _arrow(source: Source) -> Iterator[Article | InputError]:
    try:
        from pyarrow import ipc
    except ImportError as error:
        raise MissingPackageError("Arrow", "pyarrow", "tables") from error
    begins = cast("io.BufferedReader", source.stream).peek(8)[:8]
    if begins.startswith(b"FEA1"):
        raise UnreadableError("is Feather 1, which is no longer read; write it anew as Feather 2 or Parquet")
    if begins.startswith(b"ARROW1"):
        file = ipc.open_file(_seekable(source))
        batches, schema = (file.get_batch(i) for i in range(file.num_record_batches)), file.schema
    else:
        stream: Any = ipc.open_stream(cast("Any", source.stream))
        batches, schema = iter(stream), stream.schema
    if problem := _problem(schema.names, source):
        yield problem
        return
    wanted = _wanted(schema, source)
    yield from _articles((batch.select(wanted) for batch in batches), source)


def _articles(batches: Iterator[Any], source: Source, first: int = 0) -> Iterator[Article | InputError]:
    number = first
    for batch in batches:
        # Offsets that lead out of the buffers of a damaged file would end the process.
        batch.validate(full=True)
        for start in range(0, batch.num_rows, _ROWS):
            for record in batch.slice(start, _ROWS).to_pylist():
                number += 1
                yield _article(record, f"{source.name} (row {number})", source)
    if number == first:
        yield InputError(source.name, "holds no rows")


def _article(record: dict[str, Any], where: str, source: Source) -> Article | InputError:
    row = {name: _plain(value) for name, value in record.items()}
    if any(isinstance(value, str) and len(value) > MAX_BYTES for value in row.values()):
        return InputError(where, f"the record is larger than {MAX_BYTES >> 20} MiB, the limit for one article")
    try:
        return article(row, where, source.columns)
    except RecordError as error:
        return InputError(where, str(error), row)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime.date) else value


def _problem(names: list[str], source: Source) -> InputError | None:
    problem = header_problem(names, source)
    return None if problem is None else InputError(source.name, problem)


def _wanted(schema: Any, source: Source) -> list[str]:
    """The columns that are read; `ignore` where it is asked for, or is a list of strings, so that it is meant."""
    wanted = {source.columns.get(field, field) for field in FIELDS}
    if "ignore" in source.columns:
        wanted.add(source.columns["ignore"])
    elif "ignore" in schema.names and _is_strings(schema.field("ignore").type):
        wanted.add("ignore")
    return [name for name in schema.names if name in wanted]


def _is_strings(kind: Any) -> bool:
    from pyarrow import types

    if not types.is_list(kind) and not types.is_large_list(kind):
        return False
    return bool(types.is_string(kind.value_type) or types.is_large_string(kind.value_type))


def _seekable(source: Source) -> Any:
    """A stream that can be read in any order: the file itself, or what comes out of a pipe or is unpacked."""
    stream = source.stream
    return stream if stream.seekable() else io.BytesIO(read_bytes(source, _MAX_HELD))
