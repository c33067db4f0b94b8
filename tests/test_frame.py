"""Data frames: the auditor's own results, row by row, under stable types; nothing raised, nothing lost."""

from __future__ import annotations

import datetime
import importlib.util
import json
import pickle
import re
import shutil
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtaudit import Article, Auditor
from mtaudit.frame import META, FrameAuditor, audit_frame, explode_findings, findings_frame
from mtaudit.report.result import result_record

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


def test_the_documentations_examples_run(capsys: pytest.CaptureFixture[str]) -> None:
    text = (Path(__file__).parents[1] / "docs" / "frames.md").read_text("utf-8")
    first, *others = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    names: dict[str, object] = {}
    exec(first, names)
    assert "Kiev" in capsys.readouterr().out
    for example in others:
        needed = re.search(r"^(?:import|from) (\w+)", example)
        if needed and importlib.util.find_spec(needed[1]) and "spark" not in needed[1]:
            exec(example, names)


def test_spark_takes_the_batches() -> None:
    pytest.importorskip("pyspark")
    if not shutil.which("java"):
        pytest.skip("Spark needs a Java runtime")
    from pyspark.sql import SparkSession

    travelling = FrameAuditor(select=["T201"])
    session = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    try:
        rows = session.createDataFrame([("a", TEXTS[0]), ("b", TEXTS[1])], "id STRING, text STRING")
        result = rows.mapInPandas(travelling.batches, travelling.spark_schema).collect()
    finally:
        session.stop()
    assert [(row["id"], [f["text"] for f in row["findings"]]) for row in result] == [("a", ["Kiev"]), ("b", [])]
