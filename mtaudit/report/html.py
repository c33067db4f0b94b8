"""HTML: one file that needs nothing else, for editors: the text with its findings marked, filters, an overview."""

from __future__ import annotations

import base64
import hashlib
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtaudit.finding import Severity
from mtaudit.readers.source import InputError
from mtaudit.report.cells import safe
from mtaudit.report.result import Summary, plain

if TYPE_CHECKING:
    from mtaudit.auditor import AuditedArticle
    from mtaudit.finding import Finding
    from mtaudit.report.base import Item, Options

_SIGNS = {Severity.CRITICAL: "‼", Severity.MAJOR: "!", Severity.MINOR: "·", Severity.NEUTRAL: "i"}
_MOST_NAMES = 15
_BINS = 10


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of an article's text and the findings that cover it; `sign` opens the first stretch of a finding."""

    text: str
    severity: str = ""
    codes: str = ""
    target: str = ""
    title: str = ""
    sign: str = ""


def write(items: Iterable[Item], options: Options) -> Iterator[str]:
    """Yield the page: its head, a section for each article as it comes, and the overview, which style puts on top."""
    summary = Summary()
    checks: Counter[tuple[str, str]] = Counter()
    names: Counter[tuple[str, str]] = Counter()
    bins = [0] * _BINS
    ranking: list[tuple[float, str, str, int]] = []
    templates = _templates()
    yield templates.head.render(style=_asset("report.css"), policy=_policy())
    for item in items:
        if isinstance(item, InputError):
            summary.add_error(item)
            continue
        summary.add(item)
        number = summary.articles
        checks.update((f.code, f.name) for f in item.findings)
        names.update((f.text, f.expected[0]) for f in item.findings if f.code.startswith("N") and f.expected)
        bins[min(_BINS - 1, int(item.score.value / 100 * _BINS))] += 1
        ranking.append((item.score.value, item.article.title or item.article.id, item.score.verdict, number))
        yield templates.article.render(**_article(item, number))
    ranking.sort()
    tallest = max([*bins, 1])
    yield templates.overview.render(
        summary=summary.to_record(),
        ranking=ranking,
        checks=checks.most_common(),
        names=names.most_common(_MOST_NAMES),
        bins=[(low * 100 // _BINS, count, round(100 * count / tallest)) for low, count in enumerate(bins)],
        script=_asset("report.js"),
    )


def _article(audited: AuditedArticle, number: int) -> dict[str, Any]:
    article = audited.article
    return {
        "number": number,
        "title": article.title or article.id,
        "id": article.id,
        "outlet": article.outlet,
        "date": article.date,
        "score": audited.score,
        "pieces": list(_pieces(audited, number)),
        "findings": [_finding(f, number, at) for at, f in enumerate(audited.findings, 1)],
    }


def _finding(finding: Finding, number: int, at: int) -> dict[str, Any]:
    evidence = {str(key): plain(value) for key, value in finding.evidence.items() if value is not None}
    return {"target": f"f{number}-{at}", "sign": _SIGNS[finding.severity], "finding": finding, "evidence": evidence}


def _pieces(audited: AuditedArticle, number: int) -> Iterator[_Piece]:
    """The text cut at every start and end of a finding."""
    raw = audited.text.raw
    findings = list(enumerate(audited.findings, 1))
    cuts = sorted({0, len(raw), *(f.start for _, f in findings), *(f.end for _, f in findings)})
    for start, end in itertools.pairwise(cuts):
        covering = [(at, f) for at, f in findings if f.start <= start and end <= f.end]
        shown = _shown(raw[start:end])
        if not covering:
            yield _Piece(shown)
            continue
        at, worst = max(covering, key=lambda pair: pair[1].severity.weight)
        codes = " ".join(sorted({f.code for _, f in covering}))
        title = "; ".join(f"{f.code} {f.message}" for _, f in covering)
        sign = _SIGNS[worst.severity] if worst.start == start else ""
        yield _Piece(shown, worst.severity.value, codes, f"f{number}-{at}", title, sign)


def _shown(text: str) -> str:
    """A text with everything escaped that is neither shown nor a line end."""
    return "\n".join(safe(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


@dataclass(frozen=True, slots=True)
class _Templates:
    head: Any
    article: Any
    overview: Any


@cache
def _templates() -> _Templates:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return _Templates(
        *(environment.from_string(_asset(f"report-{part}.html")) for part in ("head", "article", "overview"))
    )


@cache
def _asset(name: str) -> str:
    return (Path(__file__).parent / "assets" / name).read_text("utf-8")


def _policy() -> str:
    """A content security policy under which nothing runs or loads but the page's own style and script."""
    digests = (
        base64.b64encode(hashlib.sha256(_asset(a).encode()).digest()).decode() for a in ("report.css", "report.js")
    )
    style, script = digests
    return f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'"
