"""Results (files of `--format jsonl`, folders of `--engine dask`) as records and as tables."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtaudit.finding import Severity
from mtaudit.readers.source import InputError, first_line
from mtaudit.report.result import SCHEMA, VERDICTS

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("audit", "id", "title", "outlet", "date", "words", "value", "low", "high", "penalty", "verdict", "findings")
"""The columns of the table of articles; `audit` names the file (see `audit_names`)."""

_ROWS = 256
_FINDING: Mapping[str, tuple[type, ...]] = {
    "code": (str,), "name": (str,), "severity": (str,), "text": (str,), "message": (str,), "line": (int,),
    "expected": (list,), "confidence": (int, float), "evidence": (dict,),
}  # fmt: skip
"""What a finding must hold for a report, with its types as JSON spells them."""


def audit_names(paths: Iterable[Path]) -> dict[Path, str]:
    """A name for the audit of each file, each file once: its name without the ending, its path where two share that."""
    once = list({path.resolve(): path for path in paths}.values())
    stems = Counter(path.stem for path in once)
    return {path: path.stem if stems[path.stem] == 1 else path.with_suffix("").as_posix() for path in once}


def read_results(path: Path, audit: str | None = None) -> Iterator[dict[str, Any] | InputError]:
    """Yield the records of a result file or folder, and an error for each line that is none.

    Each record has `audit` added, the name of the audit; None: that of the file without its ending.
    """
    audit = path.stem if audit is None else audit
    if path.is_dir():
        yield from _folder(path, audit)
        return
    try:
        with path.open(encoding="utf-8") as stream:
            empty = True
            for number, line in enumerate(stream, 1):
                if line.strip():
                    empty = False
                    yield _record(line, f"{path}:{number}", audit)
            if empty:
                yield InputError(str(path), "is empty; `mtaudit audit --format jsonl` writes such files")
    except OSError as error:
        yield InputError(str(path), f"cannot be read: {(error.strerror or str(error)).lower()}")
    except UnicodeDecodeError:
        yield InputError(str(path), "is not UTF-8; results are written by `mtaudit audit --format jsonl`")


def _folder(path: Path, audit: str) -> Iterator[dict[str, Any] | InputError]:
    """The records of a run over partitions; the inputs that it could not read are passed over, as in files."""
    from mtaudit.engines.folder import FolderError, result_files
    from mtaudit.report.columns import record_of

    try:
        from pyarrow import parquet
    except ImportError:
        yield InputError(str(path), 'reading its results needs pyarrow: pip install "mtaudit[dask]"')
        return
    try:
        for name in result_files(path):
            for batch in parquet.ParquetFile(name, pre_buffer=False).iter_batches(batch_size=_ROWS):
                yield from ({**record_of(row), "audit": audit} for row in batch.to_pylist() if row["error"] is None)
    except FolderError as error:
        yield InputError(str(path), str(error).removeprefix(f"{path}: "))
    except Exception as error:  # what a damaged file makes pyarrow raise cannot be listed
        yield InputError(str(path), f"its results cannot be read: {first_line(error)}")


def _record(line: str, where: str, audit: str) -> dict[str, Any] | InputError:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        cut = "" if line.endswith("\n") else "; the line is cut off"
        return InputError(where, f"is not a result: no valid JSON{cut}")
    if not isinstance(record, dict) or "schema" not in record:
        return InputError(where, "is not a result; `mtaudit audit --format jsonl` writes them")
    if record["schema"] != SCHEMA:
        return InputError(where, f"is of schema {record['schema']}, and this mtaudit reads {SCHEMA}: audit again")
    problem = _problem(record)
    return InputError(where, f"is not a result: {problem}") if problem else {**record, "audit": audit}


def _problem(record: Mapping[str, Any]) -> str | None:
    """What is wrong with a record, None for nothing."""
    score, findings = record.get("score"), record.get("findings")
    if not isinstance(record.get("id"), str) or not _is_number(record.get("words")):
        return "id or words is missing"
    if not all(isinstance(record.get(key) or "", str) for key in ("title", "outlet", "date", "url")):
        return "its title, outlet, date or url is no text"
    if not isinstance(score, dict) or not all(_is_number(score.get(k)) for k in ("value", "low", "high", "penalty")):
        return "its score is incomplete"
    if not 0 <= score["value"] <= 100:
        return "its score is not between 0 and 100"
    if score.get("verdict") not in VERDICTS or not isinstance(score.get("signature"), str):
        return "its score has no verdict or signature"
    if not isinstance(findings, list) or not all(map(_is_finding, findings)):
        return "its findings are incomplete"
    return None


def _is_finding(value: Any) -> bool:
    if not isinstance(value, dict) or not all(isinstance(value.get(key), kinds) for key, kinds in _FINDING.items()):
        return False
    return value["severity"] in set(Severity) and all(isinstance(form, str) for form in value["expected"])


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def row(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record as a row of the table of articles."""
    score = record["score"]
    facts = {key: record.get(key) or "" for key in ("title", "outlet")}
    return {
        "audit": record["audit"],
        "id": record["id"],
        **facts,
        "date": (record.get("date") or "")[:10],
        "words": record["words"],
        "value": float(score["value"]),
        "low": float(score["low"]),
        "high": float(score["high"]),
        "penalty": float(score["penalty"]),
        "verdict": score["verdict"],
        "findings": len(record["findings"]),
    }


def table(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """The table of articles, a row an article and audit, with `COLUMNS`."""
    import pandas as pd

    return pd.DataFrame(list(rows), columns=list(COLUMNS))
