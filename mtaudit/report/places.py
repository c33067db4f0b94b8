"""Where an article stands, for formats that point into files: its file and the line of its record there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mtaudit.auditor import AuditedArticle
    from mtaudit.finding import Finding

_RECORD = re.compile(r"(.+?):(\d+)")


def place(audited: AuditedArticle, finding: Finding) -> tuple[str, int, int | None]:
    """The file of a finding, the line and the column there; a record's line, and no column, where it is one of many."""
    origin = audited.article.origin or audited.article.id
    record = _RECORD.fullmatch(origin)
    if record:
        return record[1], int(record[2]), None
    return origin, finding.line, finding.column


def suggestion(finding: Finding) -> str:
    """The forms expected in place of the finding's text, or nothing."""
    return suggestion_of(finding.expected)


def suggestion_of(expected: Iterable[str]) -> str:
    """Expected forms as a reader sees them."""
    return " or ".join(form or "nothing (delete it)" for form in expected)


def said(finding: Finding) -> str:
    """The message with its suggestion, on one line."""
    forms = suggestion(finding)
    message = f"{finding.message}; suggestion: {forms}" if forms else finding.message
    return " ".join(message.split())
