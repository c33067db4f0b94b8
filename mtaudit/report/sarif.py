"""SARIF 2.1.0 (OASIS), the format of code-scanning services."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from mtaudit.finding import Severity
from mtaudit.readers.source import InputError
from mtaudit.report.places import place, said
from mtaudit.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mtaudit.auditor import AuditedArticle
    from mtaudit.finding import Finding
    from mtaudit.report.base import Item, Options

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {
    Severity.CRITICAL: "error", Severity.MAJOR: "error", Severity.MINOR: "warning", Severity.NEUTRAL: "note",
}  # fmt: skip


def write(items: Iterable[Item], options: Options) -> Iterator[str]:
    """Yield one log with one run; inputs that could not be read are notifications of its invocation."""
    rules = _rules()
    numbers = {rule["id"]: number for number, rule in enumerate(rules)}
    driver = {"name": "mtaudit", "semanticVersion": __version__, "rules": rules}
    head = {"$schema": _SCHEMA, "version": "2.1.0"}
    yield json.dumps(head)[:-1] + ', "runs": [{"tool": '
    yield json.dumps({"driver": driver}, ensure_ascii=False) + ', "columnKind": "unicodeCodePoints", "results": ['
    errors: list[InputError] = []
    first = True
    for item in items:
        if isinstance(item, InputError):
            errors.append(item)
            continue
        for finding in item.findings:
            result = json.dumps(_result(item, finding, numbers), ensure_ascii=False)
            yield f"{'' if first else ','}\n{result}"
            first = False
    invocation: dict[str, Any] = {"executionSuccessful": not errors}
    if errors:
        invocation["toolExecutionNotifications"] = [{"level": "error", "message": {"text": str(e)}} for e in errors]
    yield f'\n], "invocations": [{json.dumps(invocation, ensure_ascii=False)}]}}]}}\n'


def _rules() -> list[dict[str, Any]]:
    from mtaudit.checks import CHECKS

    return [
        {
            "id": check.code,
            "name": check.name,
            "shortDescription": {"text": check.summary},
            "help": {"text": check.documentation.strip(), "markdown": check.documentation.strip()},
            "defaultConfiguration": {"level": _LEVELS[check.severity]},
            "properties": {"tags": [check.category.value]},
        }
        for check in CHECKS
    ]


def _result(audited: AuditedArticle, finding: Finding, numbers: dict[str, int]) -> dict[str, Any]:
    file, line, column = place(audited, finding)
    region: dict[str, Any] = {"startLine": line}
    if column is not None:
        end_line, end_column = audited.text.position(finding.end)
        region |= {"startColumn": column, "endLine": end_line, "endColumn": end_column}
        region |= {"charOffset": finding.start, "charLength": finding.end - finding.start}
        region["snippet"] = {"text": finding.text}
    uri = quote(file, errors="surrogatepass")
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": said(finding)},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}],
        "partialFingerprints": {"mtaudit/v1": finding.fingerprint},
        "properties": {"article": audited.article.id, "confidence": round(finding.confidence, 3)},
    }
    if finding.code in numbers:
        result["ruleIndex"] = numbers[finding.code]
    return result
