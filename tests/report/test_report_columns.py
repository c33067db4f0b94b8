"""Results as rows: nothing of a record is lost on the way into Parquet and out again."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pyarrow as pa
import pytest

from mtaudit import Article, Auditor
from mtaudit.readers import InputError
from mtaudit.report.columns import KEPT, SCORES, kept_error, kept_row, kept_schema, record_of
from mtaudit.report.result import result_record

TEXT = "Foreign Minister Dmitro Kuleba spoke in Kiev on Monday .\n\nAll is well with him, he he said."
FACTS: dict[str, Any] = {"title": "T", "date": datetime.date(2024, 2, 1), "url": "https://x.example", "outlet": "O"}
SOURCE = "外交部长库列巴周一在基辅发表讲话。\n\n一切都好。"
ARTICLES = [
    Article("a", TEXT),
    Article("b", "All is well."),
    Article(
        "c", TEXT, title="T", date=datetime.date(2024, 2, 1), url="https://x.example", outlet="O", ignore=("T201",)
    ),
    Article(
        "d",
        TEXT,
        source=SOURCE,
        source_lang="zh",
        reference="Kuleba spoke in Kyiv.",
    ),
]


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.id)
@pytest.mark.parametrize("sentences", [False, True])
def test_a_row_gives_its_record_back(article: Article, sentences: bool) -> None:
    audited = Auditor(sentences=sentences).audit(article)
    record = json.loads(json.dumps(result_record(audited, sentences=sentences)))
    [row] = pa.Table.from_pylist([kept_row(audited, sentences=sentences)], kept_schema()).to_pylist()
    assert record_of(row) == record
    assert {"reference", "ignored"} & set(record) == (
        {"reference"} if article.reference else set(article.ignore and ["ignored"])
    )


def test_an_error_is_a_row_with_its_place() -> None:
    [row] = pa.Table.from_pylist(
        [kept_error(InputError("a.jsonl:3", "the record has no id"))], kept_schema()
    ).to_pylist()
    assert {key: value for key, value in row.items() if value is not None} == {
        "where": "a.jsonl:3", "error": "the record has no id",
    }  # fmt: skip
    assert list(row) == [*SCORES, *KEPT, "findings"]
