"""Data frames: the auditor's own results, row by row, under stable types; nothing raised, nothing lost."""

from __future__ import annotations

import datetime
import json
import os
import pickle
import re
import shutil
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dask
import dask.dataframe as dd
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtaudit import Article, Auditor
from mtaudit.frame import META, FrameAuditor, audit_frame, explode_findings, findings_frame
from mtaudit.report.columns import SCORES
from mtaudit.report.result import result_record

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

TEXTS = ["Foreign Minister Dmitro Kuleba spoke in Kiev.", "All is well.", "It rained in Kiev on Monday."]


@cache
def auditor() -> Auditor:
    return Auditor()


def frame(**columns: object) -> pd.DataFrame:
    return pd.DataFrame({"id": ["a", "b", "c"], "text": TEXTS, **columns}, index=[7, 8, 9])


def test_rows_are_the_auditors_own_results() -> None:
    result = audit_frame(frame(), auditor())
    assert list(result.index) == [7, 8, 9]
    for (_, row), text in zip(result.iterrows(), TEXTS, strict=True):
        record = result_record(auditor().audit(Article(row["id"], text)))
        assert {key: row[key] for key in record["score"]} == record["score"]
        found = [{**f, "evidence": json.loads(f["evidence"])} for f in row["findings"]]
        assert [{**f, "expected": list(f["expected"])} for f in found] == record["findings"]
    assert result["error"].isna().all()


def test_types_do_not_depend_on_what_a_frame_holds() -> None:
    empty = audit_frame(frame().iloc[:0], auditor())
    bad = audit_frame(frame(text=[None, 3.5, ""]), auditor())
    for result in (empty, bad, audit_frame(frame(), auditor())):
        assert dict(result.dtypes) == dict(META.dtypes)


def test_bad_rows_have_an_error_and_stop_nothing() -> None:
    result = audit_frame(frame(text=[TEXTS[0], np.nan, ["x"]]), auditor())
    assert list(result["value"].isna()) == [False, True, True]
    assert list(result["error"].fillna("")) == ["", "the record has no text", "text is a list, not a string"]
    assert list(result["id"]) == ["a", "b", "c"]


def test_a_frame_without_the_columns_says_so() -> None:
    result = audit_frame(frame().rename(columns={"text": "body"}), auditor())
    assert result["error"].iloc[0] == "the frame has no column 'text' for the text; there are id, body"
    mapped = audit_frame(frame().rename(columns={"text": "body"}), auditor(), columns={"text": "body"})
    assert mapped["error"].isna().all()
    with pytest.raises(ValueError, match="an article has no field 'body'"):
        audit_frame(frame(), auditor(), columns={"body": "text"})


def test_dates_and_numbers_as_frames_hold_them() -> None:
    dated = frame(id=[1.0, 2.0, np.nan], date=[datetime.date(2024, 2, 1), pd.Timestamp("2024-02-02"), pd.NaT])
    result = audit_frame(dated, auditor())
    assert list(result["id"].fillna("")) == ["1", "2", ""]
    assert list(result["error"].fillna("")) == ["", "", "the record has no id"]


def test_findings_as_a_frame_of_their_own() -> None:
    found = findings_frame(frame(), auditor())
    assert list(zip(found.index, found["text"], strict=True)) == [(7, "Dmitro"), (7, "Kiev"), (9, "Kiev")]
    joined = found.join(frame()["text"].rename("whole"))
    assert all(row.whole[row.start : row.end] == row.text for row in joined.itertuples())
    with pytest.raises(ValueError, match="has no findings"):
        explode_findings(audit_frame(frame(), auditor(), findings="none"))


def test_an_auditor_for_workers_travels_light() -> None:
    travelling = FrameAuditor(select=["T201"], findings="none")
    data = pickle.dumps(travelling)
    assert len(data) < 1000
    arrived = pickle.loads(data)
    assert list(arrived(frame())["minor"]) == [1, 0, 1]
    assert dict(arrived.meta.dtypes) == dict(arrived(frame()).dtypes)
    assert [len(part) for part in arrived.batches([frame(), frame().iloc[:0]])] == [3, 0]
    assert arrived.spark_schema.startswith("`id` STRING, `words` BIGINT")
    with pytest.raises(TypeError):
        FrameAuditor(colour="red")


SCALARS = st.none() | st.text(max_size=20) | st.integers() | st.floats() | st.booleans()
VALUES = SCALARS | st.lists(st.text(max_size=3), max_size=2)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(VALUES, VALUES), max_size=4))
def test_no_value_raises_or_loses_a_row(rows: list[tuple[object, object]]) -> None:
    given_ = pd.DataFrame({"id": pd.Series([a for a, _ in rows], dtype=object)})
    given_["text"] = pd.Series([b for _, b in rows], dtype=object)
    result = audit_frame(given_, auditor(), findings="none")
    assert len(result) == len(rows)
    assert (result["value"].isna() == result["error"].notna()).all()


@pytest.mark.parametrize("backend", ["numpy_nullable", "pyarrow"])
def test_frames_of_every_make_give_the_same(backend: str) -> None:
    facts = {"title": ["T", None, "T"], "date": [pd.Timestamp("2024-02-02"), pd.NaT, None], "outlet": ["A", "A", None]}
    plain = audit_frame(frame(**facts), auditor())
    assert plain["error"].isna().all()
    pd.testing.assert_frame_equal(audit_frame(frame(**facts).convert_dtypes(dtype_backend=backend), auditor()), plain)


def test_categories_are_texts() -> None:
    given_ = frame(outlet=["A", None, "A"], source_lang=["zh", "zh", "ru"])
    result = audit_frame(given_.astype("category"), auditor())
    pd.testing.assert_frame_equal(result, audit_frame(given_, auditor()))
    assert result["error"].isna().all()


def test_tables_of_batches_have_one_schema() -> None:
    """What Ray makes of batches: a block has to fit to the next, be it empty, or all its rows bad."""
    travelling = FrameAuditor(select=["T201"])
    batches = [frame(), frame().iloc[:0], frame(text=[None, "", 3])]
    schemas = [pa.Table.from_pandas(travelling(batch), preserve_index=False).schema for batch in batches]
    assert schemas[0].names == [*SCORES, "findings"]
    assert schemas[0].remove_metadata() == schemas[1].remove_metadata() == schemas[2].remove_metadata()


def test_dask_maps_its_partitions() -> None:
    travelling = FrameAuditor(select=["T201"])
    given_ = dd.from_pandas(pd.concat([frame(), frame().set_index(frame().index + 10)]), npartitions=3)
    mapped = given_[given_["text"] != TEXTS[1]].map_partitions(travelling, meta=travelling.meta)
    emptied = given_[given_["id"] == "none"].map_partitions(travelling, meta=travelling.meta)
    assert dict(mapped.dtypes) == dict(travelling.meta.dtypes)
    with dask.config.set(scheduler="processes"):
        result, nothing = mapped.compute(), emptied.compute()
    assert list(result.index) == [7, 9, 17, 19]
    assert dict(result.dtypes) == dict(nothing.dtypes) == dict(travelling.meta.dtypes)
    assert list(explode_findings(result)["text"]) == ["Kiev"] * 4
    assert len(nothing) == 0


def test_what_is_no_frame_is_named() -> None:
    with pytest.raises(TypeError, match="a data frame is audited, this is a list"):
        audit_frame([{"id": "a", "text": "Fine."}])  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    """A session of this machine. CI installs a Java runtime, and there it must not be missing."""
    if not shutil.which("java") and not os.environ.get("CI"):
        pytest.skip("Spark needs a Java runtime")
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "1").getOrCreate()
    yield session
    session.stop()


@pytest.mark.slow
def test_spark_takes_the_batches(spark: SparkSession) -> None:
    travelling = FrameAuditor(select=["T201"])
    rows = spark.createDataFrame([("a", TEXTS[0]), ("b", TEXTS[1]), ("c", None)], "id STRING, text STRING")
    mapped = rows.mapInPandas(travelling.batches, travelling.spark_schema)
    nothing = rows.where("id = 'none'").mapInPandas(travelling.batches, travelling.spark_schema)
    result = mapped.unionAll(nothing).collect()
    found = [(row["id"], row["findings"] and [f["text"] for f in row["findings"]], row["error"]) for row in result]
    assert found == [("a", ["Kiev"], None), ("b", [], None), ("c", None, "the record has no text")]
    assert mapped.columns == list(META.columns)
    scores = FrameAuditor(select=["T201"], findings="none")
    light = rows.mapInPandas(scores.batches, scores.spark_schema)
    assert [row["minor"] for row in light.collect()] == [1, 0, None]


EXAMPLES = re.findall(
    r"^```python\n(.*?)^```",
    (Path(__file__).parents[1] / "docs" / "frames.md").read_text("utf-8"),
    re.MULTILINE | re.DOTALL,
)


@pytest.fixture
def names(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What the first example of the documentation defines."""
    made: dict[str, Any] = {}
    exec(EXAMPLES[0], made)
    assert "Kiev" in capsys.readouterr().out
    return made


def example(package: str) -> str:
    [found] = [text for text in EXAMPLES[1:] if re.search(rf"^(?:import|from) {package}\b", text, re.MULTILINE)]
    return str(found)


def test_the_documentation_has_an_example_for_each() -> None:
    assert len(EXAMPLES) == 4
    assert [bool(example(package)) for package in ("dask", "pyspark", "ray")] == [True] * 3


def test_the_example_for_dask_runs(names: dict[str, Any]) -> None:
    exec(example("dask"), names)
    assert list(names["scores"]["minor"]) == [1, 0]


@pytest.mark.slow
def test_the_example_for_spark_runs(spark: SparkSession, names: dict[str, Any]) -> None:
    exec(example("pyspark"), names)
    assert [row["minor"] for row in names["scores"].collect()] == [1, 0]


@pytest.mark.slow
def test_the_example_for_ray_runs(names: dict[str, Any]) -> None:
    ray = pytest.importorskip("ray", reason="Ray is large, and not among the packages for development")
    try:
        exec(example("ray"), names)
        assert list(names["scores"].to_pandas()["minor"]) == [1, 0]
    finally:
        ray.shutdown()
