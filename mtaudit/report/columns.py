"""The result of an article as a row with fixed columns, for data frames and Parquet.

A row holds what the result record holds, spread over columns; the findings stand in one column as a list of
structs, and `evidence`, whose keys differ from check to check, is JSON. A record that could not be audited has a row
too: `error` says why, and the columns of the score are null.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mtaudit.finding import Severity
from mtaudit.report.result import SCHEMA, result_record

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from mtaudit.auditor import AuditedArticle
    from mtaudit.readers.source import InputError

SCORES: Mapping[str, str] = {
    "id": "STRING",
    "words": "BIGINT",
    "value": "DOUBLE",
    "low": "DOUBLE",
    "high": "DOUBLE",
    "penalty": "DOUBLE",
    "penalty_per_100_words": "DOUBLE",
    "verdict": "STRING",
    "neutral": "BIGINT",
    "minor": "BIGINT",
    "major": "BIGINT",
    "critical": "BIGINT",
    "ignored": "BIGINT",
    "signature": "STRING",
    "error": "STRING",
}
"""The columns of a row without the findings, with their types as SQL spells them."""

FINDING: Mapping[str, str] = {
    "code": "STRING",
    "name": "STRING",
    "category": "STRING",
    "severity": "STRING",
    "start": "BIGINT",
    "end": "BIGINT",
    "line": "BIGINT",
    "column": "BIGINT",
    "text": "STRING",
    "expected": "ARRAY<STRING>",
    "entry": "STRING",
    "confidence": "DOUBLE",
    "message": "STRING",
    "evidence": "STRING",
    "fingerprint": "STRING",
}
"""The fields of a finding, with their types as SQL spells them."""

KEPT: Mapping[str, str] = {
    "where": "STRING",
    "title": "STRING",
    "date": "STRING",
    "url": "STRING",
    "outlet": "STRING",
    "known": "BIGINT",
    "reference": "STRING",
    "sentences": "STRING",
}
"""Further columns of results that are kept apart from their articles; `reference` and `sentences` are JSON."""


def result_row(audited: AuditedArticle) -> dict[str, Any]:
    """The row of an audited article: the numbers of the result record, rounded as there, and its findings."""
    record = result_record(audited)
    counts = dict.fromkeys((severity.value for severity in Severity), 0)
    for finding in record["findings"]:
        counts[finding["severity"]] += 1
    findings = [f | {"evidence": _json(f["evidence"])} for f in record["findings"]]
    row = {"id": record["id"], "words": record["words"], **record["score"], **counts, "ignored": audited.ignored}
    return {**row, "error": None, "findings": findings}


def error_row(name: str | None, message: str) -> dict[str, Any]:
    """The row of a record that could not be audited; `name` is its id where it has one."""
    return {**dict.fromkeys(SCORES), "id": name, "error": message, "findings": None}


def kept_row(audited: AuditedArticle, *, sentences: bool = False) -> dict[str, Any]:
    """The row of an audited article with the columns of `KEPT` too, of which `record_of` makes its record again."""
    record = result_record(audited, sentences=sentences)
    texts = {name: _json(record[name]) if name in record else None for name in ("reference", "sentences")}
    facts = {name: record.get(name) for name in ("title", "date", "url", "outlet")}
    names = {"id": _text(record["id"]), "where": _text(audited.article.origin)}
    return {**result_row(audited), **names, **facts, "known": audited.known, **texts}


def kept_error(error: InputError) -> dict[str, Any]:
    """The row of an input that could not be read or audited, with the columns of `KEPT` too."""
    return {**error_row(None, _text(error.message) or ""), **dict.fromkeys(KEPT), "where": _text(error.where)}


def record_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The result record that `kept_row` made this row of."""
    scored = ("value", "penalty", "penalty_per_100_words", "low", "high", "verdict", "signature")
    findings = [f | {"evidence": json.loads(f["evidence"])} for f in row["findings"]]
    record = {"schema": SCHEMA, "id": row["id"], "words": row["words"]}
    record |= {"score": {name: row[name] for name in scored}, "findings": findings}
    record |= {name: row[name] for name in ("title", "date", "url", "outlet", "ignored", "known") if row[name]}
    return record | {name: json.loads(row[name]) for name in ("reference", "sentences") if row[name] is not None}


def kept_schema() -> pa.Schema:
    """The columns of a row of `kept_row`, as Arrow spells them."""
    import pyarrow as pa

    columns = [(name, arrow_type(sql)) for name, sql in {**SCORES, **KEPT}.items()]
    return pa.schema([*columns, ("findings", findings_type())])


def _text(text: str | None) -> str | None:
    """A text as Arrow can hold it: a name of a file may have bytes that are none, which become escapes."""
    return text and text.encode("utf-8", "backslashreplace").decode()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def arrow_type(sql: str) -> pa.DataType:
    """A type of `SCORES` or `FINDING` as Arrow spells it."""
    import pyarrow as pa

    if sql == "ARRAY<STRING>":
        return pa.list_(pa.string())
    return {"STRING": pa.string(), "BIGINT": pa.int64(), "DOUBLE": pa.float64()}[sql]


def findings_type() -> pa.DataType:
    """The type of the column of findings as Arrow spells it."""
    import pyarrow as pa

    return pa.list_(pa.struct([(name, arrow_type(sql)) for name, sql in FINDING.items()]))
