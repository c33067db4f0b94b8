"""Inputs in partitions: what is read of all parts is what is read of the whole, and nothing twice."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from mtaudit.article import Article
from mtaudit.engines.cut import ChangedError, Partition, Piece, Reading, cut, read_partition
from mtaudit.readers import InputError, read_inputs

Item = Article | InputError


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def whole(*paths: str, reading: Reading | None = None) -> list[Item]:
    columns = reading.columns if reading else {}
    return list(read_inputs(paths, stdin=io.BytesIO(), format=reading and reading.format, columns=columns))


def in_parts(*paths: str, size: int, reading: Reading | None = None) -> list[Item]:
    reading = reading or Reading()
    _, partitions = cut(paths, reading, size)
    assert [partition.number for partition in partitions] == list(range(len(partitions)))
    return [item for partition in partitions for item in read_partition(partition, reading)]


def records(count: int, length: int = 10) -> list[dict[str, str]]:
    return [{"id": f"a{number}", "text": f"Text {number}. " + "x" * length} for number in range(count)]


def write_lines(path: str, items: list[dict[str, str]]) -> None:
    Path(path).write_text("".join(json.dumps(item) + "\n" for item in items), "utf-8")


LINES = st.sampled_from(
    [
        b'{"id": "a", "text": "One."}',
        b'{"id": "b", "text": "Two\\nlines."}',
        b"",
        b"  ",
        b"{",
        b'{"id": 1}',
        b"\xff",
        b"[]",
    ]
)
ENDS = st.sampled_from([b"\n", b"\n", b"\r\n", b"\n\n"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(LINES, ENDS), max_size=12), st.integers(1, 120), st.booleans(), st.booleans())
def test_json_lines_in_parts(
    here: Path, lines: list[tuple[bytes, bytes]], size: int, last_ends: bool, marked: bool
) -> None:
    data = (b"\xef\xbb\xbf" if marked else b"") + b"".join(line + end for line, end in lines)
    (here / "a.jsonl").write_bytes(data if last_ends else data.rstrip(b"\r\n"))
    assert in_parts("a.jsonl", size=size) == whole("a.jsonl")


def test_lines_longer_than_a_partition_and_a_block(here: Path) -> None:
    write_lines("a.jsonl", [*records(3, 1_500_000), *records(200), *records(2, 3_000_000)])
    _, partitions = cut(["a.jsonl"], Reading(), 1_000_000)
    assert len(partitions) == 5
    assert in_parts("a.jsonl", size=1_000_000) == whole("a.jsonl")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 9), max_size=4), st.integers(1, 4000))
def test_rows_in_parts(here: Path, groups: list[int], size: int) -> None:
    schema = pa.schema([("id", pa.string()), ("text", pa.string())])
    number = 0
    with parquet.ParquetWriter("a.parquet", schema) as writer:
        for rows in groups:
            values = [{"id": f"a{number + n}", "text": None if n == 3 else f"Text {n}. " * 9} for n in range(rows)]
            writer.write_table(pa.Table.from_pylist(values, schema))
            number += rows
    assert in_parts("a.parquet", size=size) == whole("a.parquet")


def test_a_large_row_group_is_shared_out(here: Path) -> None:
    parquet.write_table(pa.Table.from_pylist(records(100, 1000)), "a.parquet", use_dictionary=False)
    _, partitions = cut(["a.parquet"], Reading(), 10_000)
    assert len(partitions) > 8
    assert {piece.unit for partition in partitions for piece in partition.pieces if isinstance(piece, Piece)} == {
        "rows"
    }
    assert in_parts("a.parquet", size=10_000) == whole("a.parquet")


def test_small_files_go_together_and_compressed_ones_stay_whole(here: Path) -> None:
    for number in range(6):
        (here / f"{number}.txt").write_text(f"Text {number}.", "utf-8")
    (here / "7.jsonl.gz").write_bytes(gzip.compress(json.dumps(records(1)[0]).encode() + b"\n{\n" + b" " * 9000))
    write_lines("8.jsonl", records(40))
    (here / "9.csv").write_text("id,text\na,One.\nb\n", "utf-8")
    _, partitions = cut(["."], Reading(), 500)
    pieces = [[piece.file.name for piece in part.pieces if isinstance(piece, Piece)] for part in partitions]
    assert pieces[0] == ["0.txt", "1.txt", "2.txt", "3.txt", "4.txt", "5.txt", "7.jsonl.gz"]
    assert len(partitions) > 4
    assert in_parts(".", size=500) == whole(".")


def test_names_of_columns_and_formats_reach_every_part(here: Path) -> None:
    write_lines("a.data", [{"key": item["id"], "body": item["text"]} for item in records(20)])
    parquet.write_table(pa.Table.from_pylist([{"key": "a", "body": "One."}] * 9), "a.parquet")
    lines = Reading("jsonl", {"id": "key", "text": "body"})
    assert len(in_parts("a.data", size=100, reading=lines)) == 20
    assert in_parts("a.data", size=100, reading=lines) == whole("a.data", reading=lines)
    rows = Reading(None, {"id": "key", "text": "body"})
    assert in_parts("a.parquet", size=10, reading=rows) == whole("a.parquet", reading=rows)


def test_what_is_wrong_with_a_file_is_said_once(here: Path) -> None:
    parquet.write_table(pa.Table.from_pylist([{"id": "a", "body": "One. " * 99}] * 9), "a.parquet")
    (here / "b.parquet").write_bytes(b"PAR1" + b"x" * 5000)
    (here / "c.jsonl").write_bytes(b"\n" * 5000)
    (here / "d.jsonl").write_bytes('{"id": "a"}'.encode("utf-16") * 900)
    errors = in_parts("a.parquet", "b.parquet", "c.jsonl", "d.jsonl", "none.txt", size=100)
    assert errors == whole("a.parquet", "b.parquet", "c.jsonl", "d.jsonl", "none.txt")
    assert [error.where for error in errors if isinstance(error, InputError)] == [
        "a.parquet", "b.parquet", "c.jsonl", "d.jsonl", "none.txt",
    ]  # fmt: skip


def test_behind_a_damaged_part_the_others_are_read(here: Path) -> None:
    parquet.write_table(
        pa.Table.from_pylist(records(90, 1000)),
        "a.parquet",
        row_group_size=30,
        use_dictionary=False,
        compression="none",
    )
    data = bytearray((here / "a.parquet").read_bytes())
    start = data.index(b"Text 31.") - 40
    data[start : start + 40] = b"\xff" * 40
    (here / "a.parquet").write_bytes(data)
    items = in_parts("a.parquet", size=40_000)
    assert {f"a{n}" for n in (*range(30), *range(60, 90))} <= {i.id for i in items if isinstance(i, Article)}
    assert [item.where for item in items if isinstance(item, InputError)] == ["a.parquet"]


def test_what_cannot_be_read_in_parts_is_refused(here: Path) -> None:
    for part in ("documents", "sources", "system-outputs/zh-en"):
        (here / "wmt" / part).mkdir(parents=True)
    assert in_parts("-", "wmt", size=10) == [
        InputError("-", "other processes cannot read standard input; name a file"),
        InputError("wmt", "test sets are not read in parts; use --engine local"),
    ]


def test_a_file_that_changes_in_mid_run_is_not_read(here: Path) -> None:
    write_lines("a.jsonl", records(9))
    _, partitions = cut(["a.jsonl"], Reading(), 100)
    write_lines("a.jsonl", records(10))
    with pytest.raises(ChangedError, match="has changed since the run began"):
        list(read_partition(partitions[0], Reading()))
    (here / "a.jsonl").unlink()
    with pytest.raises(ChangedError, match="under the same path on every machine"):
        list(read_partition(partitions[-1], Reading()))


def test_an_error_among_the_pieces_keeps_its_place() -> None:
    error = InputError("a.txt", "cannot be read")
    assert list(read_partition(Partition(0, (error,)), Reading())) == [error]
