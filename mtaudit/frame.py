"""Data frames in, data frames of scores and findings out: for pandas, Dask, Spark and Ray.

A frame has a row an article, with the columns of a record (`id` and `text`, and any of `title`, `date`, `url`,
`outlet`, `source`, `source_lang`, `reference`, `ignore`); others are passed over. The result has the same rows
under the same index, and the same columns of the same types whatever the frame holds, be it nothing.
"""

from __future__ import annotations

import datetime
import hashlib
import inspect
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from numbers import Integral, Real
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from mtaudit.readers.jsonl import RecordError, article
from mtaudit.readers.kinds import RECORD
from mtaudit.report.columns import FINDING, SCORES, arrow_type, error_row, findings_type, result_row

if TYPE_CHECKING:
    import pandas as pd

    from mtaudit.auditor import Auditor
    from mtaudit.configured import ConfiguredAuditor
    from mtaudit.glossary.entry import Glossary

    META: pd.DataFrame
    FINDINGS_META: pd.DataFrame

Findings = Literal["nested", "none"]

_DTYPES = {"STRING": "string[python]", "BIGINT": "Int64", "DOUBLE": "Float64"}
_LOCK = Lock()


def audit_frame(
    frame: pd.DataFrame,
    auditor: Auditor | ConfiguredAuditor | None = None,
    *,
    columns: Mapping[str, str] | None = None,
    findings: Findings = "nested",
) -> pd.DataFrame:
    """Audit the articles of a frame: a row each, under the index of `frame`, with the columns of `META`.

    `auditor`: None for one with the shipped glossaries and all checks, made once per process. `columns` says what
    the fields of an article are called in the frame ({"text": "body"}). `findings`: "nested" gives them as a column
    of lists of structs (for which pyarrow is needed), "none" leaves that column out.

    A row that is no article (no id, no text, a value of another type) gives a row that is null but for `error`, and
    its id where it has one. No row is lost, and none stops the others. Raises `ValueError` for an unknown field in
    `columns`, `TypeError` for what is no data frame, and `ImportError` where pyarrow is needed and missing.
    """
    if not hasattr(frame, "columns"):
        raise TypeError(f"a data frame is audited, this is a {type(frame).__name__}")
    named = _columns(columns)
    _check_findings(findings)
    auditor = auditor or FrameAuditor().auditor
    return _frame([_row(record, auditor) for record in _records(frame, named)], frame.index, findings)


def findings_frame(
    frame: pd.DataFrame,
    auditor: Auditor | ConfiguredAuditor | None = None,
    *,
    columns: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Audit the articles of a frame and give a row a finding; see `explode_findings`."""
    return explode_findings(audit_frame(frame, auditor, columns=columns))


def explode_findings(result: pd.DataFrame) -> pd.DataFrame:
    """The findings of a result of `audit_frame`, a row each, with the columns of `FINDINGS_META`.

    The index is that of the articles, so that `result.join` and `loc` find them; an article without findings has no
    row. `evidence` is JSON. Raises `ValueError` where the result has no column of findings.
    """
    if "findings" not in result:
        raise ValueError("the result has no findings; audit with findings='nested'")
    rows: list[dict[str, Any]] = []
    places: list[int] = []
    for place, (name, found) in enumerate(zip(result["id"], result["findings"], strict=True)):
        if not _is_null(found):
            rows += [{"id": name, **finding} for finding in found]
            places += [place] * len(found)
    return _findings(rows, result.index[places])


class FrameAuditor:
    """Audits frames with settings that travel light: what it does to a frame is `audit_frame`.

    For `dask.dataframe.map_partitions(auditor, meta=auditor.meta)`, `mapInPandas(auditor.batches,
    auditor.spark_schema)` of Spark and `map_batches(auditor, batch_format="pandas")` of Ray. What is pickled are the
    settings; each process compiles the glossaries once for all instances with the same settings.

    `glossaries` and `settings` are those of `mtaudit.Auditor`; files among them are read by each process, under the
    same path. `columns` and `findings` are those of `audit_frame`.

    Raises `ValueError` for an unknown field in `columns`, `TypeError` for an unknown setting, and `SelectionError`
    for a selection that names no check; other faults of settings show at the first frame.
    """

    def __init__(
        self,
        glossaries: Sequence[Glossary | str | Path] = (),
        *,
        columns: Mapping[str, str] | None = None,
        findings: Findings = "nested",
        **settings: Any,
    ) -> None:
        from mtaudit.auditor import Auditor, select_checks

        inspect.signature(Auditor).bind(glossaries, **settings)
        select_checks(settings.get("select", ()), settings.get("ignore", ()))
        _check_findings(findings)
        _columns(columns)
        files = [Path(g).absolute() if isinstance(g, (str, Path)) else g for g in glossaries]
        self._settings = _settings({"glossaries": files, **settings})
        self._columns = dict(columns or {})
        self._findings: Findings = findings

    @property
    def auditor(self) -> Auditor:
        """The auditor of this process for these settings."""
        with _LOCK:
            return _auditor(self._settings)

    @property
    def meta(self) -> pd.DataFrame:
        """What a result looks like: no row, every column with its type."""
        return _frame([], None, self._findings)

    @property
    def spark_schema(self) -> str:
        """The schema of a result as Spark spells it (DDL)."""
        return spark_schema(self._findings)

    def __call__(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Audit the articles of a frame, or of a partition or a batch."""
        return audit_frame(frame, self.auditor, columns=self._columns, findings=self._findings)

    def batches(self, frames: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        """Audit frame after frame, as `mapInPandas` of Spark wants it."""
        for frame in frames:
            result = self(frame)
            if "findings" in result:  # Spark wants lists of dicts, and makes its own type of them
                result["findings"] = result["findings"].astype(object).where(result["findings"].notna(), None)
            yield result


def spark_schema(findings: Findings = "nested") -> str:
    """The schema of a result of `audit_frame` as Spark spells it (DDL)."""
    columns = [f"`{name}` {sql}" for name, sql in SCORES.items()]
    if findings == "nested":
        fields = ", ".join(f"`{name}`: {sql}" for name, sql in FINDING.items())
        columns.append(f"`findings` ARRAY<STRUCT<{fields}>>")
    return ", ".join(columns)


SPARK_SCHEMA = spark_schema()
"""The schema of a result with nested findings, as Spark spells it."""


def __getattr__(name: str) -> Any:
    """`META` and `FINDINGS_META`, empty results with every column and type, are made when they are asked for."""
    if name == "META":
        return _frame([], None, "nested")
    if name == "FINDINGS_META":
        return _findings([], None)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


@dataclass(frozen=True, slots=True)
class _Settings:
    """Settings of an auditor, equal where their digests are."""

    digest: str
    values: Mapping[str, Any] = field(compare=False)


def _settings(values: Mapping[str, Any]) -> _Settings:
    shown = repr(sorted(values.items(), key=lambda item: item[0]))
    return _Settings(hashlib.sha256(shown.encode("utf-8", "surrogatepass")).hexdigest(), values)


@lru_cache(maxsize=4)
def _auditor(settings: _Settings) -> Auditor:
    from mtaudit.auditor import Auditor

    return Auditor(**settings.values)


def _columns(columns: Mapping[str, str] | None) -> dict[str, str]:
    for name in columns or {}:
        if name not in RECORD:
            raise ValueError(f"an article has no field {name!r}; columns maps any of {', '.join(RECORD)}")
    return {name: (columns or {}).get(name, name) for name in RECORD}


def _check_findings(findings: str) -> None:
    if findings not in ("nested", "none"):
        raise ValueError(f"findings is {findings!r}; it is 'nested' or 'none'")


def _records(frame: pd.DataFrame, columns: Mapping[str, str]) -> Iterator[dict[str, object] | RecordError]:
    """Each row by field; an error in the place of each where the columns are none."""
    names = list(frame.columns)
    problem = _problem(names, columns)
    if problem:
        yield from [problem] * len(frame)
        return
    present = {key: column for key, column in columns.items() if column in names}
    for values in zip(*(frame[column] for column in present.values()), strict=True):
        yield dict(zip(present, values, strict=True))


def _problem(names: list[object], columns: Mapping[str, str]) -> RecordError | None:
    for key, column in columns.items():
        if names.count(column) > 1:
            return RecordError(f"two columns are called {column!r}")
        if key in ("id", "text") and column not in names:
            shown = ", ".join(map(str, names[:10])) or "none"
            return RecordError(f"the frame has no column {column!r} for the {key}; there are {shown}")
    return None


def _row(record: dict[str, object] | RecordError, auditor: Auditor | ConfiguredAuditor) -> dict[str, Any]:
    if isinstance(record, RecordError):
        return error_row(None, str(record))
    name = None
    try:
        name = _name(record)
        given = article({key: _plain(key, value) for key, value in record.items()}, name or "")
    except RecordError as error:
        return error_row(name, str(error))
    # One article that trips the auditor must not cost the results of all the others.
    try:
        return result_row(auditor.audit(given))
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".rstrip(": ").encode("utf-8", "replace").decode()
        return error_row(name, f"could not be audited ({reason}); this is a bug in mtaudit")


def _name(record: Mapping[str, object]) -> str | None:
    """The id of a row, None where it has none that can be one."""
    try:
        return article({"id": _plain("id", record["id"]), "text": "."}, "").id
    except RecordError:
        return None


def _plain(key: str, value: object) -> object:
    """A value of a frame as JSON would have it. Raises `RecordError` for a type that no record holds."""
    if _is_null(value):
        return None
    if isinstance(value, (str, bool)):
        return value
    if key == "date" and isinstance(value, datetime.date):
        return value.isoformat()
    if key == "ignore" and _is_list(value):
        return list(value)  # type: ignore[call-overload]
    if isinstance(value, Decimal) and key == "id":
        return str(value)
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        # A column of numbers becomes one of fractions where a number is missing: 7 is meant by 7.0.
        number = float(value)
        return int(number) if number.is_integer() else number
    if isinstance(value, (list, dict)):
        return value
    raise RecordError(f"{key} is of type {type(value).__name__}, not a string")


def _is_list(value: object) -> bool:
    return isinstance(value, (list, tuple)) or type(value).__name__ == "ndarray"


def _is_null(value: object) -> bool:
    """Whether a cell is empty: None, NaN, NaT or NA."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, Real) and math.isnan(value)


def _frame(rows: list[dict[str, Any]], index: pd.Index | None, findings: Findings) -> pd.DataFrame:
    import pandas as pd

    data = {name: pd.array([row[name] for row in rows], dtype=_DTYPES[sql]) for name, sql in SCORES.items()}
    if findings == "nested":
        data["findings"] = _arrow([row["findings"] for row in rows], findings_type)
    return pd.DataFrame(data, index=index if index is not None else pd.RangeIndex(0))


def _findings(rows: list[dict[str, Any]], index: pd.Index | None) -> pd.DataFrame:
    import pandas as pd

    data: dict[str, Any] = {"id": pd.array([row["id"] for row in rows], dtype=_DTYPES["STRING"])}
    for name, sql in FINDING.items():
        values = [row[name] for row in rows]
        if sql in _DTYPES:
            data[name] = pd.array(values, dtype=_DTYPES[sql])
        else:
            data[name] = _arrow(values, lambda sql=sql: arrow_type(sql))
    return pd.DataFrame(data, index=index if index is not None else pd.RangeIndex(0))


def _arrow(values: list[Any], make: Any) -> Any:
    """Nested values as a column of pandas. Raises `ImportError` where pyarrow is missing."""
    import pandas as pd

    try:
        import pyarrow as pa
    except ImportError as error:
        hint = "pip install 'mtaudit[tables]', or ask for findings='none'"
        raise ImportError(f"findings as a column need pyarrow: {hint}") from error
    return pd.arrays.ArrowExtensionArray(pa.array(values, type=make()))
