"""GitHub Actions: annotations as workflow commands, and a step summary where the runner gives a file for it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mtaudit.finding import Severity
from mtaudit.readers.source import InputError
from mtaudit.report import markdown
from mtaudit.report.places import place, said

if TYPE_CHECKING:
    from mtaudit.report.base import Item, Options

MOST = 10
"""GitHub shows so many annotations of each level a step."""

MOST_BYTES = 1_000_000
"""What is written of a step summary: GitHub refuses one of more than 1 MiB."""

_LEVELS = {
    Severity.CRITICAL: "error", Severity.MAJOR: "error", Severity.MINOR: "warning", Severity.NEUTRAL: "notice",
}  # fmt: skip


def write(items: Iterable[Item], options: Options) -> Iterator[str]:
    """Yield the worst annotations of each level, then what is left out, in numbers."""
    read = list(items)
    found = [(item, f) for item in read if not isinstance(item, InputError) for f in item.findings]
    found.sort(key=lambda pair: (-pair[1].severity.weight, -pair[1].confidence))
    errors = [item for item in read if isinstance(item, InputError)]
    shown = dict.fromkeys(("error", "warning", "notice"), 0)
    for error in errors[:MOST]:
        shown["error"] += 1
        yield f"::error title=mtaudit::{_data(str(error))}\n"
    hidden = max(0, len(errors) - MOST)
    for audited, finding in found:
        level = _LEVELS[finding.severity]
        if shown[level] >= MOST:
            hidden += 1
            continue
        shown[level] += 1
        file, line, column = place(audited, finding)
        where = f"file={_property(file)},line={line}" + (f",col={column}" if column is not None else "")
        title = _property(f"{finding.code} {finding.name}")
        yield f"::{level} {where},title={title}::{_data(said(finding))}\n"
    if hidden:
        yield f"{hidden} more finding{'' if hidden == 1 else 's'}: see the step summary or another format\n"
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        with Path(summary).open("a", encoding="utf-8", errors="backslashreplace") as stream:
            stream.writelines(_summary(read, options))


def _summary(items: Iterable[Item], options: Options) -> Iterator[str]:
    """The Markdown report, inputs that could not be read and the worst articles first, as far as GitHub takes it."""
    order = sorted(items, key=lambda item: -1.0 if isinstance(item, InputError) else item.score.value)
    left = MOST_BYTES
    for piece in markdown.write(order, options):
        left -= len(piece.encode("utf-8", "backslashreplace"))
        if left < 0:
            yield "\n\nCut here, for GitHub takes no longer summary; another format has the rest.\n"
            return
        yield piece


def _data(text: str) -> str:
    """A message as workflow commands want it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
