"""Text: findings for people to read, with the source line, the span, the suggestion and the evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtaudit.finding import Severity
from mtaudit.readers.source import InputError
from mtaudit.report.cells import LRM, count, excerpt, is_rtl, safe
from mtaudit.report.pieces import evidence_of
from mtaudit.report.places import suggestion
from mtaudit.report.result import VERDICTS, Summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mtaudit.auditor import AuditedArticle
    from mtaudit.finding import Finding
    from mtaudit.report.base import Item, Options

_BOLD, _DIM, _RED, _GREEN, _YELLOW, _CYAN = "1", "2", "31", "32", "33", "36"
_COLOURS = {
    "critical": "1;31", "major": _RED, "minor": _YELLOW, "neutral": _CYAN,
    "pass": _GREEN, "undetermined": _YELLOW, "fail": _RED,
}  # fmt: skip
_LINE_ENDS = "\r\n\u2028\u2029\x0b\x0c\x85"
_MIN_WIDTH = 40


def write(items: Iterable[Item], options: Options) -> Iterator[str]:
    """Yield the findings of each article and a line on it, then a line on all.

    Errors are not shown here (they belong on standard error, at once), only counted.
    """
    summary = Summary()
    for item in items:
        if isinstance(item, InputError):
            summary.add_error(item)
            continue
        if summary.articles and item.findings and options.verbosity >= 0:
            yield "\n"
        summary.add(item)
        name = safe(item.article.id)
        for finding in item.findings:
            yield _finding(item, name, finding, options)
        if options.verbosity >= 0:
            yield _article(item, name, options)
    yield conclusion(summary, options)


def conclusion(summary: Summary, options: Options) -> str:
    """What the report ends with: a line on all articles, and the findings of each check where they are asked for."""
    said = _total(summary, options) if options.verbosity >= 0 else ""
    if options.statistics and summary.checks:
        width = len(f"{max(summary.checks.values()):,}")
        counts = sorted(summary.checks.items(), key=lambda item: (-item[1], item[0]))
        said += "\n" + "".join(f"{number:>{width},} {code} {name}\n" for (code, name), number in counts)
    return said


def _finding(audited: AuditedArticle, name: str, finding: Finding, options: Options) -> str:
    severity = _paint(finding.severity.value, _COLOURS[finding.severity.value], options)
    code = _paint(finding.code, _BOLD, options)
    place = _paint(f"{name}:{finding.line}:{finding.column}:", _BOLD, options)
    message = safe(finding.message)
    lines = [f"{place} {severity} {code} {finding.name}: {message}", *_source(audited, finding, options)]
    margin = " " * (len(str(finding.line)) + 2)
    if finding.expected:
        suggested = safe(suggestion(finding))
        lines.append(f"{margin}= suggestion: {_paint(suggested, _GREEN, options)}")
    if options.verbosity > 0:
        lines += [f"{margin}= {line}" for line in _evidence(finding)]
    return "\n".join(lines) + "\n\n"


def _source(audited: AuditedArticle, finding: Finding, options: Options) -> list[str]:
    gutter = len(str(finding.line)) + 1
    width = max(_MIN_WIDTH, options.width - gutter - 3)
    line, start, end = _line(audited.text.raw, finding, width)
    shown, carets = excerpt(line, start, end, width)
    shown = LRM + shown if is_rtl(shown) else shown
    number = _paint(f"{finding.line:>{gutter}} |", _DIM, options)
    below = _paint(f"{'':>{gutter}} |", _DIM, options)
    return [f"{number} {shown}", f"{below} {_paint(carets, _COLOURS[finding.severity.value], options)}"]


def _line(raw: str, finding: Finding, width: int) -> tuple[str, int, int]:
    """The neighbourhood of a finding in its line, and the finding in it.

    Never more than a few widths: a line may be as long as the article, and hold many findings.
    """
    start = finding.start
    low = max(0, start - 4 * width, start - finding.column + 1)
    high = low
    limit = min(len(raw), max(start, low) + 8 * width)
    while high < limit and raw[high] not in _LINE_ENDS:
        high += 1
    line = raw[low:high].replace("\ufeff", " ", 1) if low == 0 else raw[low:high]
    return line, min(start - low, len(line)), min(finding.end - low, len(line))


def _evidence(finding: Finding) -> list[str]:
    lines = [f"confidence: {finding.confidence:.2f}"]
    if finding.entry:
        lines.append(f"entry: {safe(finding.entry)}")
    return lines + [f"{key}: {value}" for key, value in evidence_of(finding.evidence).items()]


def _article(audited: AuditedArticle, name: str, options: Options) -> str:
    score = audited.score
    origin = audited.article.origin
    where = f"{name} ({safe(origin)})" if origin and origin != audited.article.id else name
    counts = Summary()
    counts.add(audited)
    verdict = _paint(score.verdict, _COLOURS[score.verdict], options)
    value = f"{score.value:.1f} ({score.low:.1f}–{score.high:.1f})"
    found = _findings(counts)
    line = f"{_paint(where, _BOLD, options)}: {verdict}, score {value}, {count(score.words, 'word')}, {found}\n"
    return line + (f"  signature: {safe(score.signature)}\n" if options.verbosity > 0 else "")


def _total(summary: Summary, options: Options) -> str:
    verdicts = [
        _paint(f"{summary.verdicts[verdict]} {verdict}", _COLOURS[verdict], options)
        for verdict in VERDICTS
        if summary.verdicts[verdict]
    ]
    parts = [
        count(summary.articles, "article"),
        *verdicts,
        count(summary.words, "word"),
        _findings(summary),
    ]
    if summary.errors:
        parts.append(_paint(count(len(summary.errors), "input error"), _RED, options))
    return f"\n{_paint('total', _BOLD, options)}: {', '.join(parts)}\n"


def _findings(summary: Summary) -> str:
    aside = [f"{summary.ignored:,} ignored"] * bool(summary.ignored) + [f"{summary.known:,} known"] * bool(
        summary.known
    )
    return ", ".join([_found(summary), *aside])


def _found(summary: Summary) -> str:
    if not summary.findings:
        return "no findings"
    counts = [f"{summary.severities[s]} {s.value}" for s in reversed(Severity) if summary.severities[s]]
    return f"{count(summary.findings, 'finding')} ({', '.join(counts)})"


def _paint(text: str, colour: str, options: Options) -> str:
    return f"\x1b[{colour}m{text}\x1b[0m" if options.colour else text
