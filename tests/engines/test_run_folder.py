"""The output folder: what a second run goes on with, and what it refuses."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtaudit.article import Article
from mtaudit.auditor import Auditor
from mtaudit.engines.cut import InputFile, Partition, Piece
from mtaudit.engines.folder import (
    FolderError,
    Plan,
    Written,
    accept,
    begin,
    describe,
    finish,
    locked,
    result_files,
    temporary,
)
from mtaudit.engines.tally import Tally
from mtaudit.readers import InputError
from mtaudit.report.columns import kept_error, kept_row, kept_schema

FILE = InputFile("a.jsonl", "/data/a.jsonl", 100, 1)
PLAN = Plan({"checks": "x", "--view": "page"}, [FILE])
PARTS = [Partition(n, (Piece(FILE, "lines", n * 50, n * 50 + 50, 50),)) for n in range(2)]


def write(folder: Path, number: int, text: str = "rows") -> Written:
    path = temporary(folder, number)
    path.write_text(text, "utf-8")
    tally = Tally()
    tally.add(InputError(f"a.jsonl:{number}", "is bad"))
    return accept(folder, number, describe(path, tally))


def test_finished_partitions_are_found_again(tmp_path: Path) -> None:
    assert begin(tmp_path, PLAN) == {}
    first = write(tmp_path, 0)
    assert begin(tmp_path, PLAN) == {0: first}
    assert first.file == "part-00000.parquet"


@pytest.mark.parametrize("harm", ["results", "gone", "mark", "no mark"])
def test_a_partition_of_which_anything_is_amiss_is_audited_again(tmp_path: Path, harm: str) -> None:
    begin(tmp_path, PLAN)
    write(tmp_path, 0)
    second = write(tmp_path, 1)
    if harm == "results":
        (tmp_path / "results" / "part-00000.parquet").write_text("rowz", "utf-8")
    elif harm == "gone":
        (tmp_path / "results" / "part-00000.parquet").unlink()
    elif harm == "mark":
        (tmp_path / "done" / "part-00000.json").write_text("{", "utf-8")
    else:
        (tmp_path / "done" / "part-00000.json").unlink()
    assert begin(tmp_path, PLAN) == {1: second}


def test_what_killed_tasks_left_is_removed(tmp_path: Path) -> None:
    begin(tmp_path, PLAN)
    temporary(tmp_path, 0).write_text("half", "utf-8")
    (tmp_path / "done" / ".part-00000.json.beef").write_text("half", "utf-8")
    begin(tmp_path, PLAN)
    assert [*(tmp_path / "results").iterdir(), *(tmp_path / "done").iterdir()] == []


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        (replace(PLAN, settings={"checks": "y", "--view": "page"}), "holds a run with other settings (checks)"),
        (replace(PLAN, settings={"checks": "x"}), "holds a run with other settings (--view)"),
        (replace(PLAN, inputs=[]), "holds a run over other inputs (a.jsonl is not among them now)"),
        (replace(PLAN, inputs=[FILE, replace(FILE, name="b")]), "holds a run over other inputs (b was not among them)"),
        (replace(PLAN, inputs=[replace(FILE, changed=2)]), "holds a run over other inputs (a.jsonl has changed since)"),
        (
            replace(PLAN, inputs=[FILE, InputError("b.jsonl", "no such file")]),
            "holds a run over other inputs (b.jsonl was not among them)",
        ),
    ],
)
def test_a_run_of_another_plan_is_refused_unless_it_is_to_go(tmp_path: Path, plan: Plan, message: str) -> None:
    begin(tmp_path, PLAN)
    write(tmp_path, 0)
    with pytest.raises(FolderError, match=re.escape(message)) as error:
        begin(tmp_path, plan)
    assert "name another folder, or replace that run with --afresh" in str(error.value)
    assert (tmp_path / "done" / "part-00000.json").exists()
    assert begin(tmp_path, plan, afresh=True) == {}
    assert not list((tmp_path / "results").iterdir())
    assert begin(tmp_path, plan) == {}


def test_another_version_is_refused(tmp_path: Path) -> None:
    begin(tmp_path, PLAN)
    write(tmp_path, 0)
    record = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    (tmp_path / "plan.json").write_text(json.dumps({**record, "mtaudit": "0.0.1"}), "utf-8")
    with pytest.raises(FolderError, match=r"holds a run of mtaudit 0\.0\.1, and this is"):
        begin(tmp_path, PLAN)
    (tmp_path / "plan.json").write_text(json.dumps({**record, "schema": 99}), "utf-8")
    with pytest.raises(FolderError, match="another version of mtaudit"):
        begin(tmp_path, PLAN)
    (tmp_path / "plan.json").write_text("[]", "utf-8")
    with pytest.raises(FolderError, match=r"plan\.json: is damaged; begin anew with --afresh"):
        begin(tmp_path, PLAN)
    (tmp_path / "plan.json").unlink()
    with pytest.raises(FolderError, match=r"its plan\.json is missing"):
        begin(tmp_path, PLAN)


@pytest.mark.parametrize("stranger", ["thesis.doc", "results/mine.parquet", "done/part-00000.txt"])
def test_no_folder_with_other_files_is_touched(tmp_path: Path, stranger: str) -> None:
    begin(tmp_path, PLAN)
    (tmp_path / stranger).write_text("mine", "utf-8")
    with pytest.raises(FolderError, match=rf"holds other files \({stranger}\)"), locked(tmp_path):
        pass


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", "utf-8")
    with pytest.raises(FolderError, match="is a file; the results need a folder"), locked(tmp_path / "out"):
        pass


def test_two_runs_do_not_write_to_one_folder(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "out"
    with locked(folder), pytest.raises(FolderError, match="another run is writing to it"), locked(folder):
        pass
    with locked(folder):
        begin(folder, PLAN)
    with locked(folder):  # its own files are no strangers
        pass


def test_the_manifest_tells_the_whole_run(tmp_path: Path) -> None:
    begin(tmp_path, PLAN)
    with pytest.raises(FolderError, match="the audit has not come to its end"):
        result_files(tmp_path)
    done = {number: write(tmp_path, number) for number in (1, 0)}
    tally = finish(tmp_path, PLAN, "mqm:x", PARTS, done)
    assert [error.where for error in tally.summary.errors] == ["a.jsonl:0", "a.jsonl:1"]
    manifest: dict[str, Any] = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert {key: manifest[key] for key in ("schema", "signature", "settings")} == {
        "schema": 1, "signature": "mqm:x", "settings": {"checks": "x", "--view": "page"},
    }  # fmt: skip
    assert manifest["inputs"] == [{"name": "a.jsonl", "path": "/data/a.jsonl", "size": 100, "changed": 1}]
    assert manifest["partitions"][1] == {
        "file": "results/part-00001.parquet",
        "rows": 1,
        "articles": 0,
        "errors": 1,
        "size": 4,
        "sha256": done[1].sha256,
        "inputs": [{"file": "a.jsonl", "unit": "lines", "start": 50, "stop": 100}],
    }
    assert manifest["summary"] == tally.summary.to_record()
    assert [path.name for path in result_files(tmp_path)] == ["part-00000.parquet", "part-00001.parquet"]


def test_a_file_whose_name_is_no_text_is_a_file_all_the_same(tmp_path: Path, auditor: Auditor) -> None:
    plan = replace(PLAN, inputs=[replace(FILE, name="a\udcff.txt")])
    begin(tmp_path, plan)
    done = {0: write(tmp_path, 0)}
    assert begin(tmp_path, plan) == done
    rows = [
        kept_row(auditor.audit(Article("a\udcff.txt", TEXTS[0], origin="a\udcff.txt"))),
        kept_error(InputError("a\udcff.txt", "is \udcff")),
    ]
    table = pa.Table.from_pylist(rows, kept_schema())
    assert table["where"].to_pylist() == ["a\\udcff.txt"] * 2
    assert table["id"].to_pylist() == ["a\\udcff.txt", None]


TEXTS = ["It rained in Kiev.", "All is well.", "Foreign Minister Dmitro Kuleba spoke in Kiev.", "He he said so ."]


@given(st.lists(st.integers(0, len(TEXTS)), max_size=12), st.integers(1, 4), st.randoms())
def test_parts_counted_apart_come_to_the_same(auditor: Auditor, order: list[int], parts: int, random: Any) -> None:
    items = [
        InputError("x", f"bad {n}") if n == len(TEXTS) else auditor.audit(Article(str(n), TEXTS[n])) for n in order
    ]
    together, tallies = Tally(), [Tally() for _ in range(parts)]
    for number, item in enumerate(items):
        together.add(item)
        tallies[number * parts // len(items)].add(item)
    random.shuffle(shuffled := list(tallies))
    merged = Tally()
    for tally in shuffled:
        merged.merge(Tally.from_record(json.loads(json.dumps(tally.to_record()))))
    in_order = sorted(merged.summary.errors, key=str)
    assert in_order == sorted(together.summary.errors, key=str)
    merged.summary.errors = together.summary.errors
    assert merged == together
    assert merged.summary.to_record() == together.summary.to_record()
