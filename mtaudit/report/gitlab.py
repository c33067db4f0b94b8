"""GitLab code quality: one JSON array of issues."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from mtaudit.finding import Severity
from mtaudit.readers.source import InputError
from mtaudit.report.places import place, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mtaudit.report.base import Item, Options

_SEVERITIES = {
    Severity.CRITICAL: "critical", Severity.MAJOR: "major", Severity.MINOR: "minor", Severity.NEUTRAL: "info",
}  # fmt: skip


def write(items: Iterable[Item], options: Options) -> Iterator[str]:
    """Yield an issue for each finding and for each input that could not be read."""
    seen: Counter[str] = Counter()
    yield "["
    for item in items:
        for issue in _issues(item):
            comma = "," if seen else ""
            key = issue["fingerprint"]
            seen[key] += 1
            if seen[key] > 1:  # articles of one id: GitLab shows one issue a fingerprint
                issue["fingerprint"] = _digest(f"{key} {seen[key]}")
            yield f"{comma}\n{json.dumps(issue, ensure_ascii=False)}"
    yield "\n]\n"


def _issues(item: Item) -> Iterator[dict[str, Any]]:
    if isinstance(item, InputError):
        yield _issue("input", str(item), "blocker", item.where, 1, str(item))
        return
    for finding in item.findings:
        file, line, _ = place(item, finding)
        key = f"{item.article.id} {finding.fingerprint}"
        yield _issue(f"{finding.code} {finding.name}", said(finding), _SEVERITIES[finding.severity], file, line, key)


def _issue(check: str, message: str, severity: str, file: str, line: int, key: str) -> dict[str, Any]:
    return {
        "check_name": check,
        "description": message,
        "severity": severity,
        "fingerprint": _digest(key),
        "location": {"path": file, "lines": {"begin": line}},
    }


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
